//! What the journal says of a write, entry by entry.

use rollcall_directory::{Act, Shape};
use scim::ScimError;
use serde_json::{Value, json};

use crate::world::{ENTERPRISE, World, at, existing, id, replacement, version};

/// An entry of a successful write, with some fields different.
fn entry(number: u64, different: Value) -> Value {
    let mut entry = json!({
        "id": id(number), "at": at(0), "action": "update", "target": "user", "target_id": id(2),
        "target_name": "ann", "status": "success", "changes": [], "error": null,
        "token_id": "token-1", "request_id": "request-1", "ignored": [],
        "category": "write", "actor": {"kind": "token", "id": "token-1", "label": null},
    });
    for (name, value) in different.as_object().cloned().unwrap_or_default() {
        entry[name] = value;
    }
    entry
}

fn change(attribute: &str, old: Value, new: Value) -> Value {
    json!({"attribute": attribute, "old": old, "new": new})
}

#[tokio::test]
async fn a_create_names_every_attribute_but_no_password() {
    for world in World::both().await {
        let body = json!({"userName": "ann", "password": "s3cret", "title": "Analyst",
            "shoeSize": 38, ENTERPRISE: {"department": "Risk"}});
        world.create("User", body).await.unwrap();
        let expected = entry(
            4,
            json!({"action": "create", "ignored": ["shoeSize"], "changes": [
                change("userName", Value::Null, json!("ann")),
                change("title", Value::Null, json!("Analyst")),
                change(&format!("{ENTERPRISE}:department"), Value::Null, json!("Risk")),
            ]}),
        );
        let mut found = world.last_entry().await;
        sort_changes(&mut found);
        let mut expected = expected;
        sort_changes(&mut expected);
        assert_eq!(found, expected);
    }
}

/// Which attribute of a new resource is named first is of no interest.
fn sort_changes(entry: &mut Value) {
    if let Some(changes) = entry["changes"].as_array_mut() {
        changes.sort_by_key(|change| change["attribute"].as_str().map(str::to_owned));
    }
}

#[tokio::test]
async fn an_update_names_what_was_and_what_is() {
    for world in World::both().await {
        let user = world.user("ann").await;
        world.pass(5);
        world.set(&user, "title", json!("Manager")).await;
        let changes = [change("title", Value::Null, json!("Manager"))];
        let expected = entry(5, json!({"at": at(5), "changes": changes}));
        assert_eq!(world.last_entry().await, expected);
    }
}

#[tokio::test]
async fn disabling_and_enabling_are_told_apart_from_updates() {
    for world in World::both().await {
        let body = json!({"userName": "ann", "active": true});
        let user = world.create("User", body).await.unwrap().id;
        world.set(&user, "active", json!("False")).await;
        let changes = [change("active", json!(true), json!(false))];
        let expected = entry(5, json!({"action": "disable", "changes": changes}));
        assert_eq!(world.last_entry().await, expected);
        world.set(&user, "active", json!(true)).await;
        let changes = [change("active", json!(false), json!(true))];
        let expected = entry(6, json!({"action": "enable", "changes": changes}));
        assert_eq!(world.last_entry().await, expected);
    }
}

#[tokio::test]
async fn a_deletion_names_what_was_lost() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let group = world.group("Finance", &[&user]).await;
        world.delete("User", &user).await.unwrap();
        let changes = [
            change("userName", json!("ann"), Value::Null),
            change("groups", json!([group]), Value::Null),
        ];
        let expected = entry(8, json!({"action": "delete", "changes": changes}));
        assert_eq!(world.last_entry().await, expected);
    }
}

#[tokio::test]
async fn adding_what_is_there_leaves_version_and_time_alone() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let group = world.group("Finance", &[&user]).await;
        world.pass(60);
        for (kind, id, path, value) in [
            ("User", &user, "userName", json!("ann")),
            ("Group", &group, "displayName", json!("Finance")),
            ("Group", &group, "members", json!([{"value": user}])),
        ] {
            let before = world.get(kind, id).await.unwrap();
            let add = json!([{"op": "add", "path": path, "value": value}]);
            world.patch(kind, id, add).await.unwrap();
            assert_eq!(world.get(kind, id).await.unwrap(), before, "{path}");
        }
    }
}

#[tokio::test]
async fn a_write_that_changes_nothing_is_skipped() {
    for world in World::both().await {
        let user = world.user("ann").await;
        world.set(&user, "userName", json!("ann")).await;
        let expected = entry(5, json!({"status": "skipped"}));
        assert_eq!(world.last_entry().await, expected);
        let body = json!({"userName": "ann", "unheard": "of"});
        world.replace("User", &user, body).await.unwrap();
        let expected = entry(6, json!({"status": "skipped", "ignored": ["unheard"]}));
        assert_eq!(world.last_entry().await, expected);
    }
}

