//! Resources that refer to each other in a circle.

use serde_json::{Value, json};

use super::{ENTERPRISE, World, group, id, members, on_both, post, sorted, statuses, user};

fn report(name: &str, manager: &str) -> Value {
    json!({ "userName": name, ENTERPRISE: { "manager": { "value": manager } } })
}

async fn manager(world: &World, operation: &Value) -> Value {
    world.at(operation).await[ENTERPRISE]["manager"]["value"].clone()
}

#[tokio::test]
async fn managers_in_a_circle_know_each_other() {
    on_both(async |world| {
        let done = world
            .bulk(json!([
                post("/Users", "a", report("ann", "bulkId:b")),
                post("/Users", "b", report("ben", "bulkId:c")),
                post("/Users", "c", report("cas", "bulkId:a")),
                post("/Users", "self", report("own", "bulkId:self")),
            ]))
            .await;
        assert_eq!(statuses(&done), ["201"; 4]);
        for (of, is) in [(0, 1), (1, 2), (2, 0), (3, 3)] {
            assert_eq!(manager(&world, &done[of]).await, id(&done[is]), "{of}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_circle_may_have_members_beside_it_and_others_behind_it() {
    on_both(async |world| {
        let done = world
            .bulk(json!([
                { "method": "PATCH", "path": "/Groups/bulkId:a", "data": { "Operations": [
                    { "op": "replace", "path": "displayName", "value": "Alpha" } ] } },
                post("/Groups", "top", group("Top", &["bulkId:b"])),
                post("/Groups", "a", group("A", &["bulkId:b", "bulkId:late"])),
                post("/Groups", "b", group("B", &["bulkId:a", "bulkId:b2", "bulkId:late"])),
                post("/Groups", "b2", group("B2", &["bulkId:a"])),
                post("/Users", "late", user("late")),
            ]))
            .await;
        assert_eq!(statuses(&done), ["200", "201", "201", "201", "201", "201"]);
        let [_, top, a, b, b2, late] = [0, 1, 2, 3, 4, 5].map(|position| id(&done[position]));
        let alpha = world.at(&done[0]).await;
        assert_eq!(alpha["displayName"], "Alpha");
        assert_eq!(members(&alpha), sorted([b, late]));
        assert_eq!(members(&world.at(&done[3]).await), sorted([a, b2, late]));
        assert_eq!(members(&world.at(&done[4]).await), [a]);
        let top_members = world.at(&done[1]).await;
        assert_eq!(
            (members(&top_members), top_members["id"].as_str()),
            (vec![b], Some(top))
        );
    })
    .await;
}

#[tokio::test]
async fn of_a_circle_all_are_made_or_none() {
    on_both(async |world| {
        world.create("/Groups", group("Taken", &[])).await;
        let circle = |last: &str| {
            json!([
                post("/Groups", "a", group("A", &["bulkId:b"])),
                post("/Groups", "b", group("B", &["bulkId:c"])),
                post("/Groups", "c", group(last, &["bulkId:a"])),
                post("/Groups", "d", group("D", &["bulkId:a"])),
                post("/Users", "u", user("ann")),
            ])
        };
        let done = world.bulk(circle("Taken")).await;
        assert_eq!(statuses(&done), ["409", "409", "409", "409", "201"]);
        assert_eq!(done[2]["response"]["scimType"], "uniqueness");
        let detail = done[0]["response"]["detail"].as_str().unwrap();
        assert!(detail.contains("in a circle to \"bulkId:c\""), "{detail}");
        assert_eq!(world.total("/Groups").await, 1);

        // Nothing of it is left that would be in the way.
        world
            .bulk(json!([{ "method": "DELETE", "path": format!("/Users/{}", id(&done[4])) }]))
            .await;
        assert_eq!(statuses(&world.bulk(circle("C")).await), ["201"; 5]);

        let unknown = world
            .bulk(json!([
                post("/Groups", "e", group("E", &["bulkId:f", "bulkId:nobody"])),
                post("/Groups", "f", group("F", &["bulkId:e"])),
            ]))
            .await;
        assert_eq!(statuses(&unknown), ["400", "409"]);
        assert_eq!(world.total("/Groups").await, 5);
    })
    .await;
}

#[tokio::test]
async fn a_group_that_is_to_be_its_own_member_is_refused_and_not_made() {
    on_both(async |world| {
        let done = world
            .bulk(json!([post("/Groups", "g", group("Own", &["bulkId:g"]))]))
            .await;
        assert_eq!(statuses(&done), ["400"], "{done:?}");
        assert_eq!(done[0]["response"]["scimType"], "invalidValue", "{done:?}");
        assert_eq!(world.total("/Groups").await, 0);
    })
    .await;
}
