//! What a write may not do, and that nothing of it is done then.

use serde_json::{Value, json};

use crate::world::{World, body, id};

#[tokio::test]
async fn names_are_unique_in_every_letter_case_and_the_refusal_says_which() {
    for world in World::both().await {
        world.user("Straße").await;
        let bob = world.user("bob").await;
        world.group("Finance", &[]).await;
        let other = world.group("Risk", &[]).await;
        let rename =
            |path: &str, value: &str| json!([{"op": "replace", "path": path, "value": value}]);
        let refusals = [
            (
                "STRASSE",
                world
                    .create("User", json!({"userName": "STRASSE"}))
                    .await
                    .err(),
            ),
            (
                "strasse",
                world
                    .patch("User", &bob, rename("userName", "strasse"))
                    .await
                    .err(),
            ),
            (
                "straße",
                world
                    .replace("User", &bob, json!({"userName": "straße"}))
                    .await
                    .err(),
            ),
            (
                "FINANCE",
                world
                    .create("Group", json!({"displayName": "FINANCE"}))
                    .await
                    .err(),
            ),
            (
                "finance",
                world
                    .patch("Group", &other, rename("displayName", "finance"))
                    .await
                    .err(),
            ),
        ];
        for (name, refusal) in refusals {
            let refusal = refusal.unwrap();
            assert_eq!(refusal.status(), 409, "{name}");
            assert_eq!(refusal.scim_type().unwrap().as_str(), "uniqueness");
            assert!(refusal.detail().contains(&format!("{name:?}")), "{refusal}");
        }
        let neighbour = world.neighbour("fabrikam").await;
        neighbour.user("straße").await;
        neighbour.group("finance", &[]).await;
    }
}

#[tokio::test]
async fn a_user_may_write_its_own_name_differently() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let renamed = json!([{"op": "replace", "path": "userName", "value": "Ann"}]);
        let answer = body(world.patch("User", &user, renamed).await.unwrap());
        assert_eq!(answer["userName"], "Ann");
        assert_eq!(answer["meta"]["version"], "W/\"2\"");
    }
}

#[tokio::test]
async fn a_name_is_free_again_after_a_deletion() {
    for world in World::both().await {
        let user = world.user("ann").await;
        world.delete("User", &user).await.unwrap();
        assert_ne!(world.user("ann").await, user);
        let group = world.group("Finance", &[]).await;
        world.delete("Group", &group).await.unwrap();
        assert_ne!(world.group("Finance", &[]).await, group);
    }
}

#[tokio::test]
async fn the_path_alone_says_which_resource_is_meant() {
    for world in World::both().await {
        let (ann, bob) = (world.user("ann").await, world.user("bob").await);
        let body = json!({"id": bob, "userName": "ann", "title": "Analyst"});
        let replaced = world.replace("User", &ann, body).await.unwrap();
        assert_eq!(replaced.id, ann);
        let bob = world.get("User", &bob).await.unwrap();
        assert_eq!(bob["userName"], "bob");
        assert_eq!(bob["meta"]["version"], "W/\"1\"");
    }
}

#[tokio::test]
async fn a_replacement_clears_what_it_does_not_name() {
    for world in World::both().await {
        let whole = json!({"userName": "ann", "title": "Analyst", "active": false,
            "emails": [{"value": "ann@x.example"}]});
        let user = world.create("User", whole).await.unwrap().id;
        let replaced = world
            .replace("User", &user, json!({"userName": "ann"}))
            .await;
        let replaced = replaced.unwrap().body;
        let names: Vec<&String> = replaced.as_object().unwrap().keys().collect();
        assert_eq!(names, ["schemas", "id", "userName", "meta"]);
        assert_eq!(world.last_entry().await["action"], "enable");
    }
}

#[tokio::test]
async fn a_refused_patch_leaves_the_user_as_it_was() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let before = world.get("User", &user).await.unwrap();
        let operations = json!([
            {"op": "replace", "path": "title", "value": "Analyst"},
            {"op": "replace", "path": "shoeSize", "value": 38},
        ]);
        let refusal = world.patch("User", &user, operations).await.unwrap_err();
        assert_eq!(refusal.status(), 400);
        assert_eq!(world.get("User", &user).await.unwrap(), before);
        let nameless = json!([{"op": "remove", "path": "userName"}]);
        let refusal = world.patch("User", &user, nameless).await.unwrap_err();
        assert_eq!(refusal.status(), 400);
        assert_eq!(world.get("User", &user).await.unwrap(), before);
    }
}

#[tokio::test]
async fn no_text_of_a_client_is_ever_taken_for_an_id() {
    for world in World::both().await {
        let ann = world.user("ann").await;
        let before = world.get("User", &ann).await.unwrap();
        let contact = world.contact_named("ann").await;
        for text in ["0", "1", &id(1), &id(3), &ann] {
            let body = json!({"id": text, "userName": text, "externalId": text});
            let made = world.create("User", body).await.unwrap();
            assert_ne!(made.id, text);
            world.delete("User", &made.id).await.unwrap();
            let left = world.contact_named(text).await;
            assert_eq!(left["external_state"], "disabled", "{text}");
        }
        assert_eq!(world.get("User", &ann).await.unwrap(), before);
        assert_eq!(world.contact_named("ann").await, contact);
        assert_eq!(world.contacts().await.len(), 6);
    }
}

/// Everything a tenant can see of itself.
async fn everything(world: &World) -> Value {
    json!([
        world.list("User", &[]).await,
        world.list("Group", &[]).await,
        world.contacts().await,
        world.training_groups().await,
    ])
}

#[tokio::test]
async fn a_foreign_resource_is_as_good_as_missing() {
    for world in World::both().await {
        let neighbour = world.neighbour("fabrikam").await;
        let user = neighbour.user("eve").await;
        let group = neighbour.group("Spies", &[&user]).await;
        let before = everything(&neighbour).await;
        let named = |kind: &str| match kind {
            "User" => json!({"userName": "ann"}),
            _ => json!({"displayName": "Finance"}),
        };
        for (kind, foreign) in [("User", &user), ("Group", &group)] {
            let missing = id(999);
            let mut answers = Vec::new();
            for id in [foreign, &missing] {
                let operations = json!([{"op": "add", "path": "externalId", "value": "x"}]);
                let refusals = [
                    world.get(kind, id).await.err(),
                    world.replace(kind, id, named(kind)).await.err(),
                    world.patch(kind, id, operations).await.err(),
                    world.delete(kind, id).await.err(),
                ];
                let told = refusals.map(|refusal| {
                    let refusal = refusal.unwrap();
                    (
                        refusal.status(),
                        refusal.detail().replace(id.as_str(), "ID"),
                    )
                });
                answers.push(told);
            }
            assert_eq!(answers[0], answers[1]);
            assert!(answers[0].iter().all(|(status, _)| *status == 404));
        }
        assert_eq!(everything(&neighbour).await, before);
        assert_eq!(world.list("User", &[]).await["totalResults"], 0);
    }
}
