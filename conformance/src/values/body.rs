//! Whole resources.

use scim::schema::{AttrRef, Kind, Mutability, Returned};
use scim::{Attribute, ResourceType};
use serde_json::{Map, Value, json};

use super::simple::simple;
use crate::check::Session;

/// The smallest resource of the type: `schemas`, what is required, and the name it goes by.
pub fn minimal(session: &Session, kind: &ResourceType) -> Value {
    let wanted = |place: &AttrRef<'_>| place.attribute.required || names(kind, place);
    resource(session, kind, &wanted, 0)
}

/// A resource with a value for everything that a client may write and that refers to no other
/// resource.
pub fn full(session: &Session, kind: &ResourceType) -> Value {
    numbered(session, kind, 0)
}

/// As [`full`], with the `nth` value of each attribute: see [`value`].
pub fn numbered(session: &Session, kind: &ResourceType, nth: usize) -> Value {
    resource(session, kind, &|_| true, nth)
}

/// Every attribute of the type that a client may write and that refers to no other resource; not
/// their parts.
pub fn writable<'k>(session: &Session, kind: &'k ResourceType) -> Vec<AttrRef<'k>> {
    let plain = |place: &AttrRef<'_>| !refers(place.attribute);
    allowed(session, kind).filter(plain).collect()
}

/// Every attribute of the type that a client may write and that refers to other resources.
/// [`Session::given_value`] makes values for them.
pub fn referring<'k>(session: &Session, kind: &'k ResourceType) -> Vec<AttrRef<'k>> {
    let refers = |place: &AttrRef<'_>| refers(place.attribute);
    allowed(session, kind).filter(refers).collect()
}

/// The `nth` value for a place of a resource: an attribute, or a part of one. The same `nth` may
/// give another value each time where values are unique; another `nth` gives another one wherever
/// the schema leaves a choice. Nothing for what a client may not write or what refers to another
/// resource.
pub fn value(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
    nth: usize,
) -> Option<Value> {
    if !may_write(place.attribute) || session.profile().leave_out.contains(&key(kind, place)) {
        return None;
    }
    if let Some(value) = session.profile().values.get(&key(kind, place)) {
        return Some(filled(session, value));
    }
    if refers(place.attribute) {
        return None;
    }
    let unique = |stem: &str| session.unique(stem);
    match place.sub {
        Some(sub) => (may_write(sub) && sub.name != "$ref" && !unlabelled(place.attribute, sub))
            .then(|| simple(sub, Some(&place.attribute.name), nth, &unique)),
        None => whole(session, kind, place, nth),
    }
}

/// Whether the attribute refers to other resources, so that a value must be one's id.
pub fn refers(attribute: &Attribute) -> bool {
    let to_resource = |attribute: &Attribute| {
        let elsewhere = |kind: &String| kind == "external" || kind == "uri";
        attribute.kind == Kind::Reference
            && !attribute.reference_types.is_empty()
            && !attribute.reference_types.iter().all(elsewhere)
    };
    to_resource(attribute)
        || matches!(attribute.name.as_str(), "manager" | "members")
        || attribute.sub_attributes.iter().any(to_resource)
}

/// Whether a value of the attribute is in every representation that nobody asked to be otherwise.
pub fn shown(attribute: &Attribute) -> bool {
    matches!(attribute.returned, Returned::Always | Returned::Default)
        && attribute.mutability != Mutability::WriteOnly
}

/// Where a place stands in a resource, as a JSON pointer.
pub fn pointer(place: &AttrRef<'_>) -> String {
    let names = [
        place.extension.map(|schema| schema.id.as_str()),
        Some(place.attribute.name.as_str()),
        place.sub.map(|sub| sub.name.as_str()),
    ];
    let escaped = |name: &str| format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    names.into_iter().flatten().map(escaped).collect()
}

/// Puts a value at a place of a resource, and the extension's URN into its `schemas`.
pub fn put(resource: &mut Value, place: &AttrRef<'_>, value: Value) {
    let Some(body) = resource.as_object_mut() else {
        return;
    };
    let name = place.attribute.name.clone();
    let Some(schema) = place.extension else {
        body.insert(name, value);
        return;
    };
    let urn = json!(schema.id);
    if let Some(Value::Array(urns)) = body.get_mut("schemas")
        && !urns.contains(&urn)
    {
        urns.push(urn);
    }
    let inner = body.entry(schema.id.clone()).or_insert_with(|| json!({}));
    if let Some(inner) = inner.as_object_mut() {
        inner.insert(name, value);
    }
}

