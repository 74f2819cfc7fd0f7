//! Managers, which travel apart from the rest.

use super::slice::{Setup, Slice, case};
use crate::check::{Severity, Test, Verdict};
use crate::suites::entra::service::job::manager;
use crate::suites::entra::service::patch::ManagerForm;
use crate::suites::entra::service::place::ENTERPRISE;
use crate::suites::entra::wire::MANAGER;
use crate::target::Need;

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    let text = case(
        setup,
        "manager",
        (3, 0),
        "A manager named by a bare id is kept, read as an object, and replaced by another",
        "reference pass",
        |slice| named(slice, ManagerForm::Text),
    )
    .why(
        "Managers stay empty, or the answer cannot be read and the person is not updated any more.",
    )
    .fix("Take the id as a text for urn:…:User:manager, and return {\"value\": id} under the URN.");
    let object = case(
        setup,
        "manager.object",
        (3, 0),
        "A manager named by an object is kept, and replaced by another",
        "reference pass",
        |slice| named(slice, ManagerForm::Object),
    )
    .severity(Severity::Should)
    .why("Other Microsoft tools write managers like this.")
    .fix("Take {\"value\": id} for urn:…:User:manager.");
    let list = case(
        setup,
        "manager.list",
        (3, 0),
        "A manager named by a list of one is kept, and replaced by another",
        "reference pass",
        |slice| named(slice, ManagerForm::List),
    )
    .severity(Severity::Should)
    .why("Microsoft documents this form beside the others.")
    .fix("Take [{\"value\": id}] for urn:…:User:manager, and keep its one element.");
    let known = |test: Test| test.needs(Need::Attribute("User", MANAGER));
    [text, object, list].map(known).into()
}

async fn named(slice: Slice, form: ManagerForm) -> Verdict {
    let ids = slice.given_people().await?;
    let [person, first, second] = ids.as_slice() else {
        return Ok(());
    };
    let path = format!("/Users/{person}");
    for (id, is_new) in [(first, true), (second, false)] {
        slice.service().set_manager(&path, form, id, is_new).await?;
        expect_manager(&slice, &path, id).await?;
    }
    Ok(())
}

async fn expect_manager(slice: &Slice, path: &str, id: &str) -> Verdict {
    let answer = slice.session.read(path).await?;
    if manager(answer.body()) == Some(id) {
        return Ok(());
    }
    let found = answer.body().get(ENTERPRISE);
    let found = found.and_then(|extension| extension.get("manager"));
    let found = found.map_or("no manager".to_owned(), |it| format!("the manager {it}"));
    Err(answer.fail(format!("the manager {{\"value\":\"{id}\"}}"), found))
}
