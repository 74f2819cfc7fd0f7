//! One resource over HTTP: statuses, headers and conditions.

use serde_json::json;

use crate::support::{Answer, on_both};

const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// Every answer with a resource says where it is and which version it has.
fn assert_addressed(answer: &Answer, status: u16, location: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("location"), Some(location), "{answer:?}");
    assert_eq!(
        answer.header("cache-control"),
        Some("no-store"),
        "{answer:?}"
    );
    assert_eq!(answer.body["meta"]["location"], location, "{answer:?}");
    let version = answer.body["meta"]["version"].as_str();
    assert!(version.is_some());
    assert_eq!(answer.header("etag"), version, "{answer:?}");
}

#[tokio::test]
async fn a_resource_lives_from_post_to_delete() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for (path, name) in [("/Users", "userName"), ("/Groups", "displayName")] {
            let made = server.post(&tenant, path, &json!({name: "First"})).await;
            let id = made.body["id"].as_str().unwrap();
            let path = format!("{path}/{id}");
            let location = format!("{}/scim/v2{path}", server.url);
            assert_addressed(&made, 201, &location);

            let read = server.get(&tenant, &path).await;
            assert_addressed(&read, 200, &location);
            assert_eq!(read.body, made.body);

            let put = server
                .request(&tenant, "PUT", &path)
                .json(&json!({name: "Second"}));
            assert_addressed(&put.send().await, 200, &location);

            let operations = json!([{"op": "replace", "path": name, "value": "Third"}]);
            let change = json!({"schemas": [PATCH], "Operations": operations});
            let patched = server.patch(&tenant, &path, &change).await;
            assert_addressed(&patched, 200, &location);
            assert_eq!(patched.body[name], "Third");
            assert_eq!(server.get(&tenant, &path).await.body, patched.body);

            let deleted = server.request(&tenant, "DELETE", &path).send().await;
            assert_eq!((deleted.status, &deleted.body), (204, &json!(null)));
            for method in ["GET", "PUT", "PATCH", "DELETE"] {
                let request = server
                    .request(&tenant, method, &path)
                    .json(&json!({name: "Fourth"}));
                assert_eq!(request.send().await.status, 404, "{method}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_known_version_is_not_sent_again() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let made = server
            .post(&tenant, "/Users", &json!({"userName": "ann"}))
            .await;
        let path = format!("/Users/{}", made.body["id"].as_str().unwrap());
        let version = made.header("etag").unwrap();
        for (known, status) in [
            (version.to_owned(), 304),
            (version.trim_start_matches("W/").to_owned(), 304),
            (format!("\"other\", {version}"), 304),
            ("*".into(), 304),
            ("W/\"other\"".into(), 200),
        ] {
            let answer = server
                .request(&tenant, "GET", &path)
                .header("if-none-match", &known);
            let answer = answer.send().await;
            assert_eq!(answer.status, status, "{known}");
            assert_eq!(answer.header("etag"), Some(version), "{known}");
            assert_eq!(answer.body.is_null(), status == 304, "{known}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_write_for_another_version_is_refused() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let made = server
            .post(&tenant, "/Users", &json!({"userName": "ann"}))
            .await;
        let path = format!("/Users/{}", made.body["id"].as_str().unwrap());
        let body = json!({"userName": "ann", "title": "Analyst"});
        for (if_match, status) in [
            ("W/\"other\"", 412),
            (made.header("etag").unwrap(), 200),
            ("*", 200),
        ] {
            let put = server
                .request(&tenant, "PUT", &path)
                .header("if-match", if_match);
            assert_eq!(put.json(&body).send().await.status, status, "{if_match}");
        }
        let stale = server.request(&tenant, "DELETE", &path);
        let stale = stale
            .header("if-match", made.header("etag").unwrap())
            .send()
            .await;
        assert_eq!(stale.status, 412);
    })
    .await;
}

#[tokio::test]
async fn names_of_parameters_are_understood_in_any_letter_case() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let body = json!({"userName": "ann", "title": "Analyst", "displayName": "Ann"});
        let made = server.post(&tenant, "/Users?Attributes=TITLE", &body).await;
        assert_eq!(made.body["title"], "Analyst");
        assert!(made.body.get("displayName").is_none());
        let id = made.body["id"].as_str().unwrap();
        let path = format!("/Users/{id}?EXCLUDEDATTRIBUTES=title%2CdisplayName&aadOptscim062020=");
        let read = server.get(&tenant, &path).await;
        assert_eq!(read.body["userName"], "ann");
        assert!(read.body.get("title").is_none());
        assert!(read.body.get("displayName").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_written_group_shows_its_members_if_they_are_asked_for() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let ann = json!({"userName": "ann"});
        let members = json!([{"value": server.create(&tenant, "/Users", &ann).await}]);
        let group = json!({"displayName": "Group"});
        let one = format!(
            "/Groups/{}",
            server.create(&tenant, "/Groups", &group).await
        );
        let body = |name: &str| json!({"displayName": name, "members": members});
        let add = json!([{"op": "add", "path": "members", "value": members}]);
        let add = json!({"schemas": [PATCH], "Operations": add});
        for (query, shows_members, shows_name) in [
            ("", true, true),
            ("?attributes=members", true, false),
            ("?attributes=displayName", false, true),
            ("?excludedAttributes=members", false, true),
            ("?excludedAttributes=displayName", true, false),
        ] {
            for (method, path, body) in [
                ("PUT", one.as_str(), &body("Group")),
                ("PATCH", one.as_str(), &add),
                ("POST", "/Groups", &body(&format!("Group {query}"))),
            ] {
                let request = server.request(&tenant, method, &format!("{path}{query}"));
                let shown = request.json(body).send().await.body;
                assert_eq!(shown.get("members").is_some(), shows_members, "{shown}");
                assert_eq!(shown.get("displayName").is_some(), shows_name, "{shown}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_patch_of_a_large_group_is_answered_without_it() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let mut members = Vec::new();
        for number in 0..101 {
            let user = json!({"userName": format!("user{number}")});
            members.push(json!({"value": server.create(&tenant, "/Users", &user).await}));
        }
        let body = json!({"displayName": "All", "members": members});
        let id = server.create(&tenant, "/Groups", &body).await;
        let path = format!("/Groups/{id}");
        let rename = |name: &str| {
            let operations = json!([{"op": "replace", "path": "displayName", "value": name}]);
            json!({"schemas": [PATCH], "Operations": operations})
        };
        let large = server.patch(&tenant, &path, &rename("Everyone")).await;
        assert_eq!((large.status, &large.body), (204, &json!(null)));
        assert!(large.header("etag").is_some());
        let location = format!("{}/scim/v2{path}", server.url);
        assert_eq!(large.header("location"), Some(location.as_str()));

        let remove = json!([{"op": "remove", "path": "members", "value": [members[0]]}]);
        let remove = json!({"schemas": [PATCH], "Operations": remove});
        let small = server.patch(&tenant, &path, &remove).await;
        assert_addressed(&small, 200, &location);
        assert_eq!(small.body["displayName"], "Everyone");
    })
    .await;
}
