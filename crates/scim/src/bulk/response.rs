//! The answer to a bulk request (RFC 7644 §3.7.3).

use serde_json::{Map, Value, json};

use super::Entry;
use crate::ScimError;

/// The message URN of the answer.
pub const BULK_RESPONSE_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/// What became of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The status that a single request would have had; of an error, the error's.
    pub result: Result<u16, ScimError>,
    /// The address of the resource, if there is one.
    pub location: Option<String>,
    /// Its entity tag, if it was written.
    pub version: Option<String>,
}

impl Outcome {
    /// A refusal; `location` is that of the resource that would have been written.
    pub fn failed(error: ScimError, location: Option<String>) -> Self {
        Self {
            result: Err(error),
            location,
            version: None,
        }
    }
}

/// The body of the answer: the outcomes in the order of the request, of those operations that were
/// tried.
pub fn bulk_response<'e>(outcomes: impl IntoIterator<Item = (&'e Entry, Outcome)>) -> Value {
    let operations = outcomes
        .into_iter()
        .map(|(entry, outcome)| operation(entry, outcome));
    json!({
        "schemas": [BULK_RESPONSE_SCHEMA],
        "Operations": operations.collect::<Vec<Value>>(),
    })
}

fn operation(entry: &Entry, outcome: Outcome) -> Value {
    let (status, response) = match outcome.result {
        Ok(status) => (status, None),
        Err(error) => (error.status(), Some(error.to_json())),
    };
    let fields = [
        ("location", outcome.location.map(Value::from)),
        ("method", entry.method.clone().map(Value::from)),
        ("bulkId", entry.bulk_id.clone().map(Value::from)),
        ("version", outcome.version.map(Value::from)),
        ("status", Some(status.to_string().into())),
        ("response", response),
    ];
    let present = |(name, value): (&str, Option<Value>)| Some((name.to_owned(), value?));
    let fields: Map<String, Value> = fields.into_iter().filter_map(present).collect();
    Value::Object(fields)
}
