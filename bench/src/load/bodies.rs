//! The bodies that Entra's default mapping makes.

use bytes::Bytes;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A user of about 1 KB, the `number`th of its kind.
pub(crate) fn user(user_name: &str, number: usize) -> Bytes {
    let name = json!({
        "formatted": format!("Given{number} Family{number}"),
        "familyName": format!("Family{number}"),
        "givenName": format!("Given{number}"),
    });
    let address = json!({
        "type": "work", "formatted": "1 Main St", "streetAddress": "1 Main St",
        "locality": "Springfield", "region": "IL", "postalCode": "62701", "country": "US",
        "primary": true,
    });
    whole(&json!({
        "schemas": [USER, ENTERPRISE],
        "externalId": format!("{user_name}-ext"),
        "userName": user_name,
        "active": true,
        "displayName": format!("Perf User {number}"),
        "title": "Engineer",
        "preferredLanguage": "en-US",
        "name": name,
        "emails": [{"primary": true, "type": "work", "value": user_name}],
        "phoneNumbers": [
            {"type": "work", "value": "+1 555 0100"},
            {"type": "mobile", "value": "+1 555 0101"},
        ],
        "addresses": [address],
        ENTERPRISE: {
            "employeeNumber": number.to_string(),
            "department": format!("Dept {}", number % 50),
            "organization": "Org", "costCenter": "CC1", "division": "Div",
        },
    }))
}

/// A group without members.
pub(crate) fn group(display_name: &str) -> Bytes {
    whole(&json!({
        "schemas": [GROUP],
        "displayName": display_name,
        "externalId": format!("{display_name}-ext"),
    }))
}

/// A PATCH of a user: another department, and active or not.
pub(crate) fn enterprise_patch(number: usize) -> Bytes {
    patch(&json!([
        {"op": "Replace", "path": format!("{ENTERPRISE}:department"),
         "value": format!("Dept {number}")},
        {"op": "Replace", "path": "active", "value": number.is_multiple_of(2)},
    ]))
}

/// A PATCH of a group that adds members.
pub(crate) fn add_members(ids: &[String]) -> Bytes {
    let values: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
    patch(&json!([{"op": "Add", "path": "members", "value": values}]))
}

/// A PATCH of a group that removes members, one operation each.
pub(crate) fn remove_members(ids: &[String]) -> Bytes {
    let path = |id: &String| format!("members[value eq \"{id}\"]");
    let removals = ids
        .iter()
        .map(|id| json!({"op": "Remove", "path": path(id)}));
    patch(&removals.collect())
}

fn patch(operations: &Value) -> Bytes {
    whole(&json!({"schemas": [PATCH], "Operations": operations}))
}

fn whole(document: &Value) -> Bytes {
    document.to_string().into()
}
