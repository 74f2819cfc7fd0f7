//! Bulk requests and what comes of them.

use serde_json::{Value, json};

use crate::check::{Answer, Session, Stop, Verdict};
use crate::http::{below_base, operation_status};

const REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/// The answer to a bulk request.
pub(super) struct Results {
    /// The answer as a whole.
    pub(super) answer: Answer,
    /// What came of each operation.
    pub(super) operations: Vec<Value>,
}

/// A bulk request with these operations.
pub(super) fn request(operations: &[Value], fail_on_errors: Option<u64>) -> Value {
    let mut body = json!({"schemas": [REQUEST], "Operations": operations});
    if let (Some(limit), Some(fields)) = (fail_on_errors, body.as_object_mut()) {
        fields.insert("failOnErrors".to_owned(), json!(limit));
    }
    body
}

/// Sends operations that the server has to go through.
///
/// # Errors
/// The answer is not 200 with a `BulkResponse`.
pub(super) async fn send(
    session: &Session,
    operations: &[Value],
    fail_on_errors: Option<u64>,
) -> Result<Results, Stop> {
    let answer = session
        .post("/Bulk", &request(operations, fail_on_errors))
        .await?;
    results(answer)
}

/// Reads the answer to a bulk request.
///
/// # Errors
/// It is not 200 with a `BulkResponse`.
pub(super) fn results(answer: Answer) -> Result<Results, Stop> {
    answer.expect_status(&[200])?;
    let body = answer.expect_object()?;
    let schemas = body.get("schemas").and_then(Value::as_array);
    if !schemas.is_some_and(|urns| urns.iter().any(|urn| urn == RESPONSE)) {
        return Err(answer.fail(format!("schemas with {RESPONSE}"), "another message"));
    }
    let operations = body.get("Operations").and_then(Value::as_array).cloned();
    let operations = operations.ok_or_else(|| answer.fail("Operations as a list", "none"))?;
    Ok(Results { answer, operations })
}

impl Results {
    /// What came of the `POST` with that `bulkId`.
    pub(super) fn of(&self, bulk_id: &str) -> Result<&Value, Stop> {
        let found = self
            .operations
            .iter()
            .find(|it| text(it, "bulkId") == Some(bulk_id));
        found.ok_or_else(|| {
            self.answer
                .fail(format!("a result with bulkId {bulk_id}"), "none")
        })
    }

    /// What came of the operation with that method on the resource of that path.
    pub(super) fn on(&self, method: &str, path: &str) -> Result<&Value, Stop> {
        let fits = |it: &&Value| {
            text(it, "method").is_some_and(|it| it.eq_ignore_ascii_case(method))
                && text(it, "location").is_some_and(|it| it.ends_with(path))
        };
        let found = self.operations.iter().find(fits);
        found.ok_or_else(|| {
            let expected = format!("a result of {method} with the location of {path}");
            self.answer.fail(expected, "none")
        })
    }

    /// The operation has one of these statuses.
    pub(super) fn expect_status(&self, operation: &Value, statuses: &[u16]) -> Verdict {
        let found = operation_status(operation);
        if found.is_some_and(|found| statuses.contains(&found)) {
            return Ok(());
        }
        let names: Vec<String> = statuses.iter().map(u16::to_string).collect();
        let expected = format!("an operation with status {}", names.join(" or "));
        Err(self.answer.fail(expected, operation.to_string()))
    }

    /// The operation succeeded; gives the path of what it is about.
    pub(super) fn made(&self, operation: &Value) -> Result<String, Stop> {
        self.expect_status(operation, &[200, 201])?;
        let path = text(operation, "location").and_then(below_base);
        path.ok_or_else(|| {
            self.answer
                .fail("a location for what was made", operation.to_string())
        })
    }
}

fn text<'v>(operation: &'v Value, name: &str) -> Option<&'v str> {
    operation.get(name)?.as_str()
}

/// A `POST` of a resource.
pub(super) fn post(endpoint: &str, bulk_id: &str, data: &Value) -> Value {
    json!({"method": "POST", "path": endpoint, "bulkId": bulk_id, "data": data})
}
