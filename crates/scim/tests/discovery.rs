//! What the service provider says about itself, as Microsoft Entra reads it.

#![cfg(test)]

use rollcall_scim::Registry;
use rollcall_scim::discovery::{Features, resource_types, schemas, service_provider_config};
use serde_json::{Value, json};

const BASE: &str = "https://roll.example/scim/v2";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[test]
fn the_service_provider_says_what_it_can_do() {
    let features = Features {
        max_results: 500,
        default_results: 50,
        cursor_timeout: 600,
        max_bulk_operations: 250,
        max_bulk_bytes: 65_536,
    };
    assert_eq!(
        service_provider_config(&features, BASE),
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": { "supported": true },
            "bulk": { "supported": true, "maxOperations": 250, "maxPayloadSize": 65_536 },
            "filter": { "supported": true, "maxResults": 500 },
            "changePassword": { "supported": false },
            "sort": { "supported": true },
            "etag": { "supported": true },
            "pagination": {
                "cursor": true,
                "index": true,
                "defaultPaginationMethod": "index",
                "defaultPageSize": 50,
                "maxPageSize": 500,
                "cursorTimeout": 600,
            },
            "authenticationSchemes": [{
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A token of the tenant, sent in the Authorization header.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": true,
            }],
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": "https://roll.example/scim/v2/ServiceProviderConfig",
            },
        })
    );
}

#[test]
fn the_resource_types_are_users_then_groups() {
    assert_eq!(
        Value::Array(resource_types(&Registry::standard(), BASE)),
        json!([
            {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
                "id": "User",
                "name": "User",
                "description": "User Account",
                "endpoint": "/Users",
                "schema": USER,
                "schemaExtensions": [{ "schema": ENTERPRISE, "required": false }],
                "meta": {
                    "resourceType": "ResourceType",
                    "location": "https://roll.example/scim/v2/ResourceTypes/User",
                },
            },
            {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
                "id": "Group",
                "name": "Group",
                "description": "Group",
                "endpoint": "/Groups",
                "schema": GROUP,
                "meta": {
                    "resourceType": "ResourceType",
                    "location": "https://roll.example/scim/v2/ResourceTypes/Group",
                },
            },
        ])
    );
}

#[test]
fn each_schema_has_its_envelope() {
    let envelopes: Vec<Value> = schemas(&Registry::standard(), BASE)
        .into_iter()
        .map(|mut schema| {
            schema["attributes"] = json!([]);
            schema
        })
        .collect();
    let envelope = |id: &str, name: &str, description: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": id,
            "name": name,
            "description": description,
            "attributes": [],
            "meta": {
                "resourceType": "Schema",
                "location": format!("https://roll.example/scim/v2/Schemas/{id}"),
            },
        })
    };
    assert_eq!(
        envelopes,
        [
            envelope(USER, "User", "User Account"),
            envelope(ENTERPRISE, "EnterpriseUser", "Enterprise User"),
            envelope(GROUP, "Group", "Group"),
        ]
    );
}