#[tokio::test]
async fn member_changes_carry_the_ids() {
    for world in World::both().await {
        let (ann, bob) = (world.user("ann").await, world.user("bob").await);
        let group = world.group("Finance", &[&ann]).await;
        let check = async |operations: Value, action: &str, status: &str, changes: Value| {
            world.patch("Group", &group, operations).await.unwrap();
            let entry = world.last_entry().await;
            assert_eq!(entry["action"], action, "{entry}");
            assert_eq!(entry["status"], status, "{entry}");
            assert_eq!(entry["changes"], changes, "{entry}");
            assert_eq!(entry["target"], "group");
            assert_eq!(entry["target_id"], json!(group));
        };
        let add = json!({"op": "Add", "path": "members", "value": [{"value": bob}]});
        let remove = json!({"op": "remove", "path": format!("members[value eq \"{ann}\"]")});
        let nobody = json!({"op": "Remove", "path": "members", "value": [{"value": "nobody"}]});
        let all = json!({"op": "replace", "path": "members", "value": [{"value": ann}]});
        let rename = json!({"op": "replace", "path": "displayName", "value": "Money"});
        let members = |old: Value, new: Value| change("members", old, new);
        check(
            json!([add]),
            "add_members",
            "success",
            json!([members(Value::Null, json!([bob]))]),
        )
        .await;
        check(json!([add]), "add_members", "skipped", json!([])).await;
        check(
            json!([remove]),
            "remove_members",
            "success",
            json!([members(json!([ann]), Value::Null)]),
        )
        .await;
        check(json!([nobody]), "remove_members", "skipped", json!([])).await;
        check(
            json!([all]),
            "replace_members",
            "success",
            json!([members(json!([bob]), json!([ann]))]),
        )
        .await;
        check(
            json!([add, remove]),
            "replace_members",
            "success",
            json!([members(json!([ann]), json!([bob]))]),
        )
        .await;
        check(
            json!([rename, remove]),
            "update",
            "success",
            json!([change("displayName", json!("Finance"), json!("Money"))]),
        )
        .await;
    }
}

#[tokio::test]
async fn a_refused_create_is_named_from_its_body() {
    for world in World::both().await {
        world.user("ann").await;
        let error = world
            .create("User", json!({"USERNAME": "Ann"}))
            .await
            .unwrap_err();
        assert_eq!(error.status(), 409);
        assert!(error.detail().contains("\"Ann\""), "{error}");
        let found = world.last_entry().await;
        let expected = entry(
            0,
            json!({
                "id": found["id"], "action": "create", "target_id": null, "target_name": "Ann",
                "status": "failure",
                "error": {"status": 409, "scim_type": "uniqueness", "detail": error.detail()},
            }),
        );
        assert_eq!(found, expected);
    }
}

/// Refuses one write and returns what the journal says of it, without id and detail.
async fn refused(world: &World, kind: &str, act: Act) -> Value {
    let error = world.write(kind, act).await.err();
    let found = world.last_entry().await;
    let error = error.unwrap_or_else(|| ScimError::with_status(200, "not refused"));
    assert_eq!(found["status"], "failure");
    assert_eq!(found["changes"], json!([]));
    assert_eq!(found["error"]["status"], error.status());
    assert_eq!(found["error"]["detail"], error.detail());
    json!([
        found["action"],
        found["target"],
        found["target_id"],
        found["target_name"],
        found["error"]["status"],
        found["error"]["scim_type"],
    ])
}

#[tokio::test]
async fn every_refused_write_leaves_an_entry_that_says_what_was_meant() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let group = world.group("Finance", &[]).await;
        let missing = id(999);
        let add = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "add", "path": "members", "value": [{"value": missing}]}]});
        let unreadable = || Err(ScimError::invalid_syntax("broken at line 1"));
        let create = |body| Act::Create {
            body,
            shape: Shape::default(),
        };
        let patch = |id, body: Value| Act::Patch {
            existing: existing(id),
            body: Ok(body.into()),
            shape: Shape::default(),
        };
        let delete = |existing| Act::Delete { existing };
        let stale = || version(&user, "W/\"7\"");
        let cases = [
            (
                "User",
                create(unreadable()),
                json!(["create", "user", null, null, 400, "invalidSyntax"]),
            ),
            (
                "Group",
                create(Ok(json!({}).into())),
                json!(["create", "group", null, null, 400, "invalidValue"]),
            ),
            (
                "User",
                replacement(existing(&user), unreadable()),
                json!(["update", "user", user, "ann", 400, "invalidSyntax"]),
            ),
            (
                "User",
                replacement(existing(&missing), Ok(json!({"userName": "x"}).into())),
                json!(["update", "user", missing, null, 404, null]),
            ),
            (
                "User",
                replacement(stale(), Ok(json!({"userName": "ann"}).into())),
                json!(["update", "user", user, "ann", 412, null]),
            ),
            (
                "Group",
                patch(&group, add.clone()),
                json!([
                    "add_members",
                    "group",
                    group,
                    "Finance",
                    400,
                    "invalidValue"
                ]),
            ),
            (
                "Group",
                patch(&missing, add),
                json!(["add_members", "group", missing, null, 404, null]),
            ),
            (
                "User",
                patch("not-an-id", Value::Null),
                json!(["update", "user", null, null, 404, null]),
            ),
            (
                "User",
                delete(existing("1")),
                json!(["delete", "user", null, null, 404, null]),
            ),
            (
                "User",
                delete(stale()),
                json!(["delete", "user", user, "ann", 412, null]),
            ),
        ];
        for (kind, act, expected) in cases {
            assert_eq!(refused(&world, kind, act).await, expected);
        }
        assert_eq!(world.journal().await.len(), 12);
    }
}
