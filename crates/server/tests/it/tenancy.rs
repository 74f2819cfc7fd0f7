//! What belongs to another tenant is as good as missing.

use serde_json::{Value, json};

use crate::support::{Answer, Tenant, TestServer, on_both};

const MISSING: &str = "01890000-0000-7000-8000-000000000000";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

struct World {
    server: TestServer,
    own: Tenant,
    other: Tenant,
    /// Of the other tenant.
    user: String,
    group: String,
}

impl World {
    async fn new(server: TestServer) -> Self {
        let own = server.tenant("contoso").await;
        let other = server.tenant("fabrikam").await;
        let user = server
            .create(&other, "/Users", &json!({"userName": "foreign"}))
            .await;
        let group = json!({"displayName": "Foreign", "members": [{"value": user}]});
        let group = server.create(&other, "/Groups", &group).await;
        Self {
            server,
            own,
            other,
            user,
            group,
        }
    }

    /// Everything the other tenant has.
    async fn foreign_state(&self) -> [Value; 2] {
        [
            self.server.get(&self.other, "/Users").await.body,
            self.server.get(&self.other, "/Groups").await.body,
        ]
    }

    async fn ask(&self, method: &str, path: &str, body: &Value, id: &str) -> Answer {
        let (path, body) = (
            path.replace("{id}", id),
            body.to_string().replace("{id}", id),
        );
        self.server
            .request(&self.own, method, &path)
            .body(body)
            .send()
            .await
    }

    /// The same request about a foreign and about a missing resource: the same answer, but for
    /// the id.
    async fn check(&self, method: &str, path: &str, body: &Value, foreign: &str) {
        let about_foreign = self.ask(method, path, body, foreign).await;
        let about_missing = self.ask(method, path, body, MISSING).await;
        let (status, headers, shown) = about_foreign.visible();
        let shown = shown.to_string().replace(foreign, MISSING);
        let (expected_status, expected_headers, expected) = about_missing.visible();
        let what = format!("{method} {path} {body}");
        assert_eq!(status, expected_status, "{what}");
        assert_eq!(headers, expected_headers, "{what}");
        assert_eq!(shown, expected.to_string(), "{what}");
    }
}

fn patch(path: &str, value: &Value) -> Value {
    json!({"schemas": [PATCH], "Operations": [{"op": "add", "path": path, "value": value}]})
}

#[tokio::test]
async fn a_foreign_id_in_a_path_is_as_good_as_missing() {
    on_both(async |server| {
        let world = World::new(server).await;
        let before = world.foreign_state().await;
        for (path, id, body) in [
            (
                "/Users/{id}",
                &world.user,
                json!({"id": "{id}", "userName": "taken"}),
            ),
            (
                "/Groups/{id}",
                &world.group,
                json!({"id": "{id}", "displayName": "Taken"}),
            ),
            ("/Groups/{id}", &world.user, json!({"displayName": "Taken"})),
            ("/Users/{id}", &world.group, json!({"userName": "taken"})),
        ] {
            for method in ["GET", "HEAD", "PUT", "DELETE", "POST"] {
                world.check(method, path, &body, id).await;
            }
            let name = if path.starts_with("/Users") {
                "userName"
            } else {
                "displayName"
            };
            world
                .check("PATCH", path, &patch(name, &json!("taken")), id)
                .await;
            assert_eq!(world.ask("GET", path, &json!(null), id).await.status, 404);
        }
        assert_eq!(world.foreign_state().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_foreign_id_in_a_body_is_as_good_as_missing() {
    on_both(async |server| {
        let world = World::new(server).await;
        let before = world.foreign_state().await;
        let group = world
            .server
            .create(&world.own, "/Groups", &json!({"displayName": "Own"}))
            .await;
        let group = format!("/Groups/{group}");
        let members = json!([{"value": "{id}"}]);
        for (method, path, body) in [
            (
                "POST",
                "/Groups",
                json!({"displayName": "New", "members": members}),
            ),
            (
                "PUT",
                &group,
                json!({"displayName": "Own", "members": members}),
            ),
            ("PATCH", &group, patch("members", &members)),
            ("POST", "/.search", json!({"filter": "id eq \"{id}\""})),
            (
                "POST",
                "/Users/.search",
                json!({"filter": "id eq \"{id}\""}),
            ),
            (
                "POST",
                "/Users/.search",
                json!({"filter": "groups.value eq \"{id}\""}),
            ),
            (
                "POST",
                "/Groups/.search",
                json!({"filter": "members.value eq \"{id}\""}),
            ),
            ("GET", "/Users?filter=id+eq+%22{id}%22", json!(null)),
        ] {
            world.check(method, path, &body, &world.user).await;
            world.check(method, path, &body, &world.group).await;
        }
        assert_eq!(world.foreign_state().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_manager_of_another_tenant_stays_an_unknown_one() {
    on_both(async |server| {
        let world = World::new(server).await;
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        for (name, manager) in [("one", world.user.as_str()), ("two", MISSING)] {
            let body = json!({"userName": name, urn: {"manager": {"value": manager}}});
            let made = world.server.post(&world.own, "/Users", &body).await;
            assert_eq!(made.status, 201);
            let expected = json!({"manager": {"value": manager}});
            assert_eq!(
                made.body[urn], expected,
                "nothing of the other tenant is shown"
            );
        }
        let contacts = directory::reports::contacts(&world.server.directory, "contoso", None, None);
        assert!(
            contacts
                .await
                .unwrap()
                .iter()
                .all(|contact| contact.manager_id.is_none())
        );
    })
    .await;
}

#[tokio::test]
async fn names_are_unique_in_a_tenant_and_not_beyond_it() {
    on_both(async |server| {
        let world = World::new(server).await;
        for (path, body) in [
            ("/Users", json!({"userName": "foreign", "externalId": "1"})),
            (
                "/Groups",
                json!({"displayName": "Foreign", "externalId": "1"}),
            ),
        ] {
            let made = world.server.post(&world.own, path, &body).await;
            assert_eq!(made.status, 201, "{made:?}");
            let listed = world.server.get(&world.own, path).await;
            assert_eq!(listed.body["totalResults"], 1);
        }
    })
    .await;
}
