//! Saying who manages whom.

use serde_json::{Value, json};

use super::super::wire::{self, MANAGER, MANAGER_ID, expect_taken};
use super::test;
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let why = "People have no manager or the wrong one, and Entra logs the reference as failed at each cycle.";
    let test = |id: &str, title: &str, named: &str| {
        test(id, title, named)
            .why(why)
            .needs(Need::Attribute("User", MANAGER))
    };
    let written = "Take the manager's id as a text, as an object with value, or as a list of one, and return {\"value\": id}.";
    let empty = "Take an empty text, an object whose value is empty, null, and a remove of the manager as no manager.";
    vec![
        test(
            "u10.add-manager",
            "A manager can be added in every form",
            "Add Manager",
        )
        .fix(written)
        .run(|session| set(session, "add")),
        test(
            "u11.replace-manager",
            "A manager can be replaced in every form",
            "Replace Manager",
        )
        .fix(written)
        .run(|session| set(session, "replace")),
        test(
            "u12.remove-manager",
            "A manager can be removed in every form",
            "Remove Manager",
        )
        .fix(empty)
        .run(remove),
    ]
}

async fn set(session: Session, verb: &str) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let (one, other) = (
        wire::user(&session, &[]).await?,
        wire::user(&session, &[]).await?,
    );
    if verb == "replace" {
        let operations = json!([{"op": "add", "path": MANAGER, "value": {"value": other.id}}]);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
    }
    // Each form names another manager than the one before, so that none passes by doing nothing.
    let forms = forms(&session, &one.id)
        .into_iter()
        .zip(forms(&session, &other.id));
    for (form, (one_form, other_form)) in (0..).zip(forms) {
        let first = form % 2 == 0;
        let (id, value) = if first {
            (&one.id, one_form)
        } else {
            (&other.id, other_form)
        };
        let operations = json!([{"op": verb, "path": MANAGER, "value": value}]);
        expect_taken(&session.patch_with(&user.path, operations).await?)?;
        session
            .read(&user.path)
            .await?
            .expect_value(MANAGER_ID, &json!(id))?;
    }
    Ok(())
}

/// The ways in which a manager of that id is written.
fn forms(session: &Session, id: &str) -> [Value; 4] {
    let location = format!("{}/Users/{id}", session.target().base_url);
    [
        json!(id),
        json!({"value": id}),
        json!({"value": id, "$ref": location}),
        json!([{"value": id, "$ref": location}]),
    ]
}

async fn remove(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let manager = wire::user(&session, &[]).await?;
    let forms = [
        json!({"op": "replace", "path": MANAGER, "value": ""}),
        json!({"op": "replace", "path": MANAGER, "value": {"value": ""}}),
        json!({"op": "replace", "path": MANAGER, "value": null}),
        json!({"op": "remove", "path": MANAGER}),
        json!({"op": "Remove", "path": MANAGER, "value": manager.id}),
    ];
    for form in forms {
        let given = json!([{"op": "add", "path": MANAGER, "value": {"value": manager.id}}]);
        expect_taken(&session.patch_with(&user.path, given).await?)?;
        expect_taken(&session.patch_with(&user.path, json!([form])).await?)?;
        session.read(&user.path).await?.expect_nothing(MANAGER_ID)?;
    }
    Ok(())
}
