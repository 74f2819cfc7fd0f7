//! What is refused as a whole, and what is refused alone.

use serde_json::{Value, json};

use super::{REQUEST, World, group, on_both, post, statuses, user};

async fn check_whole(world: &World, body: &Value, status: u16, scim_type: &str) {
    let answer = world.send(body).await;
    assert_eq!(answer.status, status, "{body}: {answer:?}");
    assert_eq!(answer.body["scimType"], scim_type, "{body}: {answer:?}");
}

#[tokio::test]
async fn what_is_no_bulk_request_is_refused_and_nothing_done() {
    on_both(async |world| {
        let one = || post("/Users", "u", user("ann"));
        for body in [
            json!([]),
            json!({}),
            json!({ "schemas": [REQUEST], "Operations": [] }),
            json!({ "schemas": [REQUEST], "Operations": {} }),
            json!({ "schemas": ["urn:example:other"], "Operations": [one()] }),
        ] {
            check_whole(&world, &body, 400, "invalidSyntax").await;
        }
        for count in [json!(-1), json!("one"), json!(1.5)] {
            let body = json!({ "failOnErrors": count, "Operations": [one()] });
            check_whole(&world, &body, 400, "invalidValue").await;
        }
        let twice = json!({ "Operations": [one(), post("/Users", "u", user("ben"))] });
        check_whole(&world, &twice, 400, "invalidValue").await;
        assert_eq!(world.total("/Users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn names_are_understood_in_any_letter_case() {
    on_both(async |world| {
        let body = json!({
            "Schemas": [REQUEST.to_uppercase()], "failonerrors": 3, "operations": [
                { "METHOD": " pOsT ", "Path": "/Users", "bulkid": "u", "DATA": user("ann") } ] });
        let answer = world.send(&body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let done = &answer.body["Operations"][0];
        assert_eq!(
            (&done["method"], &done["status"]),
            (&json!("POST"), &json!("201"))
        );
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_is_malformed_fails_alone() {
    on_both(async |world| {
        let ann = world.create("/Users", user("ann")).await;
        let path = format!("/Users/{ann}");
        let unnamed = json!({ "method": "POST", "path": "/Users", "data": user("x") });
        for (operation, status, scim_type) in [
            (json!("POST"), "400", "invalidSyntax"),
            (json!({}), "400", "invalidSyntax"),
            (
                json!({ "method": "GET", "path": path }),
                "400",
                "invalidSyntax",
            ),
            (json!({ "method": 7, "path": path }), "400", "invalidSyntax"),
            (json!({ "method": "DELETE" }), "400", "invalidSyntax"),
            (
                json!({ "method": "DELETE", "path": [path] }),
                "400",
                "invalidSyntax",
            ),
            (
                json!({ "method": "DELETE", "path": path, "version": 1 }),
                "400",
                "invalidSyntax",
            ),
            (
                json!({ "method": "PUT", "path": path }),
                "400",
                "invalidSyntax",
            ),
            (
                json!({ "method": "PUT", "path": path, "data": "x" }),
                "400",
                "invalidSyntax",
            ),
            (
                json!({ "method": "PATCH", "path": path, "data": [] }),
                "400",
                "invalidSyntax",
            ),
            (unnamed, "400", "invalidValue"),
            (
                json!({ "method": "POST", "path": "/Users", "bulkId": 5, "data": user("x") }),
                "400",
                "invalidSyntax",
            ),
            (
                post("/Users", "x", json!({ "displayName": "no userName" })),
                "400",
                "invalidValue",
            ),
            (post("/Planets", "x", json!({})), "404", ""),
            (
                post(
                    "/Bulk",
                    "x",
                    json!({ "Operations": [post("/Users", "y", user("y"))] }),
                ),
                "404",
                "",
            ),
            (post("/Users/.search/x", "x", json!({})), "404", ""),
            (post(&path, "x", user("x")), "405", ""),
            (json!({ "method": "DELETE", "path": "/Users" }), "405", ""),
            (
                json!({ "method": "DELETE", "path": "/Groups/none" }),
                "404",
                "",
            ),
        ] {
            let name = format!("after {operation}");
            let done = world
                .bulk(json!([
                    operation,
                    post("/Groups", "after", group(&name, &[]))
                ]))
                .await;
            assert_eq!(statuses(&done), [status, "201"], "{operation}: {done:?}");
            let found = done[0]["response"]["scimType"].as_str().unwrap_or_default();
            assert_eq!(found, scim_type, "{operation}: {done:?}");
        }
        assert_eq!(world.total("/Users").await, 1);
    })
    .await;
}

#[tokio::test]
async fn after_as_many_errors_as_accepted_the_rest_is_left_undone() {
    on_both(async |world| {
        let operations = |round: &str| {
            let fine = |number| {
                let name = format!("{round}{number}");
                post("/Users", &name, user(&name))
            };
            let bad = json!({ "method": "DELETE", "path": "/Users/none" });
            json!([fine(0), bad, fine(1), bad, fine(2)])
        };
        for (accepted, expected) in [
            (Some(1), &["201", "404"][..]),
            (Some(2), &["201", "404", "201", "404"]),
            (Some(3), &["201", "404", "201", "404", "201"]),
            (Some(0), &["201", "404", "201", "404", "201"]),
            (None, &["201", "404", "201", "404", "201"]),
        ] {
            let done = world
                .bulk_until(accepted, operations(&format!("{accepted:?}")))
                .await;
            assert_eq!(statuses(&done), expected, "{accepted:?}");
        }
        // What waits for something that is never tried is not answered either.
        let waiting = json!([
            post("/Groups", "g", group("Pilots", &["bulkId:late"])),
            { "method": "DELETE", "path": "/Users/none" },
            post("/Users", "late", user("late")),
        ]);
        let whole = json!({ "failOnErrors": 1.0, "Operations": waiting });
        let answer = world.send(&whole).await;
        let done = answer.body["Operations"].as_array().unwrap();
        assert_eq!(statuses(done), ["404"], "{answer:?}");
        assert_eq!(world.total("/Groups").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_version_holds_for_each_operation_by_itself() {
    on_both(async |world| {
        let ann = world.create("/Users", user("ann")).await;
        let path = format!("/Users/{ann}");
        let title = |version: &str, title: &str| {
            json!({ "method": "PATCH", "path": path, "version": version, "data": {
                "Operations": [{ "op": "replace", "path": "title", "value": title }] } })
        };
        let done = world
            .bulk(json!([
                title("W/\"1\"", "Mate"),
                title("W/\"1\"", "Captain"),
                title("W/\"2\"", "Pilot"),
            ]))
            .await;
        assert_eq!(statuses(&done), ["200", "412", "200"]);
        assert_eq!(world.at(&done[2]).await["title"], "Pilot");
    })
    .await;
}
