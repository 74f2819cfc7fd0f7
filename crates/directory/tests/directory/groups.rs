//! Groups, their members as rows, and the training groups that follow them.

use rollcall_directory::Written;
use serde_json::{Value, json};

use crate::world::{BASE, World, at, body, id};

#[tokio::test]
async fn a_new_group_is_a_training_group_with_a_slug() {
    for world in World::both().await {
        let body = json!({"displayName": "Dział IT", "externalId": "g-7"});
        world.create("Group", body).await.unwrap();
        let expected = json!([{"id": id(3), "slug": "dzial-it", "display_name": "Dział IT",
            "external_id": "g-7", "source": "scim", "member_count": 0,
            "effective_member_count": 0,
            "created_at": at(0), "updated_at": at(0)}]);
        assert_eq!(Value::from(world.training_groups().await), expected);
    }
}

#[tokio::test]
async fn slugs_are_unique_and_follow_a_rename() {
    for world in World::both().await {
        let slugs = async || -> Vec<Value> {
            let groups = world.training_groups().await;
            groups.iter().map(|group| group["slug"].clone()).collect()
        };
        let first = world.group("Dział IT", &[]).await;
        let second = world.group("Dzial-IT", &[]).await;
        assert_eq!(slugs().await, ["dzial-it", "dzial-it-2"]);
        let rename = |name: &str| json!([{"op": "Replace", "path": "displayName", "value": name}]);
        world
            .patch("Group", &second, rename("DZIAL IT!"))
            .await
            .unwrap();
        assert_eq!(slugs().await, ["dzial-it", "dzial-it-2"]);
        world
            .patch("Group", &first, rename("Finance"))
            .await
            .unwrap();
        assert_eq!(slugs().await, ["dzial-it-2", "finance"]);
        world.delete("Group", &first).await.unwrap();
        assert_eq!(slugs().await, ["dzial-it-2"]);
    }
}

#[tokio::test]
async fn a_training_group_follows_the_external_id() {
    for world in World::both().await {
        let group = world.group("Finance", &[]).await;
        world.pass(60);
        let operations = json!([{"op": "add", "path": "externalId", "value": "g-7"}]);
        world.patch("Group", &group, operations).await.unwrap();
        let training_group = &world.training_groups().await[0];
        assert_eq!(training_group["external_id"], "g-7");
        assert_eq!(training_group["slug"], "finance");
        assert_eq!(training_group["updated_at"], at(60));
    }
}

#[tokio::test]
async fn a_group_answers_its_members_sorted_and_named() {
    for world in World::both().await {
        let named = json!({"userName": "ann", "displayName": "Ann Lee"});
        let ann = world.create("User", named).await.unwrap().id;
        let bob = world.user("bob").await;
        let inner = world.group("Inner", &[]).await;
        let group = world.group("Outer", &[&inner, &bob, &ann]).await;
        let member = |id: &str, endpoint: &str, display: &str, kind: &str| {
            json!({"value": id, "$ref": format!("{BASE}/{endpoint}/{id}"), "display": display,
                "type": kind})
        };
        // He has no display name, and a user name is nothing to show.
        let nameless = json!({"value": bob, "$ref": format!("{BASE}/Users/{bob}"), "type": "User"});
        let expected = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "id": group,
            "displayName": "Outer",
            "members": [
                member(&ann, "Users", "Ann Lee", "User"),
                nameless,
                member(&inner, "Groups", "Inner", "Group"),
            ],
            "meta": {"resourceType": "Group", "created": at(0), "lastModified": at(0),
                "location": format!("{BASE}/Groups/{group}"), "version": "W/\"1\""},
        });
        assert_eq!(world.get("Group", &group).await.unwrap(), expected);
        let user = world.get("User", &ann).await.unwrap();
        let expected = json!([{"value": group, "$ref": format!("{BASE}/Groups/{group}"),
            "display": "Outer", "type": "direct"}]);
        assert_eq!(user["groups"], expected);
    }
}

