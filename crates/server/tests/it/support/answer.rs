//! An answer, held against what every answer has to be.

use serde_json::Value;

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// `Value::Null` if there is none.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response, path: &str) -> Self {
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()));
        let headers = headers.collect();
        let text = response.text().await.unwrap();
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap(),
        };
        let answer = Self {
            status,
            headers,
            body,
        };
        answer.check(path);
        answer
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(candidate, _)| candidate == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_default()
    }

    /// What a client can see of it, without what differs from request to request.
    pub(crate) fn visible(&self) -> (u16, Vec<(String, String)>, Value) {
        let told = |name: &str| !matches!(name, "x-request-id" | "date" | "connection");
        let mut headers = self.headers.clone();
        headers.retain(|(name, _)| told(name));
        headers.sort();
        (self.status, headers, self.body.clone())
    }

    fn check(&self, path: &str) {
        assert!(
            !(300..400).contains(&self.status) || self.status == 304,
            "{path}: {self:?}"
        );
        assert!(self.header("x-request-id").is_some(), "{path}: {self:?}");
        let content_type = self.header("content-type");
        if !self.body.is_null() {
            let probe = matches!(path, "/healthz" | "/readyz") && self.status != 405;
            let expected = if probe {
                "application/json"
            } else {
                "application/scim+json"
            };
            assert_eq!(content_type, Some(expected), "{path}: {self:?}");
        }
        if self.status >= 400 && path.starts_with("/scim") && !self.body.is_null() {
            self.check_error(path);
        }
    }

    fn check_error(&self, path: &str) {
        let schemas = serde_json::json!(["urn:ietf:params:scim:api:messages:2.0:Error"]);
        assert_eq!(self.body["schemas"], schemas, "{path}: {self:?}");
        assert_eq!(
            self.body["status"],
            self.status.to_string(),
            "{path}: {self:?}"
        );
        assert!(!self.detail().is_empty(), "{path}: {self:?}");
        let retry = matches!(self.status, 429 | 503 | 507);
        assert_eq!(
            self.header("retry-after").is_some(),
            retry,
            "{path}: {self:?}"
        );
    }
}
