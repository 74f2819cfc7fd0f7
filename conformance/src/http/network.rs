//! Real HTTP, plain or over TLS, with exactly the headers a request names.
//!
//! High-level clients add `Accept` and `User-Agent` on their own; Entra sends neither, and servers
//! have failed over it, so this stands on `hyper`, which adds only `Host` and the body's length.

use std::path::PathBuf;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::request::{Credentials, Request, Response};
use super::{BoxFuture, Transport};

/// A request could not be sent, or its answer not be read.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Method, address or a header is malformed.
    #[error("the request cannot be sent as it stands: {0}")]
    Malformed(#[from] hyper::http::Error),
    /// The server could not be reached, or hung up.
    #[error("the server did not answer: {}", innermost(.0))]
    Unreachable(#[from] hyper_util::client::legacy::Error),
    /// The answer broke off.
    #[error("the answer broke off: {0}")]
    Broken(#[from] hyper::Error),
    /// No whole answer came in time.
    #[error("the server did not answer within {} seconds", .0.as_secs())]
    Late(Duration),
}

/// The client cannot be made as it is asked for.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The address is not one.
    #[error("{0:?} is no http:// or https:// URL")]
    Url(String),
    /// A certificate file cannot be read.
    #[error("{} cannot be read as PEM certificates: {reason}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// What the network needs to know.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// The SCIM base URL as somebody typed it: a slash, a query or a fragment at its end is cut off.
    pub url: String,
    /// The bearer token; empty if there is none.
    pub token: String,
    /// Headers for every request.
    pub headers: Vec<(String, String)>,
    /// A file of PEM certificates to trust beside the machine's.
    pub ca_file: Option<PathBuf>,
    /// How long an answer may take.
    pub timeout: Duration,
}

impl NetworkSettings {
    /// The usual settings for a server and a token.
    pub fn new(url: &str, token: &str) -> Self {
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            headers: Vec::new(),
            ca_file: None,
            timeout: Duration::from_secs(30),
        }
    }
}

/// How long a connection may rest and be used again. Servers hang up on idle ones, some after two
/// seconds, and a request that crosses the hanging up would be held against them.
const IDLE: Duration = Duration::from_secs(1);

/// A server that is reached over HTTP.
pub struct Network {
    pool: Pool<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base_url: String,
    settings: NetworkSettings,
}

impl Network {
    /// A client with the usual settings for a server and a token.
    ///
    /// # Errors
    /// The URL is none, or TLS cannot be set up.
    pub fn to(url: &str, token: &str) -> Result<Self, SetupError> {
        Self::new(NetworkSettings::new(url, token))
    }

    /// A client with these settings. Nothing is sent yet.
    ///
    /// # Errors
    /// The URL or the certificate file is none, or TLS cannot be set up.
    pub fn new(settings: NetworkSettings) -> Result<Self, SetupError> {
        let base_url = base_url(&settings.url)?;
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls(&settings)?)
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            pool: Pool::builder(TokioExecutor::new())
                .pool_idle_timeout(IDLE)
                .build(connector),
            base_url,
            settings,
        })
    }

    async fn exchange(&self, request: &Request) -> Result<Response, SendError> {
        let answer = match self.pool.request(self.http_request(request)?).await {
            // A server may close a connection between two answers, as some do after an error, and
            // the next request on it is lost; what only reads can be asked again (RFC 9110 §9.2.2).
            Err(error) if request.method == "GET" && !error.is_connect() => {
                self.pool.request(self.http_request(request)?).await?
            }
            answer => answer?,
        };
        Ok(read(answer).await?)
    }

    fn address(&self, request: &Request) -> String {
        let address = format!("{}{}", self.base_url, request.path);
        if request.credentials != Credentials::Query {
            return address;
        }
        let token: String =
            url::form_urlencoded::byte_serialize(self.settings.token.as_bytes()).collect();
        let separator = if address.contains('?') { '&' } else { '?' };
        format!("{address}{separator}access_token={token}")
    }

    fn http_request(&self, request: &Request) -> Result<hyper::Request<Full<Bytes>>, SendError> {
        let mut builder = hyper::Request::builder()
            .method(request.method.as_str())
            .uri(self.address(request));
        match &request.credentials {
            Credentials::Token if self.settings.token.is_empty() => {}
            Credentials::Token => {
                builder = builder.header(AUTHORIZATION, format!("Bearer {}", self.settings.token));
            }
            Credentials::Header(value) => builder = builder.header(AUTHORIZATION, value),
            Credentials::None | Credentials::Query => {}
        }
        for (name, value) in self.settings.headers.iter().chain(&request.headers) {
            builder = builder.header(name, value);
        }
        let body = request.body.clone().unwrap_or_default();
        Ok(builder.body(Full::new(Bytes::from(body)))?)
    }
}

impl Transport for Network {
    fn base_url(&self) -> &str {
        &self.base_url
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move {
            let limit = self.settings.timeout;
            tokio::time::timeout(limit, self.exchange(&request))
                .await
                .unwrap_or(Err(SendError::Late(limit)))
        })
    }
}

async fn read(answer: hyper::Response<Incoming>) -> Result<Response, hyper::Error> {
    let (head, body) = answer.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Response {
        status: head.status.as_u16(),
        headers: texts(&head.headers),
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text =
        |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

fn base_url(typed: &str) -> Result<String, SetupError> {
    // Credentials and a query may hold secrets, which nobody is to see.
    let shown = typed.split(['?', '#']).next().unwrap_or_default();
    let shown = shown.rsplit('@').next().unwrap_or_default();
    let wrong = || SetupError::Url(shown.to_owned());
    let mut url = Url::parse(typed).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong());
    }
    url.set_query(None);
    url.set_fragment(None);
    url.set_username("").map_err(|()| wrong())?;
    url.set_password(None).map_err(|()| wrong())?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn tls(settings: &NetworkSettings) -> Result<ClientConfig, SetupError> {
    let mut roots = RootCertStore::empty();
    // Reading them takes a while, and plain HTTP has no use for them.
    if settings.url.starts_with("https") {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    if let Some(path) = &settings.ca_file {
        let wrong = |reason: String| SetupError::Certificates {
            path: path.clone(),
            reason,
        };
        for certificate in
            CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))?
        {
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            roots.add(certificate)?;
        }
    }
    let provider = rustls::crypto::ring::default_provider();
    let config = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The error at the bottom says what happened; those above it only that something did.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, base: Option<&str>) {
        assert_eq!(base_url(typed).ok().as_deref(), base, "{typed}");
    }

    #[test]
    fn a_base_url_is_read_as_an_administrator_types_it() {
        check("http://h:1/scim/v2", Some("http://h:1/scim/v2"));
        check("https://h/scim/v2/", Some("https://h/scim/v2"));
        check(
            "https://u:p@h/scim/?aadOptscim062020",
            Some("https://h/scim"),
        );
        check("https://h", Some("https://h"));
        check("h/scim", None);
        check("ftp://h/scim", None);
    }

    #[test]
    fn a_wrong_url_is_shown_without_credentials() {
        let error = base_url("ftp://u:pw@h/scim?key=k").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"h/scim\" is no http:// or https:// URL"
        );
    }
}
