//! What PostgreSQL cannot store, which is the character NUL, wherever a client can put it: the same
//! answers on both databases, and a journal entry for every refused write.

use serde_json::{Value, json};

use crate::support::{Answer, Tenant, TestServer, on_both};

struct World {
    server: TestServer,
    tenant: Tenant,
    ann: String,
    pilots: String,
}

impl World {
    async fn new(server: TestServer) -> Self {
        let tenant = server.tenant("contoso").await;
        let ann = json!({"userName": "ann"});
        let ann = server.create(&tenant, "/Users", &ann).await;
        let pilots = json!({"displayName": "Pilots", "members": [{"value": ann}]});
        let pilots = server.create(&tenant, "/Groups", &pilots).await;
        Self {
            server,
            tenant,
            ann,
            pilots,
        }
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.server.request(&self.tenant, method, path);
        request.json(body).send().await
    }

    async fn last_entry(&self) -> Value {
        let query = storage::journal::JournalQuery {
            limit: 1,
            status: None,
            since: None,
            until: None,
            target: None,
            action: None,
        };
        let slug = &self.tenant.slug;
        let entries = directory::reports::journal(&self.server.directory, slug, &query).await;
        serde_json::to_value(&entries.unwrap()[0]).unwrap()
    }
}

fn patch(op: &str, path: &str, value: &Value) -> Value {
    json!({"Operations": [{"op": op, "path": path, "value": value}]})
}

