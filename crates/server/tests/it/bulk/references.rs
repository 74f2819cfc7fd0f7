//! `bulkId` references, wherever they may stand.

use serde_json::{Value, json};

use super::{ENTERPRISE, group, id, members, on_both, post, sorted, statuses, user};

#[tokio::test]
async fn a_reference_may_come_before_what_it_refers_to() {
    on_both(async |world| {
        let done = world
            .bulk(json!([
                post("/Groups", "g", group("Pilots", &["bulkId:a", "bulkId:b"])),
                { "method": "PATCH", "path": "/Groups/bulkId:g", "data": { "Operations": [
                    { "op": "remove", "path": "members[value eq \"bulkId:a\"]" } ] } },
                post("/Users", "a", json!({ "userName": "ann", ENTERPRISE: {
                    "manager": "bulkId:b" } })),
                post("/Users", "b", user("ben")),
            ]))
            .await;
        assert_eq!(statuses(&done), ["201", "200", "201", "201"]);
        let names = [&done[0], &done[2], &done[3]].map(|it| it["bulkId"].as_str().unwrap());
        assert_eq!(
            names,
            ["g", "a", "b"],
            "answers stand in the order of the request"
        );
        assert_eq!(done[0]["version"], "W/\"1\"", "it was made whole");
        assert_eq!(done[0]["location"], done[1]["location"]);
        let pilots = world.at(&done[1]).await;
        assert_eq!(members(&pilots), [id(&done[3])]);
        let ann = world.at(&done[2]).await;
        assert_eq!(ann[ENTERPRISE]["manager"]["value"], id(&done[3]));
    })
    .await;
}

#[tokio::test]
async fn waiting_does_not_disturb_the_order_of_the_others() {
    on_both(async |world| {
        let old = world.create("/Users", user("ann")).await;
        let done = world
            .bulk(json!([
                post("/Groups", "g", group("Pilots", &["bulkId:new"])),
                { "method": "DELETE", "path": format!("/Users/{old}") },
                post("/Users", "new", user("ann")),
            ]))
            .await;
        assert_eq!(statuses(&done), ["201", "204", "201"]);
        assert_eq!(members(&world.at(&done[0]).await), [id(&done[2])]);
    })
    .await;
}

/// Data of a PATCH or PUT that makes ann a member, with the place where her id shall stand.
fn joining(place: &str) -> Vec<(&'static str, Value)> {
    let reference = format!("bulkId:{place}");
    let add = |operation: Value| ("PATCH", json!({ "Operations": [operation] }));
    vec![
        add(json!({ "op": "add", "path": "members", "value": [{ "value": reference }] })),
        add(json!({ "op": "Add", "path": "members", "value": { "value": reference } })),
        add(json!({ "op": "add", "value": { "members": [{ "value": reference }] } })),
        add(json!({ "op": "replace", "path": "members", "value": [
            { "$ref": format!("../Users/{reference}") }] })),
        (
            "put",
            json!({ "displayName": "Pilots", "members": [{ "value": reference }] }),
        ),
        (
            "Put",
            json!({ "displayName": "Pilots", "members": [
            { "$ref": format!("https://scim.example/v2/Users/{reference}") }] }),
        ),
    ]
}

