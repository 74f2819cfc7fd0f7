//! A request of the recording as it is sent now.

use serde_json::Value;
use url::form_urlencoded;

use super::names::Names;
use crate::http::{COVER, Credentials, Request};

/// Headers that are never sent as they were recorded: credentials, and what the client makes itself.
const NOT_SENT: [&str; 8] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "accept-encoding",
];

/// Headers that name versions.
const VERSIONS: [&str; 2] = ["if-match", "if-none-match"];

/// The request with everything in it that is another now. `secret` stands where a secret was covered.
pub(super) fn prepared(recorded: &Request, names: &Names, secret: &str) -> Request {
    let path = path(&recorded.path, names);
    let id = path
        .split('?')
        .next()
        .and_then(|path| path.rsplit('/').next());
    let id = id.unwrap_or_default().to_owned();
    let header = |(name, value): &(String, String)| {
        let is_one_of = |names: &[&str]| names.iter().any(|it| name.eq_ignore_ascii_case(it));
        if is_one_of(&NOT_SENT) {
            return None;
        }
        let value = if is_one_of(&VERSIONS) {
            names.tags(&id, value)
        } else {
            names.text(value)
        };
        Some((name.clone(), value))
    };
    Request {
        method: recorded.method.clone(),
        headers: recorded.headers.iter().filter_map(header).collect(),
        body: recorded
            .body
            .as_deref()
            .map(|body| self::body(body, names, secret)),
        credentials: credentials(&recorded.credentials, names),
        path,
    }
}

fn credentials(recorded: &Credentials, names: &Names) -> Credentials {
    match recorded {
        Credentials::Header(value) => Credentials::Header(names.text(value)),
        other => other.clone(),
    }
}

fn path(recorded: &str, names: &Names) -> String {
    let (path, query) = recorded.split_once('?').unwrap_or((recorded, ""));
    let path = names.text(path);
    if query.is_empty() {
        return path;
    }
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| parameter(pair, names))
        .collect();
    format!("{path}?{}", pairs.join("&"))
}

/// A parameter stays as it was written unless something in its value is another now.
fn parameter(pair: &str, names: &Names) -> String {
    let decoded = form_urlencoded::parse(pair.as_bytes()).next();
    let Some((name, value)) = decoded else {
        return pair.to_owned();
    };
    let now = names.text(&value);
    if now == value {
        return pair.to_owned();
    }
    let written: String = form_urlencoded::byte_serialize(now.as_bytes()).collect();
    format!("{name}={written}")
}

fn body(recorded: &str, names: &Names, secret: &str) -> String {
    match serde_json::from_str::<Value>(recorded) {
        Ok(value) => uncovered(&names.value(&value), secret).to_string(),
        Err(_) => names.text(recorded),
    }
}

/// The value with something secret where a password was covered.
fn uncovered(value: &Value, secret: &str) -> Value {
    match value {
        Value::String(text) if text == COVER => secret.into(),
        Value::Array(list) => list.iter().map(|it| uncovered(it, secret)).collect(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| (name.clone(), uncovered(value, secret));
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}