#[tokio::test]
async fn a_value_with_a_nul_is_refused_by_name_and_journaled() {
    on_both(async |server| {
        let world = World::new(server).await;
        let user = format!("/Users/{}", world.ann);
        let group = format!("/Groups/{}", world.pilots);
        let member = json!([{"value": "a\0b"}]);
        for (method, path, body, attribute) in [
            ("POST", "/Users", json!({"userName": "a\0b"}), "userName"),
            (
                "POST",
                "/Groups",
                json!({"displayName": "\0"}),
                "displayName",
            ),
            ("PUT", &user, json!({"userName": "a\0b"}), "userName"),
            (
                "PUT",
                &user,
                json!({"userName": "ann", "name": {"givenName": "\0"}}),
                "name.givenName",
            ),
            (
                "PUT",
                &group,
                json!({"displayName": "P", "members": member}),
                "members.value",
            ),
            (
                "PATCH",
                &user,
                patch("replace", "userName", &json!("a\0b")),
                "userName",
            ),
            (
                "PATCH",
                &user,
                patch("add", "emails", &member),
                "emails.value",
            ),
            (
                "PATCH",
                &group,
                patch("replace", "displayName", &json!("\0")),
                "displayName",
            ),
            ("PATCH", &group, patch("add", "members", &member), "members"),
            (
                "PATCH",
                &group,
                patch("remove", "members", &member),
                "members",
            ),
            (
                "PATCH",
                &group,
                patch("replace", "members", &json!("\0")),
                "members",
            ),
        ] {
            let answer = world.send(method, path, &body).await;
            assert_eq!(answer.status, 400, "{method} {path} {body}: {answer:?}");
            assert_eq!(
                answer.body["scimType"], "invalidValue",
                "{body}: {answer:?}"
            );
            assert!(answer.detail().contains(attribute), "{body}: {answer:?}");
            assert!(answer.detail().contains("NUL"), "{body}: {answer:?}");
            let entry = world.last_entry().await;
            assert_eq!(entry["request_id"], answer.header("x-request-id").unwrap());
            assert_eq!(entry["error"]["detail"], answer.detail(), "{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_name_with_a_nul_is_journaled_with_a_stand_in_for_it() {
    on_both(async |server| {
        let world = World::new(server).await;
        let body = json!({"userName": "a\0b"});
        world.send("POST", "/Users", &body).await;
        assert_eq!(world.last_entry().await["target_name"], "a\u{fffd}b");
        let operation = json!({"method": "POST", "path": "/Users", "bulkId": "u", "data": body});
        let answer = world
            .send("POST", "/Bulk", &json!({"Operations": [operation]}))
            .await;
        assert_eq!(answer.body["Operations"][0]["status"], "400", "{answer:?}");
        assert_eq!(world.last_entry().await["target_name"], "a\u{fffd}b");
    })
    .await;
}

#[tokio::test]
async fn an_id_with_a_nul_is_of_nothing() {
    on_both(async |server| {
        let world = World::new(server).await;
        let retitle = patch("replace", "title", &json!("x"));
        for (method, path, body) in [
            ("GET", "/Users/%00", json!({})),
            ("GET", "/Groups/a%00b", json!({})),
            ("PUT", "/Users/%00", json!({"userName": "x"})),
            ("PATCH", "/Users/a%00", retitle.clone()),
            ("DELETE", "/Users/%00", json!({})),
        ] {
            let answer = world.send(method, path, &body).await;
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
        }
        for (method, data) in [("PATCH", retitle), ("DELETE", Value::Null)] {
            let operation = json!({"method": method, "path": "/Users/\0", "data": data});
            let answer = world
                .send("POST", "/Bulk", &json!({"Operations": [operation]}))
                .await;
            assert_eq!(
                answer.body["Operations"][0]["status"], "404",
                "{method}: {answer:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn other_requests_with_a_nul_are_answered() {
    on_both(async |server| {
        let world = World::new(server).await;
        let user = format!("/Users/{}", world.ann);
        for (method, path, body, status) in [
            (
                "PUT",
                user.as_str(),
                json!({"userName": "ann", "a\0b": 1}),
                200,
            ),
            (
                "PUT",
                &user,
                json!({"userName": "ann", "emails": [{"value": "x", "\0": 1}]}),
                200,
            ),
            (
                "PATCH",
                &user,
                json!({"Operations": [{"op": "add", "value": {"\0": "x"}}]}),
                200,
            ),
            ("PATCH", &user, patch("add", "a\0b", &json!("x")), 400),
            ("PATCH", &user, patch("add", "urn:\0:x", &json!("x")), 200),
            ("PATCH", &user, patch("a\0", "title", &json!("x")), 400),
            (
                "PATCH",
                &user,
                patch("remove", "emails[value eq \"\0\"]", &json!(null)),
                400,
            ),
            (
                "POST",
                "/Users/.search",
                json!({"filter": "userName eq \"\0\""}),
                400,
            ),
            ("POST", "/Users/.search", json!({"cursor": "\0"}), 400),
            ("POST", "/Users/.search", json!({"sortBy": "\0"}), 400),
            (
                "POST",
                "/Bulk",
                json!({"failOnErrors": "\0", "Operations": [{}]}),
                400,
            ),
        ] {
            let answer = world.send(method, path, &body).await;
            assert_eq!(answer.status, status, "{method} {path} {body}: {answer:?}");
        }
    })
    .await;
}

/// Random, so that no database can make them shorter.
fn noise(length: usize, seed: u64) -> String {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap())
    };
    (0..length).map(|_| next()).collect()
}

#[tokio::test]
async fn values_as_long_as_is_accepted_are_stored() {
    on_both(async |server| {
        let world = World::new(server).await;
        let longest = scim::Limits::default().string_length;
        let text = |seed| noise(longest, seed);
        let enterprise = scim::schema::ENTERPRISE_USER;
        let user = json!({
            "userName": text(1), "externalId": text(2), "displayName": text(3), "title": text(4),
            "emails": [{"value": text(5), "type": "work"}, {"value": text(6), "type": text(7)}],
            enterprise: {"department": text(8), "manager": {"value": text(9)}},
        });
        let group = json!({"displayName": text(10), "externalId": text(11)});
        for (endpoint, body) in [("/Users", user), ("/Groups", group)] {
            let answer = world.send("POST", endpoint, &body).await;
            assert_eq!(answer.status, 201, "{endpoint}: {}", answer.detail());
            let again = world.send("POST", endpoint, &body).await;
            assert_eq!(again.status, 409, "{endpoint}: {}", again.detail());
            let path = format!("{endpoint}/{}", answer.body["id"].as_str().unwrap());
            let deleted = world.send("DELETE", &path, &json!({})).await;
            assert_eq!(deleted.status, 204, "{endpoint}: {}", deleted.detail());
        }
    })
    .await;
}