#[tokio::test]
async fn a_reference_may_stand_in_any_value() {
    on_both(async |world| {
        for (number, (method, data)) in joining("ann").into_iter().enumerate() {
            let pilots = world
                .create("/Groups", group(&format!("P{number}"), &[]))
                .await;
            let name = format!("ann{number}");
            let mut data = data;
            if data.get("displayName").is_some() {
                data["displayName"] = json!(format!("P{number}"));
            }
            let join = json!({ "method": method, "path": format!("/Groups/{pilots}"),
                               "data": data });
            let ann = post("/Users", "ann", user(&name));
            // Behind what it refers to, and in front of it.
            let operations = if number % 2 == 0 {
                json!([ann, join])
            } else {
                json!([join, ann])
            };
            let done = world.bulk(operations).await;
            let (ann, join) = if number % 2 == 0 {
                (&done[0], &done[1])
            } else {
                (&done[1], &done[0])
            };
            assert!(statuses(&done).contains(&"201"), "{data}: {done:?}");
            assert_eq!(join["method"], method.to_uppercase());
            assert_eq!(members(&world.at(join).await), [id(ann)], "{data}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_reference_may_stand_in_a_path() {
    on_both(async |world| {
        for filter in [
            "members[value eq \"bulkId:ann\"]",
            "members[value eq bulkId:ann]",
            "members[(value eq \"bulkId:ann\")]",
            "members[value eq \"bulkId:ann\" or value eq \"bulkId:ann\"]",
        ] {
            let done = world
                .bulk(json!([
                    post("/Users", "ann", user("ann")),
                    post("/Users", "ben", user("ben")),
                    post("/Groups", "g", group("Pilots", &["bulkId:ann", "bulkId:ben"])),
                    { "method": "patch", "path": "Groups/bulkId:g/", "data": { "Operations": [
                        { "op": "remove", "path": filter } ] } },
                    { "method": "PUT", "path": "/Users/bulkId:ben", "data": {
                        "userName": "ben", "title": "Mate" } },
                ]))
                .await;
            assert_eq!(
                statuses(&done),
                ["201", "201", "201", "200", "200"],
                "{filter}"
            );
            assert_eq!(
                members(&world.at(&done[3]).await),
                [id(&done[1])],
                "{filter}"
            );
            assert_eq!(world.at(&done[4]).await["title"], "Mate");
            let done = world
                .bulk(json!([
                    { "method": "DELETE", "path": format!("/Users/{}", id(&done[0])) },
                    { "method": "DELETE", "path": format!("/Users/{}", id(&done[1])) },
                    { "method": "DELETE", "path": format!("/Groups/{}", id(&done[2])) },
                    post("/Users", "brief", user("brief")),
                    { "method": "DELETE", "path": "/Users/bulkId:brief" },
                ]))
                .await;
            assert_eq!(statuses(&done), ["204", "204", "204", "201", "204"]);
        }
        assert_eq!(world.total("/Users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn whoever_depends_on_what_failed_fails_too() {
    on_both(async |world| {
        world.create("/Users", user("taken")).await;
        let done = world
            .bulk(json!([
                post("/Users", "taken", user("taken")),
                post("/Groups", "g", group("Pilots", &["bulkId:taken"])),
                { "method": "PATCH", "path": "/Groups/bulkId:g", "data": { "Operations": [
                    { "op": "replace", "path": "displayName", "value": "Mates" } ] } },
                { "method": "DELETE", "path": "/Users/bulkId:taken" },
                post("/Groups", "h", group("Others", &["bulkId:nobody"])),
                post("/Users", "free", user("free")),
            ]))
            .await;
        assert_eq!(statuses(&done), ["409", "409", "409", "409", "400", "201"]);
        let detail = |position: usize| done[position]["response"]["detail"].as_str().unwrap();
        assert!(
            detail(1).contains("\"bulkId:taken\" refers to an operation"),
            "{done:?}"
        );
        assert!(detail(2).contains("\"bulkId:g\""), "{done:?}");
        assert!(
            detail(4).contains("\"bulkId:nobody\" refers to nothing"),
            "{done:?}"
        );
        assert_eq!(
            world.total("/Groups").await,
            0,
            "nothing was made by halves"
        );
        assert_eq!(world.total("/Users").await, 2);

        // Each was asked for, so each is in the journal.
        let query = storage::journal::JournalQuery {
            limit: 6,
            status: None,
            since: None,
            until: None,
            target: None,
            action: None,
        };
        let journal = directory::reports::journal(&world.server.directory, "contoso", &query);
        let journal = journal.await.unwrap();
        let statuses: Vec<Option<u16>> = journal
            .iter()
            .rev()
            .map(|entry| entry.error.as_ref().map(|error| error.status))
            .collect();
        let refused = [409, 409, 409, 409, 400].map(Some);
        assert_eq!(statuses, [&refused[..], &[None]].concat());
    })
    .await;
}

#[tokio::test]
async fn ids_of_another_tenant_mean_nothing() {
    on_both(async |world| {
        let other = world.server.tenant("fabrikam").await;
        let foreign = world.server.create(&other, "/Users", &user("theirs")).await;
        let path = format!("/Users/{foreign}");
        let done = world
            .bulk(json!([
                { "method": "PUT", "path": path, "data": user("mine") },
                { "method": "PATCH", "path": path, "data": { "Operations": [
                    { "op": "replace", "path": "title", "value": "Mine" } ] } },
                { "method": "DELETE", "path": path },
                post("/Groups", "g", group("Pilots", &[foreign.as_str()])),
                post("/Users", "same", user("theirs")),
            ]))
            .await;
        assert_eq!(statuses(&done), ["404", "404", "404", "400", "201"]);
        let theirs = world.server.get(&other, &path).await;
        assert_eq!(theirs.body["meta"]["version"], "W/\"1\"");
    })
    .await;
}

#[tokio::test]
async fn many_references_are_resolved() {
    on_both(async |world| {
        let names: Vec<String> = (0..50).map(|number| format!("u{number}")).collect();
        let references: Vec<String> = names.iter().map(|it| format!("bulkId:{it}")).collect();
        let references: Vec<&str> = references.iter().map(String::as_str).collect();
        let mut operations = vec![post("/Groups", "all", group("All", &references))];
        operations.extend(names.iter().map(|name| post("/Users", name, user(name))));
        let done = world.bulk(json!(operations)).await;
        let all = world.at(&done[0]).await;
        assert_eq!(members(&all), sorted(done.iter().skip(1).map(id)));
    })
    .await;
}

#[tokio::test]
async fn elsewhere_a_reference_is_text_like_any_other() {
    on_both(async |world| {
        let text = "bulkId:ann";
        let whole = json!({ "userName": "ben", "displayName": text, "externalId": text,
                            "title": text, "emails": [{ "value": text, "display": text }] });
        let retitle = json!({ "Operations": [
            { "op": "replace", "path": "title", "value": "bulkId:nobody" },
            { "op": "replace", "value": { "displayName": "bulkId:nobody" } },
            { "op": "remove", "path": format!("emails[value eq \"{text}\"]") } ] });
        let done = world
            .bulk(json!([
                post("/Users", "ben", whole),
                post("/Groups", "g", group(text, &[])),
                post("/Users", "ann", user("ann")),
            ]))
            .await;
        assert_eq!(statuses(&done), ["201", "201", "201"], "{done:?}");
        assert_eq!(world.at(&done[1]).await["displayName"], text);
        let change = json!({ "method": "PATCH", "path": format!("/Users/{}", id(&done[0])),
                             "data": retitle });
        let done = world.bulk(json!([change])).await;
        assert_eq!(statuses(&done), ["200"], "{done:?}");
        let ben = world.at(&done[0]).await;
        let shown = [&ben["displayName"], &ben["title"], &ben["externalId"]];
        assert_eq!(shown, ["bulkId:nobody", "bulkId:nobody", text], "{ben}");
        assert_eq!(ben["emails"], Value::Null, "{ben}");
    })
    .await;
}
