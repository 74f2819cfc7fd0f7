//! The clock may be set back, or have been far ahead: no stored time follows it, and nothing waits for
//! it to catch up.

use rollcall_directory::schemas;
use serde_json::json;

use crate::world::World;

const HOUR: i64 = 3_600;
const YEAR: i64 = 365 * 24 * HOUR;

#[tokio::test]
async fn no_time_of_a_group_or_a_contact_goes_back_with_the_clock() {
    for (world, back) in World::both().await.into_iter().zip([YEAR, HOUR]) {
        world.pass(back + HOUR);
        let user = world.user("ann").await;
        let group = world.group("Finance", &[&user]).await;
        let before = world.get("Group", &group).await.unwrap();
        let joined = world.contact().await;
        world.pass(-back);
        world.delete("User", &user).await.unwrap();

        let after = world.get("Group", &group).await.unwrap();
        assert_ne!(after["meta"]["version"], before["meta"]["version"]);
        assert_eq!(
            after["meta"]["lastModified"],
            before["meta"]["lastModified"]
        );
        let left = world.contact().await;
        assert_eq!(left["created_at"], joined["created_at"]);
        for time in ["disabled_at", "updated_at"] {
            assert_eq!(left[time], joined["updated_at"], "{time}");
        }
    }
}

#[tokio::test]
async fn a_schema_is_seen_though_the_clock_was_set_back() {
    for (world, back) in World::both().await.into_iter().zip([HOUR, YEAR]) {
        let server = world.replica().await;
        let types = server.directory.registry_of(&server.caller).await.unwrap();
        assert!(types.resource_type("Device").is_none());
        world.pass(-back);
        let urn = "urn:example:acme:Device";
        let documents = json!([
            {"id": urn, "attributes": [{"name": "serial"}]},
            {"name": "Device", "endpoint": "/Devices", "schema": urn},
        ]);
        schemas::add(&world.directory, "contoso", "acme.json", &documents)
            .await
            .unwrap();
        let types = server.directory.registry_of(&server.caller).await.unwrap();
        assert!(types.resource_type("Device").is_some());
    }
}

#[tokio::test]
async fn a_walk_that_began_when_the_clock_was_ahead_goes_on() {
    for world in World::both().await {
        for name in ["ann", "bob"] {
            world.user(name).await;
        }
        world.pass(YEAR);
        let first = world.list("User", &[("cursor", ""), ("count", "1")]).await;
        let cursor = first["nextCursor"].as_str().unwrap();
        world.pass(-YEAR);
        let second = world
            .list("User", &[("cursor", cursor), ("count", "1")])
            .await;
        let names = [first, second].map(|page| page["Resources"][0]["userName"].clone());
        assert_eq!(names, ["ann", "bob"]);
    }
}
