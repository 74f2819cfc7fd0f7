//! What the validator calls preview: several operations in one request, and deleting what is not
//! there.

use serde_json::{Value, json};

use super::super::wire::{self, Place, expect_kept, expect_members, expect_taken};
use super::{group_test, person, test};
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    [operations(), deletions()].concat()
}

fn operations() -> Vec<Test> {
    let in_order = "Apply all operations of a PATCH in their order, each to what the one before left, and store the result as one change.";
    vec![
        test(
            "p1.several-attributes",
            "A remove, an add and a replace of different attributes in one PATCH all apply",
            "Patch User - Multiple Ops on different attributes",
        )
        .why("Of several changes to one person only some arrive, and Entra believes all did.")
        .fix(in_order)
        .run(different_attributes),
        test(
            "p2.same-attribute",
            "A remove, an add and a replace of one attribute in one PATCH leave the last value",
            "Patch User - Multiple Ops on same attribute",
        )
        .why("People end up with a value that Entra replaced in the same breath.")
        .fix(in_order)
        .needs(Need::Attribute("User", "title"))
        .run(same_attribute),
        group_test(
            "p5.add-and-remove-member",
            "Adding and removing a member in one PATCH leaves the group without it",
            "Patch Group - Multiple Ops on same attribute",
        )
        .why("Somebody who joined and left a group between two cycles stays in it.")
        .fix(in_order)
        .run(add_and_remove),
    ]
}

fn deletions() -> Vec<Test> {
    let twice = "Answer 404 to DELETE of an id that is not there, whether it ever was.";
    let why = "Entra repeats deletions whose answer it missed; anything but 404 is logged as a failure at each cycle.";
    vec![
        test(
            "p3.delete-unknown-user",
            "DELETE of a user who never was is a 404",
            "Delete a non-existent User",
        )
        .why(why)
        .fix(twice)
        .run(|session| delete_unknown(session, "User")),
        test(
            "p4.delete-user-twice",
            "The second DELETE of a user is a 404",
            "Delete the same User twice",
        )
        .why(why)
        .fix(twice)
        .run(delete_user_twice),
        group_test(
            "p6.delete-unknown-group",
            "DELETE of a group that never was is a 404",
            "Delete a non-existent Group",
        )
        .why(why)
        .fix(twice)
        .run(|session| delete_unknown(session, "Group")),
        group_test(
            "p7.delete-group-twice",
            "The second DELETE of a group is a 404",
            "Delete the same Group twice",
        )
        .why(why)
        .fix(twice)
        .run(delete_group_twice),
    ]
}

async fn different_attributes(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let user = person::given(&session, &kind).await?;
    let language = Place::new("preferredLanguage");
    let sets = [
        (
            "add",
            Place::new("externalId"),
            json!(session.unique("external")),
        ),
        (
            "replace",
            Place::new("displayName"),
            json!(session.unique("name")),
        ),
    ];
    let sets = sets
        .iter()
        .filter(|(_, place, _)| place.writable(&kind).is_some());
    let mut operations: Vec<Value> = sets
        .clone()
        .map(|(verb, place, value)| json!({"op": verb, "path": place.to_string(), "value": value}))
        .collect();
    let removes = language.find(&user.sent).is_some();
    if removes {
        operations.insert(0, json!({"op": "remove", "path": "preferredLanguage"}));
    }
    expect_taken(&session.patch_with(&user.path, json!(operations)).await?)?;
    let answer = session.read(&user.path).await?;
    if removes {
        answer.expect_nothing("/preferredLanguage")?;
    }
    let changes: Vec<_> = sets
        .map(|(_, place, value)| (place.clone(), value.clone()))
        .collect();
    expect_kept(&answer, answer.body(), &kind, &changes)
}

async fn same_attribute(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let user = person::given(&session, &kind).await?;
    let last = session.unique("last");
    let operations = json!([
        {"op": "remove", "path": "title"},
        {"op": "add", "path": "title", "value": session.unique("first")},
        {"op": "replace", "path": "title", "value": last},
    ]);
    expect_taken(&session.patch_with(&user.path, operations).await?)?;
    let answer = session.read(&user.path).await?;
    let changes = [(Place::new("title"), json!(last))];
    expect_kept(&answer, answer.body(), &kind, &changes)
}

async fn add_and_remove(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let group = wire::group(&session, &[]).await?;
    let operations = json!([
        {"op": "add", "path": "members", "value": [{"value": user.id}]},
        {"op": "remove", "path": format!("members[value eq \"{}\"]", user.id)},
    ]);
    expect_taken(&session.patch_with(&group.path, operations).await?)?;
    expect_members(&session.read(&group.path).await?, &[])
}

async fn delete_unknown(session: Session, name: &str) -> Verdict {
    let kind = session.resource_type(name)?;
    let id = format!(
        "{:08x}-9c1e-4d0a-8b52-{:012x}",
        fastrand::u32(..),
        fastrand::u64(..1 << 48)
    );
    let path = format!("{}/{id}", kind.endpoint);
    session.delete(&path).await?.expect_status(&[404])?;
    Ok(())
}

async fn delete_user_twice(session: Session) -> Verdict {
    let path = wire::user(&session, &[]).await?.path;
    delete_twice(&session, &path).await
}

async fn delete_group_twice(session: Session) -> Verdict {
    let path = wire::group(&session, &[]).await?.path;
    delete_twice(&session, &path).await
}

async fn delete_twice(session: &Session, path: &str) -> Verdict {
    session.delete(path).await?.expect_status(&[204])?;
    session.delete(path).await?.expect_status(&[404])?;
    Ok(())
}