fn resource(
    session: &Session,
    kind: &ResourceType,
    wanted: &dyn Fn(&AttrRef<'_>) -> bool,
    nth: usize,
) -> Value {
    let mut body = json!({"schemas": [kind.schema.id]});
    for place in writable(session, kind).iter().filter(|place| wanted(place)) {
        if let Some(value) = value(session, kind, place, nth) {
            put(&mut body, place, value);
        }
    }
    body
}

fn whole(session: &Session, kind: &ResourceType, place: &AttrRef<'_>, nth: usize) -> Option<Value> {
    let attribute = place.attribute;
    let one = |nth: usize| match attribute.kind {
        Kind::Complex => object(session, kind, place, nth),
        _ if names(kind, place) && attribute.name == "displayName" => {
            Some(json!(session.unique("name")))
        }
        _ => {
            let unique = |stem: &str| session.unique(stem);
            Some(simple(attribute, None, nth, &unique))
        }
    };
    if attribute.multi_valued {
        return Some(Value::Array(one(nth).into_iter().collect()));
    }
    one(nth)
}

fn object(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
    nth: usize,
) -> Option<Value> {
    let mut parts = Map::new();
    for sub in &place.attribute.sub_attributes {
        if let Some(value) = value(session, kind, &place.with_sub(sub), nth) {
            parts.insert(sub.name.clone(), value);
        }
    }
    (!parts.is_empty()).then_some(Value::Object(parts))
}

fn allowed<'k>(session: &Session, kind: &'k ResourceType) -> impl Iterator<Item = AttrRef<'k>> {
    let left_out = &session.profile().leave_out;
    places(kind)
        .filter(move |place| may_write(place.attribute) && !left_out.contains(&key(kind, place)))
}

/// How a profile names a place: the resource type, a dot and the path.
pub fn key(kind: &ResourceType, place: &AttrRef<'_>) -> String {
    format!("{}.{}", kind.name, place.path())
}

/// All attributes of the type, not their parts. A schema may announce common ones as well; the RFC's own characteristics count.
pub fn places(kind: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    let first = |attribute: &&Attribute| kind.core_attribute(&attribute.name) == Some(attribute);
    let core = kind.core_attributes().filter(first);
    let core = core.map(|attribute| (None, attribute));
    let extended = kind.extensions.iter().flat_map(|extension| {
        let attributes = extension.schema.attributes.iter();
        attributes.map(move |attribute| (Some(&extension.schema), attribute))
    });
    core.chain(extended).map(|(extension, attribute)| AttrRef {
        extension,
        attribute,
        sub: None,
    })
}

/// Whether resources of the type go by this attribute, so that servers want it whatever their
/// schemas say.
fn names(kind: &ResourceType, place: &AttrRef<'_>) -> bool {
    place.extension.is_none()
        && match kind.name.as_str() {
            "User" => place.attribute.name == "userName",
            "Group" => place.attribute.name == "displayName",
            _ => kind.unique_attribute() == Some(place.attribute),
        }
}

/// Whether the part is the `type` of an attribute for which RFC 7643 §8.7.1 suggests none, by an
/// empty list, which some servers take for a list of all that is allowed.
fn unlabelled(attribute: &Attribute, sub: &Attribute) -> bool {
    sub.name == "type"
        && sub.canonical_values.is_empty()
        && matches!(
            attribute.name.as_str(),
            "entitlements" | "roles" | "x509Certificates"
        )
}

/// Whether a client may give the attribute a value.
pub fn may_write(attribute: &Attribute) -> bool {
    attribute.mutability != Mutability::ReadOnly && attribute.name != "schemas"
}

/// The value with `{unique}` replaced in all its texts.
fn filled(session: &Session, value: &Value) -> Value {
    match value {
        Value::String(text) if text.contains("{unique}") => {
            json!(text.replace("{unique}", &session.unique("v")))
        }
        Value::Array(list) => list.iter().map(|value| filled(session, value)).collect(),
        Value::Object(object) => {
            let filled = |(name, value): (&String, &Value)| (name.clone(), filled(session, value));
            Value::Object(object.iter().map(filled).collect())
        }
        other => other.clone(),
    }
}
