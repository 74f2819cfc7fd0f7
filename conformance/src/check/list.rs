//! List responses (RFC 7644 §3.4.2).

use serde_json::Value;

use super::answer::Answer;
use super::stop::Stop;

/// The URN of list responses.
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// What a list response says.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// How many resources match, where it is said.
    pub total: Option<u64>,
    /// The index of the first, where it is said.
    pub start_index: Option<u64>,
    /// How many are on this page, where it is said.
    pub items_per_page: Option<u64>,
    /// The cursor of the next page (RFC 9865).
    pub next_cursor: Option<String>,
    /// The resources.
    pub resources: Vec<Value>,
}

impl List {
    /// The ids of the resources, in their order.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids = Vec::with_capacity(self.resources.len());
        for resource in &self.resources {
            ids.extend(resource.get("id").and_then(Value::as_str));
        }
        ids
    }
}

impl Answer {
    /// The list in the body. Without results `Resources` may be missing.
    ///
    /// # Errors
    /// The status is not 200, or the body is no `ListResponse`.
    pub fn list(&self) -> Result<List, Stop> {
        self.expect_status(&[200])?;
        let body = self.expect_object()?;
        let schemas = body.get("schemas").and_then(Value::as_array);
        if !schemas.is_some_and(|urns| urns.iter().any(|urn| urn == LIST)) {
            return Err(self.fail(format!("schemas with {LIST}"), "another message"));
        }
        let number = |name: &str| body.get(name).and_then(Value::as_u64);
        let resources = match body.get("Resources") {
            Some(Value::Array(list)) => list.clone(),
            None | Some(Value::Null) => Vec::new(),
            Some(other) => return Err(self.fail("Resources as a list", other.to_string())),
        };
        Ok(List {
            total: number("totalResults"),
            start_index: number("startIndex"),
            items_per_page: number("itemsPerPage"),
            next_cursor: body
                .get("nextCursor")
                .and_then(Value::as_str)
                .map(str::to_owned),
            resources,
        })
    }
}
