//! Bulk requests (RFC 7644 §3.7): many writes in one message, which may refer to each other.
//!
//! A message becomes entries (`operation`), one for each operation it holds, malformed ones too:
//! each is answered for itself. What an operation says of resources that others of the message are
//! yet to make is found and replaced in `reference`. `order` says in which order the operations can
//! be carried out, and which of them only together. Whoever carries them out hands an [`Outcome`]
//! for each to [`bulk_response`].

mod operation;
mod order;
mod reference;
mod response;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::number::whole_number;
use crate::{Content, Limits, Registry, ScimError};

pub use operation::{Entry, Method, Operation};
pub use order::Unit;
pub use response::{BULK_RESPONSE_SCHEMA, Outcome, bulk_response};

/// The message URN of a bulk request.
pub const BULK_REQUEST_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// A bulk request that was read.
#[derive(Clone, Debug)]
pub struct BulkRequest {
    /// After how many errors the rest is left undone; `None`: never.
    pub fail_on_errors: Option<u64>,
    /// The operations, as they were sent and in that order. Never empty.
    pub entries: Vec<Entry>,
}

impl BulkRequest {
    /// Reads the body of a bulk request. Names and methods are understood in any letter case.
    ///
    /// # Errors
    ///
    /// 400 `invalidSyntax` if the body is no bulk request, 400 `invalidValue` for a `failOnErrors`
    /// that counts nothing and for a `bulkId` that is given twice, 413 beyond
    /// [`Limits::bulk_operations`]. What is wrong with one operation only is in its [`Entry`].
    pub fn parse(
        mut body: Content,
        registry: &Registry,
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        let Value::Object(mut fields) = body.take_value() else {
            return Err(no_request());
        };
        check_schemas(take(&mut fields, "schemas").as_ref())?;
        let operations = match take(&mut fields, "Operations") {
            Some(Value::Array(operations)) if !operations.is_empty() => operations,
            _ => return Err(no_request()),
        };
        check_count(operations.len(), limits)?;
        let fail_on_errors = fail_on_errors(take(&mut fields, "failOnErrors"))?;
        let numbered = operations.into_iter().zip(1..);
        let read = |(operation, number)| Entry::read(operation, number, registry, &body);
        let entries = numbered.map(read);
        let entries: Vec<Entry> = entries.collect();
        check_unique(&entries)?;
        Ok(Self {
            fail_on_errors,
            entries,
        })
    }

    /// The order in which the operations can be carried out: each after those that make what it
    /// refers to, and as early as that allows; what does not refer to anything stays in the order
    /// of the request. Operations that refer to each other in a circle are one unit.
    pub fn units(&self, registry: &Registry) -> Vec<Unit> {
        let makers = self.makers();
        let dependencies = self.entries.iter().map(|entry| {
            let operation = entry.operation.iter();
            let references = operation.flat_map(|operation| operation.references(registry));
            let makers = references.filter_map(|name| makers.get(name.as_str()).copied());
            makers.collect()
        });
        order::units(dependencies.collect())
    }

    /// The positions of the operations that make a resource, or were to, by `bulkId`.
    pub fn makers(&self) -> HashMap<&str, usize> {
        let numbered = self.entries.iter().enumerate();
        numbered
            .filter(|(_, entry)| entry.makes_a_resource())
            .filter_map(|(position, entry)| Some((entry.bulk_id.as_deref()?, position)))
            .collect()
    }
}

/// Takes a field by its name, in any letter case; the exact spelling wins.
fn take(fields: &mut Map<String, Value>, name: &str) -> Option<Value> {
    let key = if fields.contains_key(name) {
        name.to_owned()
    } else {
        fields
            .keys()
            .find(|key| key.eq_ignore_ascii_case(name))?
            .clone()
    };
    fields.swap_remove(&key).filter(|value| !value.is_null())
}

fn no_request() -> ScimError {
    ScimError::invalid_syntax(
        "A bulk request must be a JSON object with the member \"Operations\", a list of at least \
         one object with \"method\", \"path\" and \"data\".",
    )
}

fn check_schemas(schemas: Option<&Value>) -> Result<(), ScimError> {
    let is_ours = |schema: &Value| {
        let schema = schema.as_str();
        schema.is_some_and(|schema| schema.eq_ignore_ascii_case(BULK_REQUEST_SCHEMA))
    };
    let accepted = match schemas {
        None => true,
        Some(Value::Array(schemas)) => schemas.is_empty() || schemas.iter().any(is_ours),
        Some(schema) => is_ours(schema),
    };
    if accepted {
        return Ok(());
    }
    Err(ScimError::invalid_syntax(format!(
        "The \"schemas\" of a bulk request must be [\"{BULK_REQUEST_SCHEMA}\"]."
    )))
}

fn check_count(count: usize, limits: &Limits) -> Result<(), ScimError> {
    let limit = limits.bulk_operations;
    if count <= limit {
        return Ok(());
    }
    Err(ScimError::too_large(format!(
        "The bulk request has {count} operations; at most {limit} are accepted \
         (max_bulk_operations). Send the rest in further requests."
    )))
}

fn fail_on_errors(value: Option<Value>) -> Result<Option<u64>, ScimError> {
    match value {
        None => Ok(None),
        Some(value) => match whole_number(&value).and_then(|count| count.parse().ok()) {
            Some(count) => Ok(Some(count).filter(|count| *count > 0)),
            None => Err(ScimError::invalid_value(format!(
                "failOnErrors is {value}; it must be a whole number: after so many errors the rest \
                 is left undone. Leave it out, or send 0, to have everything tried."
            ))),
        },
    }
}

/// A reference to a name that two operations have would mean neither.
fn check_unique(entries: &[Entry]) -> Result<(), ScimError> {
    let mut seen = HashSet::new();
    let mut names = entries.iter().filter_map(|entry| entry.bulk_id.as_deref());
    match names.find(|name| !seen.insert(*name)) {
        None => Ok(()),
        Some(name) => Err(ScimError::invalid_value(format!(
            "The bulkId {name:?} is given to two operations. Give each its own. Nothing was done."
        ))),
    }
}
