//! Replacing a resource (RFC 7644 §3.5.1), whatever its type.

use serde_json::{Value, json};

use crate::own_types::{self, BADGE, DEVICE, WARRANTY};
use crate::support::{Answer, Tenant, TestServer, on_both};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// A resource that is replaced.
struct One<'s> {
    server: &'s TestServer,
    tenant: &'s Tenant,
    path: String,
}

impl<'s> One<'s> {
    async fn new(server: &'s TestServer, tenant: &'s Tenant, endpoint: &str, body: &Value) -> Self {
        let id = server.create(tenant, endpoint, body).await;
        Self {
            server,
            tenant,
            path: format!("{endpoint}/{id}"),
        }
    }

    async fn put(&self, body: &Value) -> Answer {
        let request = self.server.request(self.tenant, "PUT", &self.path);
        request.json(body).send().await
    }

    async fn read(&self) -> Value {
        self.server.get(self.tenant, &self.path).await.body
    }

    /// What is answered is what is there afterwards.
    async fn replaced(&self, body: &Value) -> Value {
        let answer = self.put(body).await;
        assert_eq!(answer.status, 200, "{body}: {answer:?}");
        assert_eq!(self.read().await, answer.body, "{body}");
        answer.body
    }

    /// Nothing of what is refused is there afterwards.
    async fn refused(&self, body: &Value, kind: &str, named: &str) {
        let before = self.read().await;
        let answer = self.put(body).await;
        assert_eq!(answer.status, 400, "{body}: {answer:?}");
        assert_eq!(answer.body["scimType"], kind, "{answer:?}");
        assert!(answer.detail().contains(named), "{answer:?}");
        assert_eq!(self.read().await, before, "{body}");
    }
}

fn device(model: &str) -> Value {
    json!({"serial": "a", "model": model, WARRANTY: {"until": "2027-01-01T00:00:00Z"}})
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

#[tokio::test]
async fn what_is_left_out_is_cleared() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let bob = json!({"userName": "bob"});
        let member = server.create(&tenant, "/Users", &bob).await;
        for (endpoint, whole, rest, schemas) in [
            (
                "/Users",
                json!({"userName": "ann", "externalId": "a1", "name": {"givenName": "Ann"},
                    "active": false, "emails": [{"value": "ann@x.example", "type": "work"}],
                    ENTERPRISE: {"department": "Risk"}, BADGE: {"number": 7}}),
                json!({"userName": "ann"}),
                json!([USER]),
            ),
            (
                "/Groups",
                json!({"displayName": "Risk", "externalId": "g1", "members": [{"value": member}]}),
                json!({"displayName": "Risk"}),
                json!([GROUP]),
            ),
            (
                "/Devices",
                json!({"serial": "a", "label": "A", "size": 3, "lent": true, "tags": ["red"],
                    "bought": "2026-01-01T00:00:00Z", "box": {"height": 1.5, "colour": "red"},
                    "ports": [{"value": "p", "type": "in"}],
                    WARRANTY: {"until": "2027-01-01T00:00:00Z", "provider": "x", "claims": [1]}}),
                json!({"serial": "a", WARRANTY: {"until": "2027-01-01T00:00:00.000Z"}}),
                json!([DEVICE, WARRANTY]),
            ),
        ] {
            let one = One::new(&server, &tenant, endpoint, &whole).await;
            let mut replaced = one.replaced(&rest).await;
            assert_eq!(replaced["schemas"], schemas);
            let fields = replaced.as_object_mut().unwrap();
            fields.retain(|name, _| !["schemas", "id", "meta"].contains(&name.as_str()));
            // A group says that it has nobody.
            fields.retain(|name, value| name != "members" || value != &json!([]));
            assert_eq!(replaced, rest);
        }
    })
    .await;
}

