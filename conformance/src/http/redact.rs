//! Secrets stay out of everything that is written down.

use serde_json::Value;

use super::request::{Request, Response};

/// What stands in place of a secret.
const COVER: &str = "[secret]";

/// Headers whose values are nobody's business, whoever sends them.
const HEADERS: [&str; 4] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];

/// The texts that must not be seen: the token, and values of headers that a profile adds.
#[derive(Clone, Debug, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// These texts; empty ones are passed over.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        Self(texts.into_iter().filter(|text| !text.is_empty()).collect())
    }

    /// The text with every secret covered.
    pub fn cover(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), COVER)
        })
    }

    /// The request as it may be shown.
    pub fn request(&self, request: &Request) -> Request {
        Request {
            method: request.method.clone(),
            path: self.cover(&request.path),
            headers: self.headers(&request.headers),
            body: request.body.as_deref().map(|body| self.body(body)),
            credentials: super::Credentials::Token,
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
        if !body.to_ascii_lowercase().contains("password") {
            return body;
        }
        match serde_json::from_str::<Value>(&body) {
            Ok(mut value) => {
                cover_passwords(&mut value);
                value.to_string()
            }
            Err(_) => body,
        }
    }
}

fn cover_passwords(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                if name.eq_ignore_ascii_case("password") && value.is_string() {
                    *value = COVER.into();
                } else {
                    cover_passwords(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(cover_passwords),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
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
}
