//! The form in which traffic is kept.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::{Credentials, Exchange, Request, Response};

/// By what a file of traffic is known.
pub const FORMAT: &str = "scim-check-traffic";
/// The version of the form; a file of a later one is not read.
pub const VERSION: u64 = 1;

/// The first line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u64,
    /// The SCIM base URL of the server that answered.
    pub base_url: String,
    /// The part of all names that the run made up, which another run must not share.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag: String,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    /// Its first line, if it is a header.
    pub header: Option<Header>,
    /// The exchanges, in the order of sending.
    pub exchanges: Vec<Exchange>,
}

/// A file is no traffic.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// A line is neither a header nor an exchange.
    #[error("line {line} is no exchange: {reason}")]
    Line {
        /// Which one, from 1.
        line: usize,
        /// Why not.
        reason: serde_json::Error,
    },
    /// It was written by a later version of this tool.
    #[error("it is of version {0} of the format, and only version {VERSION} is known here")]
    Later(u64),
    /// There is nothing in it.
    #[error("it holds no exchange")]
    Empty,
}

impl Header {
    /// The header for traffic with that server, in a run of that tag.
    pub fn new(base_url: &str, tag: &str) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            base_url: base_url.to_owned(),
            tag: tag.to_owned(),
        }
    }
}

/// Writes a file of traffic. The exchanges must have no secrets in them any more.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn io::Write, header: &Header, exchanges: &[Exchange]) -> io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(header)?)?;
    for exchange in exchanges {
        writeln!(out, "{}", serde_json::to_string(exchange)?)?;
    }
    Ok(())
}

impl Traffic {
    /// Reads a file. Recordings of others may leave out what only reports need, and may hold bodies
    /// as JSON and headers as an object.
    ///
    /// # Errors
    /// The file is no traffic.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut traffic = Self {
            header: None,
            exchanges: Vec::new(),
        };
        let lines = (1..).zip(text.lines().map(str::trim));
        for (line, text) in lines.filter(|(_, text)| !text.is_empty()) {
            let wrong = |reason| Unreadable::Line { line, reason };
            let value: Value = serde_json::from_str(text).map_err(wrong)?;
            if value.get("format").is_some_and(|format| format == FORMAT) {
                traffic.header = Some(header(value).map_err(|error| error.at(line))?);
            } else {
                let read: Line = serde_json::from_value(value).map_err(wrong)?;
                traffic.exchanges.push(read.into_exchange());
            }
        }
        if traffic.exchanges.is_empty() {
            return Err(Unreadable::Empty);
        }
        Ok(traffic)
    }
}

fn header(value: Value) -> Result<Header, Unreadable> {
    let version = value.get("version").and_then(Value::as_u64);
    if let Some(later) = version.filter(|version| *version > VERSION) {
        return Err(Unreadable::Later(later));
    }
    serde_json::from_value(value).map_err(|reason| Unreadable::Line { line: 0, reason })
}

impl Unreadable {
    fn at(self, line: usize) -> Self {
        match self {
            Self::Line { reason, .. } => Self::Line { line, reason },
            other => other,
        }
    }
}

/// An exchange as it may be written.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    test: String,
    request: LineRequest,
    #[serde(default)]
    response: Option<LineResponse>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    milliseconds: u64,
}

#[derive(Deserialize)]
struct LineRequest {
    method: String,
    path: String,
    #[serde(default)]
    headers: Headers,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    credentials: Credentials,
}

#[derive(Deserialize)]
struct LineResponse {
    status: u16,
    #[serde(default)]
    headers: Headers,
    #[serde(default)]
    body: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Headers {
    Pairs(Vec<(String, String)>),
    Object(BTreeMap<String, String>),
}

impl Default for Headers {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

impl Headers {
    fn into_pairs(self) -> Vec<(String, String)> {
        match self {
            Self::Pairs(pairs) => pairs,
            Self::Object(object) => object.into_iter().collect(),
        }
    }
}

impl Line {
    fn into_exchange(self) -> Exchange {
        let request = Request {
            method: self.request.method,
            path: self.request.path,
            headers: self.request.headers.into_pairs(),
            body: body(self.request.body),
            credentials: self.request.credentials,
        };
        let response = self.response.map(|response| Response {
            status: response.status,
            headers: response.headers.into_pairs(),
            body: body(response.body).unwrap_or_default(),
        });
        Exchange {
            test: self.test,
            request,
            response,
            error: self.error,
            milliseconds: self.milliseconds,
        }
    }
}

fn body(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        json => Some(json.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let header = Header::new("https://h/scim/v2", "5ca1ab1e");
        let request = Request::get("/Users?count=1").credentials(Credentials::None);
        let exchange = Exchange {
            test: "rfc.a".to_owned(),
            request,
            response: Some(Response {
                status: 401,
                headers: vec![("www-authenticate".to_owned(), "Bearer".to_owned())],
                body: "{}".to_owned(),
            }),
            error: None,
            milliseconds: 3,
        };
        let mut file = Vec::new();
        write(&mut file, &header, std::slice::from_ref(&exchange)).unwrap();
        let read = Traffic::read(&String::from_utf8(file).unwrap()).unwrap();
        assert_eq!(read.header, Some(header));
        assert_eq!(read.exchanges, vec![exchange]);
    }

    #[test]
    fn recordings_of_others_are_read() {
        let text = r#"{"request":{"method":"POST","path":"/Users","headers":{"If-Match":"*"},"body":{"userName":"a"}},"response":{"status":201,"body":{"id":"1"}}}"#;
        let read = Traffic::read(text).unwrap();
        let exchange = &read.exchanges[0];
        assert_eq!(
            exchange.request.body.as_deref(),
            Some(r#"{"userName":"a"}"#)
        );
        assert_eq!(
            exchange.request.headers,
            [("If-Match".to_owned(), "*".to_owned())]
        );
        assert_eq!(exchange.response.as_ref().unwrap().body, r#"{"id":"1"}"#);
    }

    fn refused(text: &str, reason: &str) {
        let error = Traffic::read(text).unwrap_err().to_string();
        assert!(error.starts_with(reason), "{error}");
    }

    #[test]
    fn what_is_no_traffic_is_refused_with_the_line() {
        refused("", "it holds no exchange");
        refused("\n{\"a\":1}", "line 2 is no exchange");
        refused("hello", "line 1 is no exchange");
        refused(
            r#"{"format":"scim-check-traffic","version":2}"#,
            "it is of version 2",
        );
    }
}
