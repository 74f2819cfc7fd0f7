//! Random filters on whatever a resource type has.

use proptest::prelude::*;
use scim::ResourceType;
use scim::schema::{AttrRef, Attribute, Kind};
use serde_json::Value;

use super::values::simple;
use crate::agreement::combined;

/// Every attribute of a type's schemas.
pub(super) fn attributes(resource_type: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    let of_schema = |urn: &str, attributes: &[Attribute]| -> Vec<String> {
        let path = |it: &Attribute| format!("{urn}:{}", it.name);
        attributes.iter().map(path).collect()
    };
    resource_type
        .schemas()
        .flat_map(move |schema| of_schema(&schema.id, &schema.attributes))
        .filter_map(|path| resource_type.find_path(&path))
}

/// The same place and those of its parts.
pub(super) fn with_parts(place: AttrRef<'_>) -> impl Iterator<Item = AttrRef<'_>> {
    let parts = place.attribute.sub_attributes.iter();
    parts.map(move |part| place.with_sub(part)).chain([place])
}

/// A filter of any shape.
pub(crate) fn filter(resource_type: &ResourceType) -> BoxedStrategy<String> {
    let named = |it: AttrRef<'_>| (it.path(), compared(it.leaf()));
    let places = attributes(resource_type).flat_map(with_parts).map(named);
    let brackets: Vec<_> = attributes(resource_type)
        .filter(|it| it.attribute.kind == Kind::Complex)
        .map(|it| {
            let parts = it.attribute.sub_attributes.iter();
            let parts = parts.map(|part| (part.name.clone(), compared(part)));
            (it.path(), parts.collect::<Vec<_>>())
        })
        .collect();
    let element = prop::sample::select(brackets).prop_flat_map(|(path, parts)| {
        combined(test(parts)).prop_map(move |inner| format!("{path}[{inner}]"))
    });
    combined(prop_oneof![3 => test(places.collect()), 1 => element].boxed())
}

/// The kind of what is compared at a place; `None` if nothing is.
fn compared(attribute: &Attribute) -> Option<Kind> {
    match attribute.kind {
        Kind::Complex => attribute.sub("value").map(|value| value.kind),
        kind => Some(kind),
    }
}

/// A test of one of several places, by any operator that its kind has.
fn test(places: Vec<(String, Option<Kind>)>) -> BoxedStrategy<String> {
    let test = |(path, kind): (String, Option<Kind>)| match kind {
        None => Just(format!("{path} pr")).boxed(),
        Some(kind) => prop_oneof![
            1 => Just(format!("{path} pr")),
            1 => Just(format!("{path} eq null")),
            1 => Just(format!("{} Ne null", path.to_uppercase())),
            15 => comparison(path, kind),
        ]
        .boxed(),
    };
    prop::sample::select(places).prop_flat_map(test).boxed()
}

fn comparison(path: String, kind: Kind) -> BoxedStrategy<String> {
    let operators: &[&str] = match kind {
        Kind::Boolean | Kind::Binary => &["eq", "ne"],
        Kind::Integer | Kind::Decimal | Kind::DateTime => &["eq", "ne", "gt", "ge", "lt", "le"],
        _ => &["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"],
    };
    (prop::sample::select(operators), simple(kind), any::<bool>())
        .prop_map(move |(operator, value, quoted)| match value {
            Value::Number(_) | Value::Bool(_) if quoted => format!("{path} {operator} \"{value}\""),
            value => format!("{path} {operator} {value}"),
        })
        .boxed()
}
