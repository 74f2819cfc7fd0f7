//! What a filter means.

use serde_json::{Map, Value};

use super::expr::Expr;

impl Expr<'_> {
    /// Whether the filter selects a resource.
    pub fn matches(&self, _resource: &Map<String, Value>) -> bool {
        false
    }

    /// Whether one element of a complex attribute satisfies the filter.
    pub fn matches_element(&self, _element: &Value) -> bool {
        false
    }
}
