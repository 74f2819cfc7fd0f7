//! One request and one answer, as text.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The content type that Entra, Okta and most other clients give a body.
const BODY_TYPE: &str = "application/scim+json; charset=utf-8";

/// What a request says about who sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Credentials {
    /// The token of the run.
    #[default]
    Token,
    /// No `Authorization` header.
    None,
    /// This value of the `Authorization` header.
    Header(String),
    /// The token of the run in the query, as `access_token` (RFC 6750 §2.3), and no header.
    Query,
}

impl Credentials {
    /// Whether they are those of the run.
    pub fn is_token(&self) -> bool {
        *self == Self::Token
    }
}

/// A request with nothing left to fill in. Besides `headers`, only `Authorization` and `Host` are
/// sent, and with a body its length: Entra leaves out `User-Agent` and `Accept`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// Path and query behind the base URL, percent-encoded.
    pub path: String,
    /// Further headers.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Who sends it.
    #[serde(default, skip_serializing_if = "Credentials::is_token")]
    pub credentials: Credentials,
}

impl Request {
    /// A request without a body.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
            credentials: Credentials::Token,
        }
    }

    /// A `GET`.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// A request with a JSON body.
    pub fn with_body(method: &str, path: &str, body: &Value) -> Self {
        Self::new(method, path).text(&body.to_string())
    }

    /// Gives it this body as it stands, and the usual content type.
    #[must_use]
    pub fn text(mut self, body: &str) -> Self {
        self.body = Some(body.to_owned());
        self.header("content-type", BODY_TYPE)
    }

    /// Sets a header, in place of one of that name.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends other credentials than the run's token.
    #[must_use]
    pub fn credentials(self, credentials: Credentials) -> Self {
        Self {
            credentials,
            ..self
        }
    }
}

/// An answer as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body; what is not UTF-8 in it is replaced by U+FFFD.
    #[serde(default)]
    pub body: String,
}

impl Response {
    /// The first header of that name, in any letter case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if it is some.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }
}
