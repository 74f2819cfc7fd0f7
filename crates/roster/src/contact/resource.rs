//! A contact as the resource that filters look at: its fields and what others make true of it.

use std::sync::LazyLock;

use chrono::NaiveDate;
use scim::{Resource, ResourceType, comparable, instant};
use serde_json::{Map, Value, json};

use super::{ContactState, Field, resource_type};
use crate::word::words;

/// How somebody came to be in a group (RFC 7643 §4.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MembershipKind {
    /// As a member of the group itself.
    Direct,
    /// As a member of a group within it.
    Indirect,
}

words!(MembershipKind {
    Direct => "direct",
    Indirect => "indirect",
});

/// A training group that a contact is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactGroup {
    /// The training group's id.
    pub id: String,
    /// Its slug.
    pub slug: String,
    /// Its name as the directory has it.
    pub display_name: String,
    /// How the contact is in it.
    pub kind: MembershipKind,
}

/// A contact's manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    /// The manager's contact id.
    pub contact_id: String,
    /// E-mail address.
    pub email: Option<String>,
    /// The name to show.
    pub display_name: Option<String>,
}

/// What is true of a contact because of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// The manager, where that person is a contact too.
    pub manager: Option<Manager>,
    /// Whether some contact has this one as its manager.
    pub is_manager: bool,
    /// The groups it is in, groups around groups too.
    pub groups: Vec<ContactGroup>,
}

/// The resource of type [`super::resource_type`] that filters are evaluated on.
pub fn resource(contact: &ContactState, related: &Related) -> Resource {
    let mut attributes = own(contact);
    let mut put = |name: &str, value: Value| attributes.insert(name.to_owned(), value);
    put("isManager", related.is_manager.into());
    put("groups", list(&related.groups, group));
    put(
        "manager",
        related.manager.as_ref().map_or(Value::Null, manager),
    );
    attributes.retain(|_, value| !is_empty(value));
    Resource::from_canonical(attributes)
}

/// The comparable form ([`scim::comparable`]) of what a contact is by itself: the resource without
/// `manager`, `isManager` and `groups`, which others change.
pub fn comparable(contact: &ContactState) -> Map<String, Value> {
    let mut attributes = own(contact);
    attributes.retain(|_, value| !is_empty(value));
    let names = contact.fields.iter().filter_map(|(field, _)| match field {
        Field::Custom(name) => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<&str> = names.collect();
    let resource = Resource::from_canonical(attributes);
    if names.is_empty() {
        comparable::document(&resource, &STANDARD)
    } else {
        comparable::document(&resource, &resource_type(&names))
    }
}

/// The type of contacts without fields of the tenant's own.
static STANDARD: LazyLock<ResourceType> = LazyLock::new(|| resource_type::<&str>(&[]));

/// What a contact is by itself.
fn own(contact: &ContactState) -> Map<String, Value> {
    let mut attributes = fields(contact);
    let mut put = |name: &str, value: Value| attributes.insert(name.to_owned(), value);
    put("addresses", list(&contact.addresses, address));
    put("active", contact.is_active().into());
    put("source", contact.source.as_str().into());
    put("createdAt", instant::format(contact.created_at).into());
    attributes
}

fn fields(contact: &ContactState) -> Map<String, Value> {
    let mut attributes = Map::new();
    let mut custom = Map::new();
    for (field, value) in contact.fields.iter() {
        if let Field::Custom(name) = field {
            custom.insert(name.clone(), value.into());
        } else if let Some(name) = field.attribute() {
            attributes.insert(name.to_owned(), attribute(field, value));
        }
    }
    attributes.insert("custom".to_owned(), custom.into());
    attributes
}

fn attribute(field: &Field, value: &str) -> Value {
    match field {
        Field::HireDate | Field::LeaveDate => point_in_time(value).into(),
        _ => value.into(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        _ => false,
    }
}

/// A day without a time is its beginning in UTC. What is no date at all is no value, for no filter
/// could compare it.
fn point_in_time(date: &str) -> Option<String> {
    let point = if date.parse::<NaiveDate>().is_ok() {
        format!("{date}T00:00:00Z")
    } else {
        date.to_owned()
    };
    instant::parse(&point).map(|_| point)
}

fn list<T>(items: &[T], element: impl Fn(&T) -> Value) -> Value {
    items.iter().map(element).collect()
}

fn address(address: &String) -> Value {
    match address.rsplit_once('@') {
        Some((_, domain)) => json!({"value": address, "domain": domain}),
        None => json!({"value": address}),
    }
}

fn group(group: &ContactGroup) -> Value {
    json!({
        "value": group.id,
        "display": group.display_name,
        "slug": group.slug,
        "type": group.kind,
    })
}

fn manager(manager: &Manager) -> Value {
    let mut parts = Map::new();
    parts.insert("value".to_owned(), json!(manager.contact_id));
    parts.insert("email".to_owned(), json!(manager.email));
    parts.insert("displayName".to_owned(), json!(manager.display_name));
    parts.retain(|_, part| !part.is_null());
    parts.into()
}
