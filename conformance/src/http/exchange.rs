//! What went over the wire.

use serde::{Deserialize, Serialize};

use super::request::{Request, Response};

/// A request and what came of it, with all secrets taken out. One of these as JSON is a line of
/// saved traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// The id of the test that sent it, or what else it was for.
    #[serde(default)]
    pub test: String,
    /// What was sent.
    pub request: Request,
    /// What came back, if anything did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// Why nothing came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// From sending to the end of the answer, in milliseconds.
    #[serde(default)]
    pub milliseconds: u64,
}
