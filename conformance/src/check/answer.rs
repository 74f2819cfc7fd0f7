//! An answer of the server.

use serde_json::Value;

use super::stop::{Finding, Stop};
use crate::http::Response;

/// An answer, and which of the test's exchanges it belongs to.
#[derive(Clone, Debug)]
pub struct Answer {
    response: Response,
    body: Option<Value>,
    exchange: usize,
    milliseconds: u64,
}

impl Answer {
    pub(crate) fn new(response: Response, exchange: usize, milliseconds: u64) -> Self {
        Self {
            body: response.json(),
            response,
            exchange,
            milliseconds,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// The answer as it came.
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// The first header of that name, in any letter case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }

    /// The body as JSON; null where it is none.
    pub fn body(&self) -> &Value {
        self.body.as_ref().unwrap_or(&Value::Null)
    }

    /// Whether the body is JSON.
    pub fn is_json(&self) -> bool {
        self.body.is_some()
    }

    /// From sending to the end of the answer, in milliseconds.
    pub fn milliseconds(&self) -> u64 {
        self.milliseconds
    }

    /// The complaint that this answer shows something else than expected.
    pub fn fail(&self, expected: impl Into<String>, found: impl Into<String>) -> Stop {
        Stop::Failed(Finding {
            expected: expected.into(),
            found: found.into(),
            exchange: Some(self.exchange),
        })
    }
}