#[tokio::test]
async fn an_extension_keeps_what_is_named_of_it_and_loses_the_rest() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let whole = json!({"userName": "ann", BADGE: {"number": 7, "colour": "red"},
            ENTERPRISE: {"department": "Risk", "costCenter": "1"}});
        let one = One::new(&server, &tenant, "/Users", &whole).await;
        let part = json!({"userName": "ann", ENTERPRISE: {"costCenter": "1"}});
        let replaced = one.replaced(&part).await;
        assert_eq!(replaced[ENTERPRISE], json!({"costCenter": "1"}));
        assert_eq!(replaced.get(BADGE), None);
        assert_eq!(replaced["schemas"], json!([USER, ENTERPRISE]));
    })
    .await;
}

#[tokio::test]
async fn what_only_the_server_sets_is_ignored() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let foreign = json!({"resourceType": "Nothing", "created": "1999-01-01T00:00:00Z",
            "lastModified": "1999-01-01T00:00:00Z", "version": "W/\"999\"", "location": "/x"});
        for (endpoint, body, name) in [
            ("/Users", json!({"userName": "ann"}), "groups"),
            ("/Groups", json!({"displayName": "Risk"}), "id"),
            ("/Devices", device("m"), "state"),
        ] {
            let one = One::new(&server, &tenant, endpoint, &body).await;
            let before = one.read().await;
            let sent = with(body, "meta", foreign.clone());
            let sent = with(with(sent, "id", json!("other")), name, json!("other"));
            // Nothing that counts was sent, so there is no new version either.
            assert_eq!(one.replaced(&sent).await, before, "{sent}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_immutable_has_to_match() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let mut bare = device("");
        let one = One::new(&server, &tenant, "/Devices", &bare).await;
        assert_eq!(one.read().await.get("model"), None);
        let relabelled = with(device("m"), "label", json!("A"));
        for body in [device("m"), relabelled] {
            let replaced = one.replaced(&body).await;
            assert_eq!(replaced["model"], "m");
            assert_eq!(replaced.get("label"), body.get("label"));
        }
        bare["label"] = json!("B");
        let other = with(device("n"), "label", json!("B"));
        for body in [other, bare] {
            one.refused(&body, "mutability", "model").await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_required_has_to_be_there() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let user = json!({"userName": "ann", "title": "Analyst"});
        let group = json!({"displayName": "Risk"});
        let until = format!("{WARRANTY}:until");
        for (endpoint, body, incomplete, named) in [
            ("/Users", &user, json!({"title": "Manager"}), "userName"),
            ("/Users", &user, json!({"userName": " "}), "userName"),
            ("/Groups", &group, json!({"externalId": "g"}), "displayName"),
            ("/Devices", &device("m"), json!({"serial": "b"}), WARRANTY),
            (
                "/Devices",
                &device("m"),
                json!({"serial": "b", WARRANTY: {"provider": "x"}}),
                until.as_str(),
            ),
        ] {
            let one = One::new(&server, &tenant, endpoint, body).await;
            one.refused(&incomplete, "invalidValue", named).await;
            let request = server.request(&tenant, "DELETE", &one.path);
            assert_eq!(request.send().await.status, 204);
        }
    })
    .await;
}

#[tokio::test]
async fn what_nobody_can_read_stays_unless_it_is_sent_anew() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let whole = with(device("m"), "pin", json!("1234"));
        let one = One::new(&server, &tenant, "/Devices", &whole).await;
        let before = one.read().await;
        assert_eq!(before.get("pin"), None);
        // The version shows whether something was changed.
        for body in [device("m"), whole.clone(), before.clone()] {
            assert_eq!(one.replaced(&body).await, before, "{body}");
        }
        let changed = one.replaced(&with(device("m"), "pin", json!("9"))).await;
        assert_ne!(changed["meta"]["version"], before["meta"]["version"]);
        assert_eq!(changed.get("pin"), None);
    })
    .await;
}

#[tokio::test]
async fn a_password_is_taken_and_dropped() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let user = json!({"userName": "ann", "password": "t1meMa$heen"});
        let one = One::new(&server, &tenant, "/Users", &user).await;
        let before = one.read().await;
        assert_eq!(before.get("password"), None);
        for body in [user.clone(), with(user, "password", json!("other"))] {
            assert_eq!(one.replaced(&body).await, before, "{body}");
        }
    })
    .await;
}
