//! Groups and who is in them.

use super::slice::{Setup, Slice, case, expect_values};
use crate::check::{Severity, Test, Verdict};
use crate::suites::entra::service::diff::changes;
use crate::suites::entra::service::directory::Unit;
use crate::suites::entra::service::mapping;

/// What all of these do.
const GROUPS: &str = "groups and their members";

/// Those that are the same in every dialect.
pub(super) fn common(setup: &Setup) -> Vec<Test> {
    let create = case(
        setup,
        "group.create",
        (0, 1),
        "A new group is created without members and found by its name",
        GROUPS,
        create,
    )
    .why("Entra makes every group empty and fills it afterwards.")
    .fix("Take groups without members, and return their externalId.");
    let lean = case(
        setup,
        "group.without-members",
        (1, 1),
        "Groups are read without members where Entra asks for that",
        "matching groups",
        without_members,
    )
    .why("Entra takes members that come although excluded for several answers to one question, and fails.")
    .fix("Leave members out wherever excludedAttributes names them, in lists as well.");
    vec![create, lean]
}

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    let add = case(
        setup,
        "members.add",
        (6, 1),
        "Several members come into a group by one operation, and more by the next",
        GROUPS,
        add,
    )
    .why("People miss what their groups give them.")
    .fix("Add every element of the value, pass over a $ref of null, and keep who was in the group before.");
    let remove = case(
        setup,
        "members.remove",
        (5, 1),
        "Exactly the members that are named leave a group",
        GROUPS,
        remove,
    )
    .why("One who leaves a group takes everybody else along.")
    .fix("Where a remove of members has a value, remove only whom it names; where its path has a filter, only whom that matches.");
    let again = case(
        setup,
        "members.again",
        (3, 1),
        "Adding a member who is there and removing one who is not change nothing and succeed",
        "sending memberships again after an answer was lost",
        again,
    )
    .severity(Severity::Should)
    .why("After a lost answer Entra sends memberships again, and sets the group aside if that fails.")
    .fix("Treat what is so already as done.");
    let rename = case(
        setup,
        "group.rename",
        (1, 1),
        "A group takes another name, keeps its members, and is found by the new name alone",
        GROUPS,
        rename,
    )
    .why("The old name stays in every list, and the group is made a second time.")
    .fix("Take displayName as a path and in a value without one, in any letter case of the operation.");
    vec![add, remove, again, rename]
}

async fn create(slice: Slice) -> Verdict {
    let unit = slice.group()?;
    let values = mapping::group(&unit);
    let answer = slice.service().create_group(&values).await?;
    let id = answer.expect_id()?;
    expect_values(&answer, answer.body(), &values)?;
    slice.expect_members(&format!("/Groups/{id}"), &[]).await?;
    match slice.service().find_group(&unit).await? {
        Some(hit) if hit.id() == id => expect_values(&hit.answer, &hit.resource, &values),
        Some(_) => Err(slice.complaint("the group that was made", "another one")),
        None => Err(slice.complaint("the group that was made", "an empty list")),
    }
}

async fn without_members(slice: Slice) -> Verdict {
    let unit = slice.group()?;
    let ids = slice.given_people().await?;
    let path = slice.given_members(&unit, &ids).await?;
    slice
        .service()
        .read(&path)
        .await?
        .expect_nothing("/members")?;
    match slice.service().find_group(&unit).await? {
        Some(hit) => {
            hit.answer.expect_nothing("/Resources/0/members")?;
            Ok(())
        }
        None => Err(slice.complaint("the group that was made", "an empty list")),
    }
}

async fn add(slice: Slice) -> Verdict {
    let ids = slice.given_people().await?;
    let path = slice.given_group(&slice.group()?).await?;
    let (first, rest) = ids.split_at(ids.len() / 2);
    slice.service().add_members(&path, first).await?;
    slice.expect_members(&path, first).await?;
    slice.service().add_members(&path, rest).await?;
    slice.expect_members(&path, &ids).await
}

async fn remove(slice: Slice) -> Verdict {
    let ids = slice.given_people().await?;
    let path = slice.given_members(&slice.group()?, &ids).await?;
    let (one, others) = ids.split_at(1);
    slice.service().remove_members(&path, one).await?;
    slice.expect_members(&path, others).await?;
    let (two, others) = others.split_at(2);
    slice.service().remove_members(&path, two).await?;
    slice.expect_members(&path, others).await
}

async fn again(slice: Slice) -> Verdict {
    let ids = slice.given_people().await?;
    let (gone, there) = ids.split_at(1);
    let path = slice.given_members(&slice.group()?, there).await?;
    slice.service().add_members(&path, there).await?;
    slice.service().remove_members(&path, gone).await?;
    slice.expect_members(&path, there).await
}

async fn rename(slice: Slice) -> Verdict {
    let before = slice.group()?;
    let ids = slice.given_people().await?;
    let path = slice.given_members(&before, &ids).await?;
    let after = Unit {
        name: slice.session.unique("Renamed"),
        ..before.clone()
    };
    let read = slice.service().read(&path).await?;
    let changes = changes(read.body(), &mapping::group(&after));
    slice.service().update(&path, &changes).await?;
    slice.expect_members(&path, &ids).await?;
    match slice.service().find_group(&after).await? {
        Some(hit) => expect_values(&hit.answer, &hit.resource, &mapping::group(&after))?,
        None => return Err(slice.complaint("the group under its new name", "an empty list")),
    }
    let old = slice.service().find_group(&before).await?;
    old.map_or(Ok(()), |hit| {
        Err(hit.answer.fail("nothing under the old name", "a group"))
    })
}
