//! Schemas and resource types of a tenant's own, over HTTP.

use directory::{reports, schemas};
use serde_json::{Value, json};
use storage::journal::JournalQuery;

use crate::support::{Tenant, TestServer, on_both};

pub(crate) const WARRANTY: &str = "urn:example:scim:schemas:extension:acme:2.0:Warranty";
pub(crate) const BADGE: &str = "urn:example:scim:schemas:extension:acme:2.0:Badge";
pub(crate) const DEVICE: &str = "urn:example:scim:schemas:acme:2.0:Device";

pub(crate) fn documents() -> Value {
    serde_json::from_str(include_str!("own_types.json")).unwrap()
}

pub(crate) async fn contoso(server: &TestServer) -> Tenant {
    let tenant = server.tenant("contoso").await;
    let added = schemas::add(&server.directory, "contoso", "acme.json", &documents()).await;
    assert_eq!(added.unwrap().len(), 5);
    tenant
}

async fn journal(server: &TestServer) -> Vec<Value> {
    let query = JournalQuery {
        limit: 100,
        status: None,
        since: None,
        until: None,
        target: None,
        action: None,
    };
    let entries = reports::journal(&server.directory, "contoso", &query).await;
    let entries = entries.unwrap();
    entries
        .iter()
        .map(|entry| serde_json::to_value(entry).unwrap())
        .collect()
}

fn device(serial: &str) -> Value {
    json!({"schemas": [DEVICE], "serial": serial, WARRANTY: {"until": "2027-01-01T00:00:00Z"}})
}

#[tokio::test]
async fn a_tenants_own_types_are_there_for_it_alone() {
    on_both(async |server| {
        let (contoso, other) = (contoso(&server).await, server.tenant("fabrikam").await);
        let id = server.create(&contoso, "/Devices", &device("a")).await;
        let one = format!("/Devices/{id}");
        let schema = format!("/Schemas/{DEVICE}");
        for (method, path, own, foreign) in [
            ("GET", "/Devices", 200, 404),
            ("POST", "/Devices/.search", 200, 404),
            ("GET", &one, 200, 404),
            ("DELETE", "/Devices", 405, 404),
            ("POST", &one, 405, 404),
            ("GET", "/Devices/.search", 405, 404),
            ("GET", "/ResourceTypes/Device", 200, 404),
            ("GET", &schema, 200, 404),
            ("GET", "/devices", 404, 404),
            ("POST", "/Nothing", 404, 404),
            ("GET", "/Users", 200, 200),
        ] {
            for (tenant, expected) in [(&contoso, own), (&other, foreign)] {
                let body = json!({"schemas": []});
                let answer = server
                    .request(tenant, method, path)
                    .json(&body)
                    .send()
                    .await;
                assert_eq!(answer.status, expected, "{method} {path}: {answer:?}");
            }
        }
        let found = server.post(&contoso, "/.search", &json!({})).await.body;
        assert_eq!(found["totalResults"], 1);
        let types = server.get(&other, "/ResourceTypes").await.body;
        assert_eq!(types["totalResults"], 2);
        let refused = server.request(&contoso, "DELETE", "/Devices").send().await;
        assert_eq!(refused.header("allow"), Some("GET, HEAD, POST"));
        let badged = json!({"userName": "ann", BADGE: {"number": 7}});
        let user = server.post(&other, "/Users", &badged).await;
        assert_eq!(user.body.get(BADGE), None);
    })
    .await;
}

#[tokio::test]
async fn a_required_extension_is_enforced_and_a_unique_value_kept_unique() {
    on_both(async |server| {
        let contoso = contoso(&server).await;
        let check = async |body: Value, status: u16, kind: &str, named: &str| {
            let answer = server.post(&contoso, "/Devices", &body).await;
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(answer.body["scimType"], kind);
            assert!(answer.detail().contains(named), "{answer:?}");
        };
        check(json!({"serial": "a"}), 400, "invalidValue", WARRANTY).await;
        let empty = json!({"serial": "a", WARRANTY: {"provider": "x"}});
        check(empty, 400, "invalidValue", &format!("{WARRANTY}:until")).await;
        let mistyped =
            json!({"serial": "a", "size": "big", WARRANTY: {"until": "2027-01-01T00:00:00Z"}});
        check(mistyped, 400, "invalidValue", "size").await;
        server.create(&contoso, "/Devices", &device("a")).await;
        check(device("a"), 409, "uniqueness", "serial").await;
        // It is caseExact.
        server.create(&contoso, "/Devices", &device("A")).await;
    })
    .await;
}

#[tokio::test]
async fn a_known_extension_is_stored_and_an_unknown_one_named_in_the_journal() {
    on_both(async |server| {
        let contoso = contoso(&server).await;
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ann",
            BADGE: {"number": 7}, "urn:example:unknown:2.0:User": {"x": 1},
        });
        let answer = server.post(&contoso, "/Users", &body).await;
        assert_eq!(answer.body[BADGE], json!({"number": 7}));
        let listed = answer.body["schemas"].as_array().unwrap();
        assert!(listed.contains(&json!(BADGE)), "{listed:?}");
        let entry = journal(&server).await.remove(0);
        assert_eq!(entry["ignored"], json!(["urn:example:unknown:2.0:User"]));
        assert_eq!(entry.get("resource_type"), None);
    })
    .await;
}

#[tokio::test]
async fn writes_are_journaled_as_of_a_resource_and_make_nobody_a_contact() {
    on_both(async |server| {
        let contoso = contoso(&server).await;
        let mut body = device("a");
        body["pin"] = json!("1234");
        let id = server.create(&contoso, "/Devices", &body).await;
        let entry = journal(&server).await.remove(0);
        assert_eq!(entry["target"], "resource");
        assert_eq!(entry["resource_type"], "Device");
        assert_eq!(entry["target_id"], json!(id));
        assert_eq!(entry["target_name"], "a");
        assert!(!entry.to_string().contains("1234"), "{entry}");
        let group = json!({"displayName": "g", "members": [{"value": id}]});
        assert_eq!(server.post(&contoso, "/Groups", &group).await.status, 400);
        let contacts = reports::contacts(&server.directory, "contoso", None, None).await;
        assert!(contacts.unwrap().is_empty());
        let groups = reports::groups(&server.directory, "contoso").await;
        assert!(groups.unwrap().is_empty());
    })
    .await;
}