#[tokio::test]
async fn a_user_answers_groups_around_groups_after_its_own() {
    for world in World::both().await {
        let ann = world.user("ann").await;
        let inner = world.group("Inner", &[&ann]).await;
        let middle = world.group("Middle", &[&inner]).await;
        let outer = world.group("Outer", &[&middle, &ann]).await;
        // A circle: the innermost is around the outermost.
        let circle = json!([{"op": "add", "path": "members", "value": [{"value": outer}]}]);
        world.patch("Group", &inner, circle).await.unwrap();
        let group = |id: &str, name: &str, kind: &str| {
            json!({"value": id, "$ref": format!("{BASE}/Groups/{id}"), "display": name,
                "type": kind})
        };
        let mut expected = vec![
            group(&inner, "Inner", "direct"),
            group(&outer, "Outer", "direct"),
        ];
        expected.sort_by_key(|it| it["value"].to_string());
        expected.push(group(&middle, "Middle", "indirect"));
        let user = world.get("User", &ann).await.unwrap();
        assert_eq!(user["groups"], Value::from(expected));

        world.delete("Group", &middle).await.unwrap();
        let user = world.get("User", &ann).await.unwrap();
        let groups = user["groups"].as_array().unwrap();
        assert!(groups.iter().all(|it| it["type"] == "direct"), "{groups:?}");
        assert_eq!(groups.len(), 2);
    }
}

#[tokio::test]
async fn member_changes_of_every_shape_are_deltas() {
    for world in World::both().await {
        let (ann, bob) = (world.user("ann").await, world.user("bob").await);
        let group = world.group("Finance", &[]).await;
        let check = async |operations: Value, expected: &[&str]| {
            let answer = world.patch("Group", &group, operations.clone()).await;
            let answer = body(answer.unwrap());
            let listed = answer["members"].as_array().unwrap().len();
            assert_eq!(world.members(&group).await, expected, "{operations}");
            assert_eq!(listed, expected.len(), "{operations}");
        };
        let op = |op: &str, value: Value| json!([{"op": op, "path": "members", "value": value}]);
        check(op("Add", json!([{"$ref": null, "value": ann}])), &[&ann]).await;
        check(
            op("add", json!([{"value": ann}, {"value": bob}])),
            &[&ann, &bob],
        )
        .await;
        check(op("Remove", json!([{"value": ann}])), &[&bob]).await;
        check(op("Remove", json!([{"value": ann}])), &[&bob]).await;
        let by_filter = format!("members[value eq \"{bob}\"]");
        check(json!([{"op": "remove", "path": by_filter}]), &[]).await;
        check(
            op("replace", json!([{"value": bob}, {"value": ann}])),
            &[&ann, &bob],
        )
        .await;
        check(json!([{"op": "remove", "path": "members"}]), &[]).await;
    }
}

#[tokio::test]
async fn a_member_change_touches_the_group_and_the_contacts_concerned_only() {
    for world in World::both().await {
        let (ann, bob) = (world.user("ann").await, world.user("bob").await);
        let group = world.group("Finance", &[&ann]).await;
        world.pass(60);
        let operations = json!([{"op": "add", "path": "members", "value": [{"value": bob}]}]);
        let answer = body(world.patch("Group", &group, operations).await.unwrap());
        assert_eq!(answer["meta"]["version"], "W/\"2\"");
        assert_eq!(answer["meta"]["lastModified"], at(60));
        let (ann, bob) = (
            world.contact_named("ann").await,
            world.contact_named("bob").await,
        );
        assert_eq!(bob["groups"], json!(["finance"]));
        assert_eq!([&ann["updated_at"], &bob["updated_at"]], [&at(0), &at(60)]);
        assert_eq!([&ann["synced_at"], &bob["synced_at"]], [&at(0), &at(0)]);
        let training_group = &world.training_groups().await[0];
        assert_eq!(training_group["member_count"], 2);
        assert_eq!(training_group["updated_at"], at(60));
    }
}

#[tokio::test]
async fn nothing_of_a_request_with_an_unknown_member_is_applied() {
    for world in World::both().await {
        let (ann, missing) = (world.user("ann").await, id(999));
        let foreign = world.neighbour("fabrikam").await.user("eve").await;
        let group = world.group("Finance", &[]).await;
        for unknown in [missing, foreign, "ann".into()] {
            let members = json!([{"value": ann}, {"value": unknown}]);
            let operations = json!([
                {"op": "replace", "path": "displayName", "value": "Changed"},
                {"op": "add", "path": "members", "value": members},
            ]);
            let whole = json!({"displayName": "Changed", "members": members});
            let refusals = [
                world.patch("Group", &group, operations).await.unwrap_err(),
                world
                    .replace("Group", &group, whole.clone())
                    .await
                    .unwrap_err(),
                world.create("Group", whole).await.unwrap_err(),
            ];
            for refusal in refusals {
                assert_eq!(refusal.status(), 400);
                assert_eq!(refusal.scim_type().unwrap().as_str(), "invalidValue");
                assert!(refusal.detail().contains(&unknown), "{refusal}");
            }
        }
        let group = world.get("Group", &group).await.unwrap();
        assert_eq!(group["displayName"], "Finance");
        assert_eq!(group["members"], json!([]));
        assert_eq!(group["meta"]["version"], "W/\"1\"");
        assert_eq!(world.list("Group", &[]).await["totalResults"], 1);
    }
}

