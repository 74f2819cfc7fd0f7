//! The order of a resource's names.

use serde_json::{Map, Value};

use crate::{Attribute, ResourceType};

/// Moves the attributes into `whole` in the order of the schemas. A database need not keep the
/// order of a document's names, and the same resource shall always look the same.
pub fn in_order(
    resource_type: &ResourceType,
    mut attributes: Map<String, Value>,
    whole: &mut Map<String, Value>,
) {
    ordered_parts(&resource_type.schema.attributes, &mut attributes, whole);
    // Common to all resources, although not every core schema announces it.
    if let Some(attribute) = resource_type.core_attribute("externalId") {
        ordered_parts(std::slice::from_ref(attribute), &mut attributes, whole);
    }
    for extension in &resource_type.extensions {
        let schema = &extension.schema;
        if let Some(Value::Object(mut parts)) = attributes.remove(&schema.id) {
            let mut ordered = Map::new();
            ordered_parts(&schema.attributes, &mut parts, &mut ordered);
            whole.insert(schema.id.clone(), Value::Object(ordered));
        }
    }
}

fn ordered_parts(
    schema: &[Attribute],
    attributes: &mut Map<String, Value>,
    whole: &mut Map<String, Value>,
) {
    for attribute in schema {
        if let Some(value) = attributes.remove(&attribute.name) {
            whole.insert(attribute.name.clone(), ordered(attribute, value));
        }
    }
}

fn ordered(attribute: &Attribute, value: Value) -> Value {
    match value {
        Value::Object(mut parts) => {
            let mut whole = Map::new();
            ordered_parts(&attribute.sub_attributes, &mut parts, &mut whole);
            Value::Object(whole)
        }
        Value::Array(elements) => elements
            .into_iter()
            .map(|element| ordered(attribute, element))
            .collect(),
        simple => simple,
    }
}
