//! What a replay file says.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// A conversation: requests in order, each with the answer it must get.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// What the conversation is.
    pub name: String,
    /// Who sends such requests, and when.
    pub description: String,
    /// The requests, in the order they are sent.
    pub steps: Vec<Step>,
}

/// One request and its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What the step shows, as a person would say it.
    pub name: String,
    /// The step is played once for each of these, with the members as variables; once if empty.
    #[serde(default)]
    pub each: Vec<Map<String, Value>>,
    /// What is sent.
    pub request: Request,
    /// What must come back.
    pub expect: Expectation,
}

/// A request. Besides `headers`, only `Authorization` and `Host` are sent, and with a body its
/// `Content-Type` and length: real provisioning clients leave out `User-Agent` and `Accept`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// Path and query behind the base URL, percent-encoded.
    pub path: String,
    /// Further headers, or others than the usual ones.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The JSON body, if there is one.
    #[serde(default)]
    pub body: Option<Value>,
}

/// What an answer must be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The HTTP status.
    pub status: u16,
    /// Headers that must be there with these values; names in any case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The whole JSON body, with placeholders; without it the answer must have no body.
    #[serde(default)]
    pub body: Option<Value>,
    /// The name under which later steps find this answer's body, whole; may hold placeholders.
    #[serde(default)]
    pub remember: Option<String>,
    /// Entra target attributes the answer, a list of schemas, must make mappable.
    #[serde(default)]
    pub covers: Vec<String>,
}

impl Replay {
    /// Reads a replay file.
    ///
    /// # Errors
    /// The text is not JSON, or not of this shape; the error names line and column.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
