//! The HTTP side: requests go out with exactly the headers a step names.
//!
//! High-level clients add `Accept` and `User-Agent` on their own; Entra sends neither, and servers
//! have failed over it, so this stands on `hyper`, which adds only `Host` and the body's length.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// The content type Entra gives its bodies.
const BODY_TYPE: &str = "application/scim+json; charset=utf-8";

/// A request could not be sent, or its answer not be read.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Method, address or a header is malformed.
    #[error("the request cannot be sent as it stands: {0}")]
    Malformed(#[from] hyper::http::Error),
    /// The server could not be reached, or hung up.
    #[error("the server did not answer: {0}")]
    Unreachable(#[from] hyper_util::client::legacy::Error),
    /// The answer broke off.
    #[error("the answer broke off: {0}")]
    Broken(#[from] hyper::Error),
}

/// A server under test: its SCIM base URL, plain HTTP, and a bearer token for it.
pub struct Client {
    pool: Pool<HttpConnector, Full<Bytes>>,
    base_url: String,
    token: String,
}

/// A request with nothing left to fill in.
pub(super) struct Prepared {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Client {
    /// A client for the server whose SCIM resources live under `base_url`, without a slash at the
    /// end, and which accepts `token`.
    pub fn new(base_url: &str, token: &str) -> Self {
        Self {
            pool: Pool::builder(TokioExecutor::new()).build_http(),
            base_url: base_url.to_owned(),
            token: token.to_owned(),
        }
    }

    /// The base URL.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(super) async fn send(&self, request: &Prepared) -> Result<Answer, SendError> {
        let response = self.pool.request(self.http_request(request)?).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    }

    fn http_request(&self, request: &Prepared) -> Result<hyper::Request<Full<Bytes>>, SendError> {
        let mut builder = hyper::Request::builder()
            .method(request.method.as_str())
            .uri(format!("{}{}", self.base_url, request.path))
            .header(AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let named = |name: &str| {
            request
                .headers
                .iter()
                .any(|(n, _)| n.eq_ignore_ascii_case(name))
        };
        if request.body.is_some() && !named(CONTENT_TYPE.as_str()) {
            builder = builder.header(CONTENT_TYPE, BODY_TYPE);
        }
        let body = request
            .body
            .as_ref()
            .map(Value::to_string)
            .unwrap_or_default();
        Ok(builder.body(Full::new(Bytes::from(body)))?)
    }
}
