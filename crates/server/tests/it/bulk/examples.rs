//! The examples of RFC 7644 §3.7, with other values.

use serde_json::json;

use super::{ENTERPRISE, GROUP, REQUEST, USER, id, members, on_both, statuses};

#[tokio::test]
async fn groups_that_hold_each_other_are_made() {
    on_both(async |world| {
        let done = world
            .bulk(json!([
                { "method": "POST", "path": "/Groups", "bulkId": "north", "data": {
                    "schemas": [GROUP], "displayName": "Sailing North",
                    "members": [{ "type": "Group", "value": "bulkId:south" }] } },
                { "method": "POST", "path": "/Groups", "bulkId": "south", "data": {
                    "schemas": [GROUP], "displayName": "Sailing South",
                    "members": [{ "type": "Group", "value": "bulkId:north" }] } },
            ]))
            .await;
        assert_eq!(statuses(&done), ["201", "201"]);
        let (north, south) = (world.at(&done[0]).await, world.at(&done[1]).await);
        assert_eq!(members(&north), [id(&done[1])]);
        assert_eq!(members(&south), [id(&done[0])]);
        assert_eq!(north["members"][0]["type"], "Group");
        assert_eq!(
            world
                .total("/Groups?filter=displayName+sw+%22Sailing%22")
                .await,
            2
        );
    })
    .await;
}

#[tokio::test]
async fn a_user_joins_a_group_of_the_same_request() {
    on_both(async |world| {
        let done = world
            .bulk(json!([
                { "method": "POST", "path": "/Users", "bulkId": "u1", "data": {
                    "schemas": [USER], "userName": "Noor" } },
                { "method": "POST", "path": "/Groups", "bulkId": "g1", "data": {
                    "schemas": [GROUP], "displayName": "Harbour Pilots",
                    "members": [{ "type": "User", "value": "bulkId:u1" }] } },
            ]))
            .await;
        let base = format!("{}/scim/v2", world.server.url);
        assert_eq!(
            json!(done),
            json!([
                { "location": format!("{base}/Users/{}", id(&done[0])), "method": "POST",
                  "bulkId": "u1", "version": "W/\"1\"", "status": "201" },
                { "location": format!("{base}/Groups/{}", id(&done[1])), "method": "POST",
                  "bulkId": "g1", "version": "W/\"1\"", "status": "201" },
            ])
        );
        let pilots = world.at(&done[1]).await;
        assert_eq!(members(&pilots), [id(&done[0])]);
        assert_eq!(pilots["members"][0]["type"], "User");
        assert_eq!(pilots["members"][0]["$ref"], done[0]["location"]);
    })
    .await;
}

#[tokio::test]
async fn a_manager_is_a_user_of_the_same_request() {
    on_both(async |world| {
        let done = world
            .bulk(json!([
                { "method": "POST", "path": "/Users", "bulkId": "boss", "data": {
                    "schemas": [USER], "userName": "Noor" } },
                { "method": "POST", "path": "/Users", "bulkId": "crew", "data": {
                    "schemas": [USER, ENTERPRISE], "userName": "Piet",
                    ENTERPRISE: { "employeeNumber": "20817",
                                  "manager": { "value": "bulkId:boss" } } } },
            ]))
            .await;
        let crew = world.at(&done[1]).await;
        assert_eq!(crew[ENTERPRISE]["manager"]["value"], id(&done[0]));
        assert_eq!(crew[ENTERPRISE]["employeeNumber"], "20817");
    })
    .await;
}

#[tokio::test]
async fn users_are_added_changed_and_removed() {
    on_both(async |world| {
        let bob = world.create("/Users", super::user("Bram")).await;
        let dave = json!({ "schemas": [USER], "userName": "Dirk", "nickName": "D" });
        let dave = world.create("/Users", dave).await;
        let gone = world.create("/Users", super::user("Gijs")).await;
        let body = json!({
            "schemas": [REQUEST],
            "failOnErrors": 1,
            "Operations": [
                { "method": "POST", "path": "/Users", "bulkId": "new", "data": {
                    "schemas": [USER], "userName": "Alied" } },
                { "method": "PUT", "path": format!("/Users/{bob}"), "version": "W/\"1\"", "data": {
                    "schemas": [USER], "id": bob, "userName": "Bas" } },
                { "method": "PATCH", "path": format!("/Users/{dave}"), "version": "W/\"1\"",
                  "data": [
                    { "op": "remove", "path": "nickName" },
                    { "op": "add", "path": "userName", "value": "Daan" } ] },
                { "method": "DELETE", "path": format!("/Users/{gone}"), "version": "W/\"1\"" },
            ],
        });
        let answer = world.send(&body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let done = answer.body["Operations"].as_array().unwrap();
        let base = format!("{}/scim/v2/Users", world.server.url);
        assert_eq!(
            answer.body["Operations"],
            json!([
                { "location": format!("{base}/{}", id(&done[0])), "method": "POST",
                  "bulkId": "new", "version": "W/\"1\"", "status": "201" },
                { "location": format!("{base}/{bob}"), "method": "PUT",
                  "version": "W/\"2\"", "status": "200" },
                { "location": format!("{base}/{dave}"), "method": "PATCH",
                  "version": "W/\"2\"", "status": "200" },
                { "location": format!("{base}/{gone}"), "method": "DELETE", "status": "204" },
            ])
        );
        assert_eq!(world.at(&done[1]).await["userName"], "Bas");
        let daan = world.at(&done[2]).await;
        assert_eq!(
            (&daan["userName"], daan.get("nickName")),
            (&json!("Daan"), None)
        );
        assert_eq!(world.look(&done[3]).await.status, 404);

        // The same again: every operation fails, and says so where it would have gone.
        let again = world.bulk(body["Operations"].clone()).await;
        assert_eq!(statuses(&again), ["409", "412", "412", "404"]);
        assert!(again[0].get("location").is_none(), "{again:?}");
        for (one, of) in again.iter().zip(done).skip(1) {
            assert_eq!(one["location"], of["location"]);
        }
        // Stopped by the first error.
        let stopped = world.bulk_until(Some(1), body["Operations"].clone()).await;
        assert_eq!(statuses(&stopped), ["409"]);
        assert_eq!(stopped[0]["bulkId"], "new");
        assert_eq!(stopped[0]["response"]["scimType"], "uniqueness");
    })
    .await;
}
