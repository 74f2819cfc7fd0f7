//! The server in memory behind real HTTP, made to misbehave where a test wants it.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use conformance::http::{Credentials, Request, Response};
use conformance::rehearsal::Rehearsal;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use scim::Registry;
use tokio::net::TcpListener;

/// Where the servers speak SCIM.
const BASE: &str = "/scim/v2";

/// The token that the servers take.
pub(crate) const TOKEN: &str = "t0ken+of/the\"tests";

/// Changes an answer, or waits before it goes out.
pub(crate) trait Manner: Send + Sync + 'static {
    /// The answer to send instead.
    fn change(&self, request: &Request, answer: Response) -> impl Future<Output = Response> + Send;
}

/// Changes nothing.
pub(crate) struct Faultless;

impl Manner for Faultless {
    async fn change(&self, _: &Request, answer: Response) -> Response {
        answer
    }
}

impl<F> Manner for F
where
    F: Fn(&Request, Response) -> Response + Send + Sync + 'static,
{
    async fn change(&self, request: &Request, answer: Response) -> Response {
        self(request, answer)
    }
}

/// Whether the request is for one user or group.
pub(crate) fn reads_resource(request: &Request) -> bool {
    let endpoints = ["/Users/", "/Groups/"];
    let one = endpoints
        .iter()
        .any(|endpoint| request.path.starts_with(endpoint));
    request.method == "GET" && one
}

/// A server on this machine.
pub(crate) struct Server {
    /// Its base URL.
    pub(crate) url: String,
    /// What it holds.
    pub(crate) model: Arc<Rehearsal>,
    /// Methods and paths it was asked for.
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server of that manner; it ends with the test.
    pub(crate) async fn start(manner: impl Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}{BASE}", listener.local_addr().unwrap());
        let model = Arc::new(Rehearsal::serving(Registry::standard(), &url));
        let asked = Arc::default();
        let server = Self { url, model, asked };
        let (model, asked) = (Arc::clone(&server.model), Arc::clone(&server.asked));
        let manner = Arc::new(manner);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (model, asked) = (Arc::clone(&model), Arc::clone(&asked));
                let manner = Arc::clone(&manner);
                let service = service_fn(move |request| {
                    answer(
                        Arc::clone(&model),
                        Arc::clone(&asked),
                        Arc::clone(&manner),
                        request,
                    )
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        server
    }
}

async fn answer(
    model: Arc<Rehearsal>,
    asked: Arc<Mutex<Vec<String>>>,
    manner: Arc<impl Manner>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let mut request = read(request).await;
    let below = request.path.strip_prefix(BASE).map(str::to_owned);
    let answer = match below {
        Some(path) => {
            request.path = path;
            model.answer(&request)
        }
        None => nothing(),
    };
    let line = format!("{} {}", request.method, request.path);
    asked.lock().unwrap().push(line);
    let answer = manner.change(&request, answer).await;
    let mut response = hyper::Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::new(Bytes::from(answer.body))).unwrap())
}

/// The answer at a path that leads nowhere.
fn nothing() -> Response {
    Response {
        status: 404,
        headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
        body: "nothing here".to_owned(),
    }
}

async fn read(request: hyper::Request<Incoming>) -> Request {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    let header = |value: &hyper::header::HeaderValue| value.to_str().unwrap().to_owned();
    let known = format!("Bearer {TOKEN}");
    let credentials = match head.headers.get("authorization").map(header) {
        Some(value) if value == known => Credentials::Token,
        Some(value) => Credentials::Header(value),
        None => Credentials::None,
    };
    let path = head.uri.path_and_query().unwrap().as_str();
    let headers = head.headers.iter();
    Request {
        method: head.method.to_string(),
        path: path.to_owned(),
        headers: headers
            .map(|(name, value)| (name.to_string(), header(value)))
            .collect(),
        body: (!body.is_empty()).then_some(body),
        credentials,
    }
}
