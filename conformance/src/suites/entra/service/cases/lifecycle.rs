//! Disabling, restoring, renaming and deleting.

use super::slice::{Setup, Slice, case, expect_values};
use crate::check::{Severity, Test, Verdict};
use crate::suites::entra::service::directory::{Person, Standing};
use crate::suites::entra::service::place::Place;
use crate::target::Need;

const USER_NAME: Place = Place::Attribute("userName");

/// Those that are the same in every dialect.
pub(super) fn common(setup: &Setup) -> Vec<Test> {
    let user = case(
        setup,
        "delete.user",
        (1, 0),
        "A deleted user is found by neither id nor match",
        "deleting a user",
        delete_user,
    )
    .why("Entra takes a user that is still there for the one that a returning person is to get.")
    .fix("Take DELETE /Users/{id}, answer 204, and 404 to every GET afterwards.");
    let group = case(
        setup,
        "delete.group",
        (1, 1),
        "A deleted group is found by neither id nor match, and its members stay",
        "deleting a group",
        delete_group,
    )
    .why(
        "Groups that cannot be deleted pile up, and stand in the way of new ones of the same name.",
    )
    .fix("Take DELETE /Groups/{id}, answer 204, and 404 to every GET afterwards.");
    let twice = case(
        setup,
        "delete.twice",
        (1, 0),
        "A deletion that is sent again is a 404",
        "deleting again after an answer was lost",
        delete_twice,
    )
    .severity(Severity::Must)
    .why("Entra cannot tell whether a deletion whose answer got lost was done.")
    .fix("Answer 404 to every request for what was deleted (RFC 7644 §3.6).");
    vec![user, group, twice]
}

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    let disable = case(
        setup,
        "disable",
        (1, 1),
        "A disabled user is still found, reads active as false, and stays in its groups",
        "disabling a user",
        disable,
    )
    .why("Entra takes a disabled user that it cannot find for a new one, and never sends memberships again.")
    .fix("Keep users with active false in every search and in their groups.");
    let restore = case(
        setup,
        "restore",
        (2, 0),
        "A restored user has the same id and takes what changed meanwhile in the same PATCH",
        "restoring a user",
        restore,
    )
    .why("Whoever comes back cannot sign in, or begins from nothing under another id.")
    .fix("Take active true beside other operations, last of them.");
    let rename = case(
        setup,
        "rename-and-disable",
        (1, 0),
        "One PATCH changes userName and active",
        "deleting a person in the directory, which renames and disables",
        rename_and_disable,
    )
    .why("Somebody who has left keeps access, or blocks the name for whoever comes next.")
    .fix("Apply all operations of a PATCH, whatever their order.");
    let known = |test: Test| test.needs(Need::Attribute("User", "active"));
    [disable, restore, rename].map(known).into()
}

async fn disable(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let id = slice.given_person(&person).await?;
    let group = slice
        .given_members(&slice.group()?, std::slice::from_ref(&id))
        .await?;
    let disabled = Person {
        standing: Standing::Disabled,
        ..person
    };
    let path = format!("/Users/{id}");
    slice.sync(&path, &disabled).await?;
    slice.expect_person(&path, &disabled).await?;
    let hit = slice.expect_found(&disabled, &[USER_NAME], &id).await?;
    expect_values(&hit.answer, &hit.resource, &slice.mapping.user(&disabled))?;
    slice.expect_members(&group, &[id]).await
}

async fn restore(slice: Slice) -> Verdict {
    let (person, other) = (slice.person(0)?, slice.person(1)?);
    let id = slice.given_person(&person).await?;
    let path = format!("/Users/{id}");
    let disabled = Person {
        standing: Standing::Disabled,
        ..person.clone()
    };
    slice.sync(&path, &disabled).await?;
    let back = Person {
        job_title: Some("Adviser".to_owned()),
        city: other.city,
        ..person
    };
    slice.expect_found(&back, &[USER_NAME], &id).await?;
    slice.sync(&path, &back).await?;
    slice.expect_person(&path, &back).await
}

async fn rename_and_disable(slice: Slice) -> Verdict {
    let mut person = slice.person(0)?;
    let id = slice.given_person(&person).await?;
    let path = format!("/Users/{id}");
    person.bin();
    slice.sync(&path, &person).await?;
    slice.expect_person(&path, &person).await?;
    slice.expect_found(&person, &[USER_NAME], &id).await?;
    Ok(())
}

async fn delete_user(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let path = format!("/Users/{}", slice.given_person(&person).await?);
    slice.service().delete(&path).await?;
    slice.session.get(&path).await?.expect_status(&[404])?;
    let hit = slice.service().find_user(&person, &[USER_NAME]).await?;
    hit.map_or(Ok(()), |hit| {
        Err(hit.answer.fail("an empty list", "the user"))
    })
}

async fn delete_group(slice: Slice) -> Verdict {
    let (person, unit) = (slice.person(0)?, slice.group()?);
    let id = slice.given_person(&person).await?;
    let path = slice
        .given_members(&unit, std::slice::from_ref(&id))
        .await?;
    slice.service().delete(&path).await?;
    slice.session.get(&path).await?.expect_status(&[404])?;
    if let Some(hit) = slice.service().find_group(&unit).await? {
        return Err(hit.answer.fail("an empty list", "the group"));
    }
    slice.session.read(&format!("/Users/{id}")).await?;
    Ok(())
}

async fn delete_twice(slice: Slice) -> Verdict {
    let path = format!("/Users/{}", slice.given_person(&slice.person(0)?).await?);
    let first = slice.session.delete(&path).await?;
    first.expect_status(&[200, 204])?;
    slice.session.delete(&path).await?.expect_status(&[404])?;
    Ok(())
}
