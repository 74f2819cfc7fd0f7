//! Resources made from numbers, after the kinds of their attributes.

use scim::schema::{AttrRef, Attribute, Kind, Mutability, ResourceType};
use serde_json::{Map, Value, json};

/// Whether the resource made from a number has that value at a place.
pub(super) fn has(leaf: AttrRef<'_>, number: usize, wanted: &Value) -> bool {
    let whole = sample(leaf.attribute, number);
    let elements = match &whole {
        Value::Array(elements) => elements.as_slice(),
        one => std::slice::from_ref(one),
    };
    elements.iter().any(|element| match leaf.sub {
        Some(sub) => &element[&sub.name] == wanted,
        None => element == wanted,
    })
}

/// The attributes that a client may set, but for a group's members, which need ids.
pub(super) fn places(resource_type: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    let extensions = resource_type.extensions.iter().map(|it| &it.schema);
    std::iter::once((None, &resource_type.schema))
        .chain(extensions.map(|schema| (Some(schema), schema)))
        .flat_map(|(extension, schema)| {
            schema.attributes.iter().map(move |attribute| AttrRef {
                extension,
                attribute,
                sub: None,
            })
        })
        .filter(|place| place.attribute.name != "members" && is_writable(place.attribute))
}

/// The values that can be compared: the attribute itself or its parts.
pub(super) fn leaves(place: AttrRef<'_>) -> Vec<AttrRef<'_>> {
    match place.attribute.kind {
        Kind::Complex => parts(place.attribute)
            .map(|sub| place.with_sub(sub))
            .collect(),
        _ => vec![place],
    }
}

fn parts(attribute: &Attribute) -> impl Iterator<Item = &Attribute> {
    let parts = attribute.sub_attributes.iter();
    parts.filter(|sub| is_writable(sub) && sub.name != "primary")
}

fn is_writable(attribute: &Attribute) -> bool {
    attribute.mutability != Mutability::ReadOnly
}

pub(super) fn is_list(place: AttrRef<'_>) -> bool {
    place.attribute.multi_valued
}

/// A resource made from a number.
pub(super) fn body(resource_type: &ResourceType, number: usize) -> Value {
    let mut body = Map::new();
    for place in places(resource_type) {
        let value = sample(place.attribute, number);
        match place.extension {
            None => body.insert(place.attribute.name.clone(), value),
            Some(schema) => body
                .entry(schema.id.clone())
                .or_insert_with(|| json!({}))
                .as_object_mut()
                .unwrap()
                .insert(place.attribute.name.clone(), value),
        };
    }
    Value::Object(body)
}

pub(super) fn sample(attribute: &Attribute, number: usize) -> Value {
    if attribute.multi_valued {
        return json!([single(attribute, number), single(attribute, number + 1)]);
    }
    single(attribute, number)
}

pub(super) fn single(attribute: &Attribute, number: usize) -> Value {
    match attribute.kind {
        Kind::String => format!("Text {number:02}").into(),
        Kind::Boolean => number.is_multiple_of(2).into(),
        Kind::Integer => (i64::try_from(number).unwrap() * 100 - 250).into(),
        Kind::Decimal => json!([-2.5, -0.25, 10.75, 3.5][number % 4]),
        Kind::DateTime => format!("2026-01-{:02}T08:00:00Z", 20 - number).into(),
        Kind::Binary => format!("QU{}B", ["A", "x", "J", "5"][number % 4]).into(),
        Kind::Reference => format!("https://x.example/{number:02}").into(),
        Kind::Complex => parts(attribute)
            .map(|sub| (sub.name.clone(), single(sub, number)))
            .collect(),
    }
}

/// What a resource made from a number is sorted by, in an order that Rust knows.
pub(super) fn key(leaf: AttrRef<'_>, number: usize) -> (Rank, String) {
    match single(leaf.leaf(), number) {
        Value::Bool(flag) => (Rank(flag.into()), String::new()),
        Value::Number(number) => (Rank(number.as_f64().unwrap()), String::new()),
        // Bytes, or in lower case: the samples differ in nothing that case would hide.
        Value::String(text) => (Rank(0.0), text),
        other => panic!("{other} has no order"),
    }
}

/// A number among the samples, none of which is infinite or no number.
#[derive(PartialEq)]
pub(super) struct Rank(f64);

impl Eq for Rank {}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
