//! Writes that name the version they mean.

use rollcall_directory::{Act, Existing, Written};
use serde_json::json;

use crate::world::{World, replacement};

#[tokio::test]
async fn a_condition_that_does_not_hold_refuses_the_write_and_changes_nothing() {
    for world in World::both().await {
        let user = world.user("ann").await;
        world.set(&user, "title", json!("Analyst")).await;
        for (if_match, if_none_match, expected) in [
            (Some("W/\"1\""), None, 412),
            (Some("\"1\", W/\"3\""), None, 412),
            (None, Some("*"), 412),
            (None, Some("W/\"2\""), 412),
            (Some("*"), None, 200),
            (Some("\"2\""), None, 200),
            (Some("W/\"1\", W/\"2\""), Some("W/\"1\""), 200),
        ] {
            let existing = Existing {
                id: user.clone(),
                if_match: if_match.map(str::to_owned),
                if_none_match: if_none_match.map(str::to_owned),
            };
            let body = json!({"userName": "ann", "title": "Analyst"});
            let outcome = world
                .write("User", replacement(existing, Ok(body.into())))
                .await;
            let status = outcome.map_or_else(|error| error.status(), |_| 200);
            assert_eq!(status, expected, "{if_match:?} {if_none_match:?}");
        }
        let user = world.get("User", &user).await.unwrap();
        assert_eq!(user["meta"]["version"], "W/\"2\"");
    }
}

#[tokio::test]
async fn only_the_named_version_is_deleted() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let delete = async |version: &str| {
            let existing = crate::world::version(&user, version);
            world.write("User", Act::Delete { existing }).await
        };
        assert_eq!(delete("W/\"2\"").await.unwrap_err().status(), 412);
        assert_eq!(delete("W/\"1\"").await, Ok(Written::Deleted));
        assert_eq!(delete("W/\"1\"").await.unwrap_err().status(), 404);
    }
}