#[tokio::test]
async fn replacing_a_group_sets_exactly_the_members_named() {
    for world in World::both().await {
        let (ann, bob) = (world.user("ann").await, world.user("bob").await);
        let group = world.group("Finance", &[&ann]).await;
        let with = |members: Value| json!({"displayName": "Finance", "members": members});
        let set = async |body: Value| world.replace("Group", &group, body).await.unwrap().version;
        assert_eq!(set(with(json!([{"value": bob}]))).await, "W/\"2\"");
        assert_eq!(world.members(&group).await, [bob.as_str()]);
        assert_eq!(world.last_entry().await["action"], "replace_members");
        assert_eq!(set(with(json!([{"value": bob}]))).await, "W/\"2\"");
        assert_eq!(set(json!({"displayName": "Finance"})).await, "W/\"3\"");
        assert_eq!(world.members(&group).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_patched_group_of_more_than_a_hundred_is_not_listed() {
    for world in World::both().await {
        let mut users = Vec::new();
        for number in 0..101 {
            users.push(world.user(&format!("user-{number}")).await);
        }
        let names: Vec<&str> = users.iter().map(String::as_str).collect();
        let group = world.group("Everyone", &names).await;
        let one = json!([{"value": users[0]}]);
        let edit = |op: &str| json!([{"op": op, "path": "members", "value": one}]);
        let answer = world.patch("Group", &group, edit("add")).await.unwrap();
        let location = format!("{BASE}/Groups/{group}");
        let version = "W/\"1\"".to_owned();
        assert_eq!(answer, Written::Unlisted { version, location });
        let answer = world.patch("Group", &group, edit("remove")).await.unwrap();
        assert_eq!(body(answer)["members"].as_array().unwrap().len(), 100);
    }
}

#[tokio::test]
async fn groups_in_circles_hang_nothing() {
    for world in World::both().await {
        let ann = world.user("ann").await;
        let first = world.group("First", &[&ann]).await;
        let second = world.group("Second", &[&first]).await;
        let close = json!([{"op": "add", "path": "members", "value": [{"value": second}]}]);
        world.patch("Group", &first, close).await.unwrap();
        assert_eq!(world.members(&first).await, [ann, second.clone()]);
        assert_eq!(world.contact().await["groups"], json!(["first"]));
        world.delete("Group", &first).await.unwrap();
        assert_eq!(world.members(&second).await, Vec::<String>::new());
        let second = world.get("Group", &second).await.unwrap();
        assert_eq!(second["meta"]["version"], "W/\"2\"");
    }
}

#[tokio::test]
async fn deleting_a_group_takes_it_off_the_contacts() {
    for world in World::both().await {
        let ann = world.user("ann").await;
        let group = world.group("Finance", &[&ann]).await;
        world.pass(60);
        world.delete("Group", &group).await.unwrap();
        let contact = world.contact().await;
        assert_eq!(contact["groups"], json!([]));
        assert_eq!(contact["updated_at"], at(60));
        let user = world.get("User", &ann).await.unwrap();
        assert_eq!(user.get("groups"), None);
        assert_eq!(world.get("Group", &group).await.unwrap_err().status(), 404);
        let entry = world.last_entry().await;
        assert_eq!(
            entry["changes"],
            json!([
                {"attribute": "displayName", "old": "Finance", "new": null},
                {"attribute": "members", "old": [ann], "new": null},
            ])
        );
    }
}

#[tokio::test]
async fn a_group_is_never_its_own_member() {
    for world in World::both().await {
        let ann = world.user("ann").await;
        let pilots = world.group("Pilots", &[&ann]).await;
        let member = json!([{"value": ann}, {"value": pilots}]);
        for operation in [
            json!({"op": "add", "path": "members", "value": member}),
            json!({"op": "replace", "path": "members", "value": member}),
            json!({"op": "add", "value": {"members": member}}),
        ] {
            let refused = world.patch("Group", &pilots, json!([operation])).await;
            check_own(&refused.unwrap_err(), &pilots);
        }
        let body = json!({"displayName": "Pilots", "members": member});
        let refused = world.replace("Group", &pilots, body).await;
        check_own(&refused.unwrap_err(), &pilots);
        assert_eq!(world.training_groups().await[0]["member_count"], 1);
    }
}

fn check_own(error: &scim::ScimError, group: &str) {
    let error = error.to_json();
    assert_eq!(error["scimType"], "invalidValue", "{error}");
    let detail = error["detail"].as_str().unwrap();
    assert!(
        detail.contains(group) && detail.contains("its own"),
        "{detail}"
    );
}
