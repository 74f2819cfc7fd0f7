//! A change reaches the contacts it concerns beside the one it happened to.

use serde_json::json;

use crate::world::{ENTERPRISE, World, at};

/// When a contact last changed, by its display name.
async fn changed(world: &World, name: &str) -> serde_json::Value {
    world.contact_named(name).await["updated_at"].clone()
}

/// Makes a user with that manager, and gives its id.
async fn report(world: &World, user_name: &str, manager: &str) -> String {
    let body = json!({"userName": user_name, ENTERPRISE: {"manager": {"value": manager}}});
    world.create("User", body).await.unwrap().id
}

#[tokio::test]
async fn reports_show_whether_their_manager_is_here_and_nothing_else_of_that_person() {
    for world in World::both().await {
        let boss = world.user("boss@x.example").await;
        report(&world, "ann", &boss).await;
        world.user("bob").await;
        for (path, value) in [
            ("displayName", json!("Boss")),
            ("title", json!("Chief")),
            ("active", json!(false)),
        ] {
            world.pass(10);
            world.set(&boss, path, value).await;
            assert_eq!(changed(&world, "ann").await, at(0), "{path}");
        }
        world.pass(10);
        world.delete("User", &boss).await.unwrap();
        let contact = world.contact_named("ann").await;
        assert_eq!(contact["updated_at"], at(40));
        assert_eq!(contact["manager_id"], json!(null));
        assert_eq!(changed(&world, "bob").await, at(0));
    }
}

#[tokio::test]
async fn a_change_of_groups_reaches_those_in_inner_groups() {
    for world in World::both().await {
        let (ann, bob) = (world.user("ann").await, world.user("bob").await);
        let inner = world.group("Inner", &[&ann]).await;
        let middle = world.group("Middle", &[&inner]).await;
        world.pass(10);
        let outer = world.group("Outer", &[&middle, &bob]).await;
        for name in ["ann", "bob"] {
            assert_eq!(changed(&world, name).await, at(10), "{name}");
        }
        let ann = world.contact_named("ann").await;
        assert_eq!(ann["groups"], json!(["inner"]));
        assert_eq!(ann["effective_groups"], json!(["inner", "middle", "outer"]));
        let counts = world.training_groups().await;
        let counts: Vec<_> = counts
            .iter()
            .map(|it| {
                (
                    &it["slug"],
                    &it["member_count"],
                    &it["effective_member_count"],
                )
            })
            .collect();
        let expected = [
            (&json!("inner"), &json!(1), &json!(1)),
            (&json!("middle"), &json!(1), &json!(1)),
            (&json!("outer"), &json!(2), &json!(2)),
        ];
        assert_eq!(counts, expected);

        world.pass(10);
        let rename = json!([{"op": "replace", "path": "displayName", "value": "All"}]);
        world.patch("Group", &outer, rename).await.unwrap();
        assert_eq!(changed(&world, "ann").await, at(20));
        world.pass(10);
        let path = format!("members[value eq \"{middle}\"]");
        let remove = json!([{"op": "remove", "path": path}]);
        world.patch("Group", &outer, remove).await.unwrap();
        assert_eq!(changed(&world, "ann").await, at(30));
        assert_eq!(changed(&world, "bob").await, at(20));
        world.pass(10);
        world.delete("Group", &middle).await.unwrap();
        let ann = world.contact_named("ann").await;
        assert_eq!(ann["updated_at"], at(40));
        assert_eq!(ann["effective_groups"], json!(["inner"]));
    }
}
