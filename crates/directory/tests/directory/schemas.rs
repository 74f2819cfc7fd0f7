//! Schemas and resource types of a tenant's own: when they take hold, change and go.

use rollcall_directory::{AdminError, DocumentRefusal, Refusal, schemas};
use serde_json::{Value, json};

use crate::world::World;

const DEVICE: &str = "urn:example:scim:schemas:acme:2.0:Device";
const BADGE: &str = "urn:example:scim:schemas:extension:acme:2.0:Badge";

fn device_schema() -> Value {
    json!({"id": DEVICE, "attributes": [{"name": "serial"}, {"name": "size", "type": "integer"}]})
}

fn badge_schema() -> Value {
    json!({"id": BADGE, "attributes": [{"name": "number", "type": "integer"}]})
}

fn documents() -> Value {
    json!([
        device_schema(),
        badge_schema(),
        {"name": "Device", "endpoint": "/Devices", "schema": DEVICE,
            "schemaExtensions": [{"schema": BADGE}]},
        {"name": "User", "schemaExtensions": [{"schema": BADGE}]},
    ])
}

async fn add(world: &World, file: Value) -> Result<usize, AdminError> {
    let added = schemas::add(&world.directory, "contoso", "acme.json", &file).await?;
    Ok(added.len())
}

/// What kept a use-case from being carried out.
fn refusal<T: std::fmt::Debug>(outcome: Result<T, AdminError>) -> DocumentRefusal {
    match outcome {
        Err(AdminError::Refused(Refusal::Documents(refusal))) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn remove(world: &World, id: &str) -> Result<(), AdminError> {
    schemas::remove(&world.directory, "contoso", id).await
}

/// The ids of what was added, in order.
async fn listed(world: &World) -> Vec<String> {
    let documents = schemas::list(&world.directory, "contoso").await.unwrap();
    documents.into_iter().map(|it| it.id).collect()
}

#[tokio::test]
async fn what_is_added_is_there_at_once_and_elsewhere_after_two_seconds() {
    for world in World::both().await {
        let replica = world.replica().await;
        let device = || json!({"serial": "a"});
        assert_eq!(
            replica
                .create("Device", device())
                .await
                .unwrap_err()
                .status(),
            404
        );
        add(&world, documents()).await.unwrap();
        world.create("Device", device()).await.unwrap();
        assert_eq!(
            replica
                .create("Device", device())
                .await
                .unwrap_err()
                .status(),
            404
        );
        world.pass(2);
        replica.create("Device", device()).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_written_by_a_schema_that_was_removed_elsewhere() {
    for world in World::both().await {
        add(&world, documents()).await.unwrap();
        let replica = world.replica().await;
        assert_eq!(replica.list("Device", &[]).await["totalResults"], 0);
        remove(&world, "Device").await.unwrap();
        // The replica does not know it yet, but its write finds out.
        let refusal = replica
            .create("Device", json!({"serial": "a"}))
            .await
            .unwrap_err();
        assert_eq!(refusal.status(), 404, "{refusal}");
    }
}

#[tokio::test]
async fn what_is_in_use_is_not_removed() {
    for world in World::both().await {
        add(&world, documents()).await.unwrap();
        let body = json!({"serial": "a", BADGE: {"number": 1}});
        let device = world.create("Device", body).await.unwrap().id;
        let user = world
            .create("User", json!({"userName": "ann", BADGE: {"number": 1}}))
            .await;
        let user = user.unwrap().id;
        for (named, used, users) in [
            ("Device", "Device", "Device"),
            ("User", BADGE, "User"),
            (DEVICE, DEVICE, "Device"),
            (BADGE, BADGE, "User"),
        ] {
            let expected = DocumentRefusal::Used {
                id: used.to_owned(),
                resource_type: users.to_owned(),
                count: 1,
            };
            assert_eq!(refusal(remove(&world, named).await), expected);
        }
        world.delete("Device", &device).await.unwrap();
        let operations = json!([{"op": "remove", "path": BADGE}]);
        world.patch("User", &user, operations).await.unwrap();
        let core = refusal(remove(&world, DEVICE).await);
        let expected = DocumentRefusal::SchemaOfType {
            id: DEVICE.to_owned(),
            resource_type: "Device".to_owned(),
        };
        assert_eq!(core, expected);
        remove(&world, BADGE).await.unwrap();
        assert_eq!(listed(&world).await, ["Device", DEVICE]);
        remove(&world, "device").await.unwrap();
        remove(&world, DEVICE).await.unwrap();
        assert_eq!(listed(&world).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn adding_again_changes_what_fits_and_refuses_what_does_not() {
    for world in World::both().await {
        add(&world, documents()).await.unwrap();
        assert_eq!(add(&world, documents()).await.unwrap(), 4);
        let device = world
            .create("Device", json!({"serial": "a", "size": 1}))
            .await
            .unwrap()
            .id;
        let mut wider = device_schema();
        wider["attributes"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "colour"}));
        add(&world, wider).await.unwrap();
        world
            .replace("Device", &device, json!({"serial": "a", "colour": "red"}))
            .await
            .unwrap();
        let mut other = device_schema();
        other["attributes"][1]["type"] = json!("string");
        let narrowed = refusal(add(&world, json!([badge_schema(), other])).await);
        let expected = DocumentRefusal::AttributeUsed {
            id: DEVICE.to_owned(),
            attribute: "size".to_owned(),
            resource_type: "Device".to_owned(),
            count: 1,
        };
        assert_eq!(narrowed, expected);
        let moved = json!({"name": "Device", "endpoint": "/Gadgets", "schema": DEVICE});
        assert!(add(&world, moved).await.is_err());
        let half = json!([{"id": "urn:example:new:1.0", "attributes": [{"name": "a"}]},
            {"name": "Site", "endpoint": "/Users", "schema": "urn:example:new:1.0"}]);
        let half = refusal(add(&world, half).await);
        assert!(
            matches!(&half, DocumentRefusal::Unfit { flaw }
                if flaw.starts_with("acme.json: at /1/endpoint: ")),
            "{half:?}"
        );
        assert_eq!(listed(&world).await.len(), 4);
    }
}

#[tokio::test]
async fn an_erased_tenant_takes_its_schemas_with_it() {
    for world in World::both().await {
        add(&world, documents()).await.unwrap();
        rollcall_directory::tenants::delete(&world.directory, "contoso")
            .await
            .unwrap();
        rollcall_directory::tenants::create(&world.directory, "contoso", None)
            .await
            .unwrap();
        assert_eq!(listed(&world).await, Vec::<String>::new());
    }
}
