//! What clients write.

use serde_json::{Value, json};

use super::population::{Population, mark};
use super::watch::Watch;
use crate::world::{ENTERPRISE, World};

/// A user's body, with everything that is looked up by.
fn person(copy: u32, name: &str, manager: &str) -> Value {
    let name = format!("{name}-{copy}");
    json!({
        "userName": format!("{name}@contoso.example"), "externalId": name, "displayName": name,
        "emails": [{"value": format!("{name}@mail.example"), "type": "work"}],
        ENTERPRISE: {"department": "Audit", "manager": {"value": manager}},
    })
}

async fn create(world: &World, kind: &str, body: Value) -> String {
    world.create(kind, body).await.unwrap().id
}

async fn patch(world: &World, kind: &str, id: &str, operations: Value) {
    world.patch(kind, id, operations).await.unwrap();
}

fn replace(path: &str, value: impl Into<Value>) -> Value {
    json!([{"op": "replace", "path": path, "value": value.into()}])
}

fn members(op: &str, ids: &[&str]) -> Value {
    let members: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
    json!([{"op": op, "path": "members", "value": members}])
}

/// Whatever happens to users.
pub(super) async fn users(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    let world = watch.world;
    let user = |number| people.user(copy, number);
    let manager = user(0);
    let new = person(copy, "new", &manager);
    let id = watch
        .over("create a user", create(world, "User", new))
        .await;
    let leaver = format!("leaver-{}", mark(copy));
    let back = json!({"userName": leaver, "externalId": leaver});
    watch
        .over("create a user who left", create(world, "User", back))
        .await;
    let taken = world.create("User", person(copy, "new", &manager));
    assert!(watch.over("create a user again", taken).await.is_err());

    replace_user(watch, &id, person(copy, "newer", &user(1))).await;
    patch_users(watch, people, copy).await;
    for (name, number) in [
        ("delete a user", 5),
        ("delete a manager", 0),
        ("delete a leaver", 4),
    ] {
        let id = user(number);
        let deleting = world.delete("User", &id);
        watch.over(name, deleting).await.unwrap();
    }
}

async fn replace_user(watch: &mut Watch<'_>, id: &str, changed: Value) {
    let world = watch.world;
    let replacing = world.replace("User", id, changed.clone());
    watch.over("replace a user", replacing).await.unwrap();
    let replacing = world.replace("User", id, changed);
    watch
        .over("replace a user by itself", replacing)
        .await
        .unwrap();
}

async fn patch_users(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    let user = |number| people.user(copy, number);
    for (name, number, operations) in [
        ("patch a title", 1, replace("title", "Analyst")),
        (
            "patch a name",
            1,
            replace("userName", format!("renamed-{copy}")),
        ),
        (
            "patch an address",
            2,
            replace("emails[type eq \"work\"].value", "a@b.example"),
        ),
        (
            "patch a manager",
            3,
            replace(&format!("{ENTERPRISE}:manager"), user(2)),
        ),
        (
            "patch the name of a manager",
            0,
            replace("displayName", "Boss"),
        ),
        ("disable a user", 4, replace("active", false)),
        ("disable a manager", 0, replace("active", false)),
        ("enable a user", 10, replace("active", true)),
    ] {
        let id = user(number);
        let patching = patch(watch.world, "User", &id, operations);
        watch.over(name, patching).await;
    }
}

/// Whatever happens to groups.
pub(super) async fn groups(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    // Those who are not changed by what happens to users.
    let copy = copy + 1;
    let world = watch.world;
    let (user, group) = (|it| people.user(copy, it), |it| people.group(copy, it));
    let body = json!({
        "displayName": format!("New {copy}"),
        "members": [{"value": user(1)}, {"value": user(2)}, {"value": group(2)}],
    });
    let id = watch
        .over("create a group", create(world, "Group", body.clone()))
        .await;
    let body = json!({
        "displayName": format!("Newer {copy}"), "members": [{"value": user(1)}, {"value": user(8)}],
    });
    let replacing = world.replace("Group", &id, body);
    watch.over("replace a group", replacing).await.unwrap();
    patch_groups(watch, people, copy).await;
    for (name, number) in [("delete an outer group", 1), ("delete a group", 0)] {
        let id = group(number);
        let deleting = world.delete("Group", &id);
        watch.over(name, deleting).await.unwrap();
    }
    bulk(watch, copy).await;
}

async fn patch_groups(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    let (user, group) = (|it| people.user(copy, it), |it| people.group(copy, it));
    let is_third = format!("members[value eq \"{}\"]", user(3));
    for (name, number, operations) in [
        (
            "rename a group",
            0,
            replace("displayName", format!("Renamed {copy}")),
        ),
        ("add members", 0, members("add", &[&user(8), &user(9)])),
        (
            "remove members",
            0,
            members("remove", &[&user(1), &user(8)]),
        ),
        (
            "remove a member by filter",
            0,
            json!([{"op": "remove", "path": is_third}]),
        ),
        ("add a group to a group", 2, members("add", &[&group(3)])),
        (
            "set the members",
            2,
            members("replace", &[&user(1), &user(6)]),
        ),
        (
            "remove all members",
            2,
            json!([{"op": "remove", "path": "members"}]),
        ),
    ] {
        let id = group(number);
        let patching = patch(watch.world, "Group", &id, operations);
        watch.over(name, patching).await;
    }
}

async fn bulk(watch: &mut Watch<'_>, copy: u32) {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {
                "displayName": format!("Bulk {copy}"), "members": [{"value": "bulkId:u"}],
            }},
            {"method": "POST", "path": "/Users", "bulkId": "u", "data": {
                "userName": format!("bulk-{copy}"),
            }},
            {"method": "DELETE", "path": "/Users/bulkId:u"},
        ],
    });
    let world = watch.world;
    let answer = watch
        .over(
            "a bulk request",
            world.directory.bulk(&world.caller, body.into()),
        )
        .await;
    let answer = answer.unwrap();
    for operation in answer["Operations"].as_array().unwrap() {
        let status = operation["status"].as_str().unwrap();
        assert!(status.starts_with('2'), "{operation}");
    }
}

/// What happens to a group that half of all users are in.
pub(super) async fn large_group(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    let world = watch.world;
    let (inside, outside) = people.in_and_outside_large(copy + 2);
    for (name, operations) in [
        ("add to a large group", members("add", &[&outside])),
        ("remove from a large group", members("remove", &[&inside])),
        (
            "rename a large group",
            replace("displayName", format!("All {copy}")),
        ),
    ] {
        let patching = patch(world, "Group", &people.large, operations);
        watch.over(name, patching).await;
    }
    let id = people.user(copy + 2, 2);
    let patching = patch(world, "User", &id, replace("title", "Chief"));
    watch.over("patch a user in a large group", patching).await;
    let deleting = world.delete("User", &id);
    watch
        .over("delete a user in a large group", deleting)
        .await
        .unwrap();
}