/// All attributes and sub-attributes of a schema with their paths.
fn attributes_of(urn: &str) -> Vec<(String, Value)> {
    let schemas = schemas(&Registry::standard(), BASE);
    let schema = schemas.iter().find(|schema| schema["id"] == urn);
    let mut found = Vec::new();
    for attribute in list(&schema.expect("it is served")["attributes"]) {
        let name = attribute["name"].as_str().unwrap_or_default().to_owned();
        for part in list(&attribute["subAttributes"]) {
            let sub = part["name"].as_str().unwrap_or_default();
            found.push((format!("{name}.{sub}"), part.clone()));
        }
        found.push((name, attribute.clone()));
    }
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[track_caller]
fn check_attribute(urn: &str, path: &str, expected: &Value) {
    let attributes = attributes_of(urn);
    let found = attributes.into_iter().find(|(name, _)| name == path);
    let mut found = found.expect("it is announced").1;
    assert!(
        found["description"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    );
    found
        .as_object_mut()
        .map(|fields| fields.shift_remove("description"));
    assert_eq!(&found, expected, "{path}");
}

#[test]
fn attributes_have_the_characteristics_of_rfc_7643() {
    let text = |name: &str| {
        json!({
            "name": name, "type": "string", "multiValued": false, "required": false,
            "caseExact": false, "mutability": "readWrite", "returned": "default",
            "uniqueness": "none",
        })
    };
    let with = |name: &str, differing: Value| {
        let mut attribute = text(name);
        for (field, value) in differing.as_object().into_iter().flatten() {
            attribute[field] = value.clone();
        }
        attribute
    };
    let unique = json!({ "required": true, "uniqueness": "server" });
    check_attribute(USER, "userName", &with("userName", unique.clone()));
    check_attribute(GROUP, "displayName", &with("displayName", unique));
    for urn in [USER, GROUP] {
        let exact = with("externalId", json!({ "caseExact": true }));
        check_attribute(urn, "externalId", &exact);
    }
    check_attribute(USER, "displayName", &text("displayName"));
    check_attribute(USER, "emails.value", &text("value"));
    check_attribute(ENTERPRISE, "department", &text("department"));
    check_attribute(
        USER,
        "active",
        &with("active", json!({ "type": "boolean" })),
    );
    check_attribute(
        USER,
        "profileUrl",
        &with(
            "profileUrl",
            json!({ "type": "reference", "caseExact": true, "referenceTypes": ["external"] }),
        ),
    );
    check_attribute(
        USER,
        "groups.$ref",
        &with(
            "$ref",
            json!({
                "type": "reference", "caseExact": true, "mutability": "readOnly",
                "referenceTypes": ["Group"],
            }),
        ),
    );
    check_attribute(
        GROUP,
        "members.value",
        &with(
            "value",
            json!({ "caseExact": true, "mutability": "immutable" }),
        ),
    );
    check_attribute(
        USER,
        "emails.type",
        &with(
            "type",
            json!({ "canonicalValues": ["work", "home", "other"] }),
        ),
    );
}

#[test]
fn what_trips_microsofts_validator_is_not_announced() {
    let all: Vec<(String, Value)> = [USER, ENTERPRISE, GROUP]
        .into_iter()
        .flat_map(attributes_of)
        .collect();
    for (path, attribute) in &all {
        let fields = attribute.as_object().expect("it is an object");
        assert!(
            fields.values().all(|value| !value.is_null()),
            "{path} has no nulls"
        );
        assert_eq!(
            fields.contains_key("subAttributes"),
            attribute["type"] == "complex",
            "{path}"
        );
        assert_eq!(
            fields.contains_key("referenceTypes"),
            attribute["type"] == "reference",
            "{path}"
        );
        let is_type = attribute["name"] == "type";
        assert!(
            !is_type || fields.contains_key("canonicalValues"),
            "{path} has suggestions"
        );
    }
    let paths: Vec<&str> = all.iter().map(|(path, _)| path.as_str()).collect();
    for unwanted in ["password", "emails.display", "id", "meta", "schemas"] {
        assert!(!paths.contains(&unwanted), "{unwanted}");
    }
    assert!(paths.contains(&"roles.display"));
    // Every member has one, and clients that trust the schemas refuse what these do not name.
    assert!(paths.contains(&"members.display"));
}

/// The attribute names Microsoft Entra makes of a schema, in lower case.
fn discovered(urn: &str) -> Vec<String> {
    let schemas = schemas(&Registry::standard(), BASE);
    let schema = schemas
        .iter()
        .find(|schema| schema["id"] == urn)
        .expect("it is served");
    let prefix = if urn.contains("extension") {
        format!("{urn}:")
    } else {
        String::new()
    };
    list(&schema["attributes"])
        .iter()
        .flat_map(discovered_names)
        .map(|name| format!("{prefix}{name}").to_lowercase())
        .collect()
}

fn discovered_names(attribute: &Value) -> Vec<String> {
    let name = attribute["name"].as_str().unwrap_or_default();
    let parts = list(&attribute["subAttributes"]);
    match attribute["type"].as_str() {
        Some("reference") => Vec::new(),
        Some("complex") if ["manager", "members"].contains(&name) => vec![name.to_owned()],
        Some("complex") if attribute["multiValued"] == true => selections(parts)
            .iter()
            .flat_map(|selection| named_parts(&format!("{name}[{selection}]"), parts))
            .collect(),
        Some("complex") => named_parts(name, parts),
        _ => vec![name.to_owned()],
    }
}

fn selections(parts: &[Value]) -> Vec<String> {
    let kind = parts.iter().find(|part| part["name"] == "type");
    let types = kind.map_or(&[][..], |kind| list(&kind["canonicalValues"]));
    if types.is_empty() {
        return vec!["primary eq \"True\"".to_owned()];
    }
    types
        .iter()
        .map(|value| format!("type eq {value}"))
        .collect()
}

fn named_parts(owner: &str, parts: &[Value]) -> Vec<String> {
    parts
        .iter()
        .filter(|part| part["type"] != "complex" && part["type"] != "reference")
        .filter_map(|part| part["name"].as_str())
        .filter(|name| !["type", "primary"].contains(name))
        .map(|name| format!("{owner}.{name}"))
        .collect()
}

#[test]
fn every_default_mapping_of_entra_is_discoverable() {
    let mut users = discovered(USER);
    users.extend(discovered(ENTERPRISE));
    for path in [
        "userName",
        "active",
        "displayName",
        "title",
        "emails[type eq \"work\"].value",
        "emails[type eq \"other\"].value",
        "preferredLanguage",
        "name.givenName",
        "name.familyName",
        "name.formatted",
        "addresses[type eq \"work\"].formatted",
        "addresses[type eq \"other\"].formatted",
        "addresses[type eq \"work\"].streetAddress",
        "addresses[type eq \"work\"].locality",
        "addresses[type eq \"work\"].region",
        "addresses[type eq \"work\"].postalCode",
        "addresses[type eq \"work\"].country",
        "phoneNumbers[type eq \"work\"].value",
        "phoneNumbers[type eq \"mobile\"].value",
        "phoneNumbers[type eq \"fax\"].value",
        "externalId",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
        "roles[primary eq \"True\"].value",
        "roles[primary eq \"True\"].display",
    ] {
        assert!(users.contains(&path.to_lowercase()), "{path}");
    }
    let groups = discovered(GROUP);
    for path in ["displayName", "externalId", "members"] {
        assert!(groups.contains(&path.to_lowercase()), "{path}");
    }
}
