//! Values in the form in which they are compared.

use serde_json::{Map, Value};

use crate::resource::Resource;
use crate::schema::{Attribute, ResourceType};

/// The comparable form of a resource.
pub fn document(_resource: &Resource, _resource_type: &ResourceType) -> Map<String, Value> {
    Map::new()
}

/// The comparable form of a value.
pub fn value(_attribute: &Attribute, value: &Value) -> Value {
    value.clone()
}
