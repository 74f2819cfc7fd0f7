//! Secrets stay out of everything that is written down.

use std::collections::VecDeque;

use serde_json::Value;

use super::request::{Credentials, Request, Response};

/// What stands in place of a secret in everything that is written down.
pub const COVER: &str = "[secret]";

/// Headers whose values are nobody's business, whoever sends them.
const HEADERS: [&str; 4] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];

/// A password shorter than this is none, and covering it would tear words apart.
const SHORTEST_PASSWORD: usize = 4;

/// How many passwords are remembered: an answer that repeats one comes soon or never.
const PASSWORDS: usize = 64;

/// The texts that must not be seen: the token, values of headers that a profile adds, and passwords
/// that were sent.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    given: Vec<String>,
    learned: VecDeque<String>,
}

impl Secrets {
    /// These texts, as they stand and as JSON or a URL would write them; empty ones are passed over.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let mut given: Vec<String> = texts.into_iter().flat_map(spellings).collect();
        // A secret may be part of another one, which then must be covered first.
        given.sort_by_key(|text| std::cmp::Reverse(text.len()));
        given.dedup();
        Self {
            given,
            learned: VecDeque::new(),
        }
    }

    /// Remembers the passwords in a request, so that they are covered wherever they come back.
    pub fn learn(&mut self, request: &Request) {
        let body = request.body.as_deref().unwrap_or_default();
        if !names_password(body) {
            return;
        }
        let mut found = Vec::new();
        let mut body = serde_json::from_str(body).unwrap_or_default();
        each_password(&mut body, &mut |password| found.push(password.clone()));
        for text in found.into_iter().flat_map(spellings) {
            if text.len() >= SHORTEST_PASSWORD && !self.learned.contains(&text) {
                self.learned.push_back(text);
            }
        }
        let surplus = self.learned.len().saturating_sub(PASSWORDS);
        self.learned.drain(..surplus);
    }

    /// The text with every secret covered.
    pub fn cover(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.cover_in(&mut text);
        text
    }

    /// Covers every secret in the text.
    pub fn cover_in(&self, text: &mut String) {
        for secret in self.given.iter().chain(&self.learned) {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), COVER);
            }
        }
    }

    /// The request as it may be shown.
    pub fn request(&self, request: &Request) -> Request {
        Request {
            method: request.method.clone(),
            path: self.cover(&request.path),
            headers: self.headers(&request.headers),
            body: request.body.as_deref().map(|body| self.body(body)),
            credentials: self.credentials(&request.credentials),
        }
    }

    /// The answer as it may be shown.
    pub fn response(&self, response: &Response) -> Response {
        Response {
            status: response.status,
            headers: self.headers(&response.headers),
            body: self.body(&response.body),
        }
    }

    fn credentials(&self, credentials: &Credentials) -> Credentials {
        match credentials {
            Credentials::Header(value) => Credentials::Header(self.cover(value)),
            other => other.clone(),
        }
    }

    fn headers(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        let covered = |(name, value): &(String, String)| {
            let secret = HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known));
            let value = if secret {
                COVER.to_owned()
            } else {
                self.cover(value)
            };
            (name.clone(), value)
        };
        headers.iter().map(covered).collect()
    }

    fn body(&self, body: &str) -> String {
        let body = self.cover(body);
        if !names_password(&body) {
            return body;
        }
        match serde_json::from_str::<Value>(&body) {
            Ok(mut value) => {
                each_password(&mut value, &mut |password| COVER.clone_into(password));
                value.to_string()
            }
            Err(_) => body,
        }
    }
}

/// A text as it stands, inside JSON, and inside a URL.
fn spellings(text: String) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let json = Value::from(text.as_str()).to_string();
    let inner = json
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let json = inner.unwrap_or_default().to_owned();
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let path = form.replace('+', "%20");
    vec![text, json, form, path]
}

fn names_password(body: &str) -> bool {
    body.to_ascii_lowercase().contains("password")
}

/// Visits the text of every attribute `password`, and of every PATCH operation on one.
fn each_password(value: &mut Value, visit: &mut dyn FnMut(&mut String)) {
    match value {
        Value::Object(object) => {
            let path = object.get("path").and_then(Value::as_str);
            let patched = path.is_some_and(is_password);
            for (name, value) in object {
                match value {
                    Value::String(text) if is_password(name) || (patched && name == "value") => {
                        visit(text);
                    }
                    _ => each_password(value, visit),
                }
            }
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|value| each_password(value, visit)),
        _ => {}
    }
}

/// Whether a name or a path, with or without a schema's URN, is that of the password.
fn is_password(path: &str) -> bool {
    let name = path.rsplit([':', '.']).next().unwrap_or_default();
    name.eq_ignore_ascii_case("password")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_secret_is_left_wherever_it_stood() {
        let secrets = Secrets::new(["t0ken".to_owned(), String::new()]);
        let request = Request::new("POST", "/Users?key=t0ken")
            .header("Cookie", "a=b")
            .header("x-key", "is t0ken")
            .text(r#"{"Password":"hunter2","list":[{"password":"x"}],"note":"t0ken"}"#);
        let shown = secrets.request(&request);
        let text = serde_json::to_string(&shown).unwrap();
        for secret in ["t0ken", "hunter2", "\"x\"", "a=b"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert_eq!(shown.path, "/Users?key=[secret]");
    }

    #[test]
    fn a_password_is_covered_wherever_it_comes_back() {
        let mut secrets = Secrets::default();
        let operation = json!({"op": "Add", "path": "urn:x:User:password", "value": "hunt \"2\""});
        let request = Request::with_body("PATCH", "/Users/1", &json!({"Operations": [operation]}));
        secrets.learn(&request);
        let shown = secrets.request(&request).body.unwrap();
        assert!(!shown.contains("hunt"), "{shown}");
        for said in [
            r#"no hunt "2", please"#,
            r#"{"detail":"hunt \"2\""}"#,
            "hunt+%222%22",
        ] {
            assert!(!secrets.cover(said).contains("hunt"), "{said}");
        }
    }

    #[test]
    fn a_secret_inside_another_does_not_keep_the_other_from_being_covered() {
        let secrets = Secrets::new(["key".to_owned(), "key-of-mine".to_owned()]);
        assert_eq!(secrets.cover("key-of-mine, key"), "[secret], [secret]");
    }
}
