//! Answers.

use scim::ScimError;
use serde_json::Value;

use crate::http::Response;

/// The content type of every body (RFC 7644 §8.1).
const SCIM_JSON: &str = "application/scim+json";

/// An answer with a JSON body.
pub(super) fn json(status: u16, body: &Value) -> Response {
    Response {
        status,
        headers: vec![("content-type".to_owned(), SCIM_JSON.to_owned())],
        body: body.to_string(),
    }
}

/// An answer without a body.
pub(super) fn empty(status: u16) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: String::new(),
    }
}

/// A refusal (RFC 7644 §3.12).
pub(super) fn refused(error: &ScimError) -> Response {
    json(error.status(), &error.to_json())
}

/// A refusal that a header explains.
pub(super) fn refused_with(error: &ScimError, name: &str, value: &str) -> Response {
    with(refused(error), name, value)
}

/// The answer with one more header.
pub(super) fn with(mut answer: Response, name: &str, value: &str) -> Response {
    answer.headers.push((name.to_owned(), value.to_owned()));
    answer
}
