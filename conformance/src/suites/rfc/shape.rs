//! Whether what a server returns is of the types its schemas announce.

use scim::schema::Kind;
use scim::{Attribute, ResourceType};
use serde_json::Value;

use super::instant;

/// Where values are not of their type, each as a sentence. Attributes that no schema knows are
/// passed over.
pub(super) fn misfits(kind: &ResourceType, resource: &Value) -> Vec<String> {
    let mut misfits = Vec::new();
    for (name, value) in resource.as_object().into_iter().flatten() {
        match kind.extension(name) {
            Some(extension) => object(&extension.attributes, value, name, &mut misfits),
            None => {
                if let Some(attribute) = kind.core_attribute(name) {
                    whole(attribute, value, name, &mut misfits);
                }
            }
        }
    }
    misfits
}

fn object(attributes: &[Attribute], value: &Value, place: &str, misfits: &mut Vec<String>) {
    let Some(members) = value.as_object() else {
        misfits.push(format!("{place} is no object: {value}"));
        return;
    };
    for (name, value) in members {
        if let Some(attribute) = attributes.iter().find(|it| it.is_named(name)) {
            whole(attribute, value, &format!("{place}.{name}"), misfits);
        }
    }
}

fn whole(attribute: &Attribute, value: &Value, place: &str, misfits: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Array(list) if attribute.multi_valued => {
            for element in list {
                one(attribute, element, place, misfits);
            }
        }
        _ if attribute.multi_valued => misfits.push(format!("{place} is no list: {value}")),
        _ => one(attribute, value, place, misfits),
    }
}

fn one(attribute: &Attribute, value: &Value, place: &str, misfits: &mut Vec<String>) {
    let text = value.as_str();
    let fits = match attribute.kind {
        Kind::Complex => return object(&attribute.sub_attributes, value, place, misfits),
        Kind::Boolean => value.is_boolean(),
        Kind::Integer => value.is_i64() || value.is_u64(),
        Kind::Decimal => value.is_number(),
        Kind::DateTime => text.is_some_and(|text| instant::parse(text).is_some()),
        Kind::String | Kind::Reference | Kind::Binary => text.is_some(),
    };
    if !fits {
        misfits.push(format!(
            "{place} is no {}: {value}",
            attribute.kind.as_str()
        ));
    }
}

#[cfg(test)]
mod tests {
    use scim::Registry;
    use serde_json::json;

    use super::*;

    fn check(resource: &Value, expected: &[&str]) {
        let registry = Registry::standard();
        let user = registry.resource_types().first().unwrap();
        assert_eq!(misfits(user, resource), expected, "{resource}");
    }

    #[test]
    fn only_what_is_of_another_type_is_named() {
        check(
            &json!({"id": "1", "active": true, "title": null, "emails": [{"primary": true}],
                "meta": {"created": "2026-01-31T09:30:00"}, "unknown": 7}),
            &[],
        );
        check(
            &json!({"active": "true", "emails": {"value": "a"}, "name": "Ann",
                "meta": {"created": "yesterday"}}),
            &[
                "active is no boolean: \"true\"",
                "emails is no list: {\"value\":\"a\"}",
                "name is no object: \"Ann\"",
                "meta.created is no dateTime: \"yesterday\"",
            ],
        );
    }
}
