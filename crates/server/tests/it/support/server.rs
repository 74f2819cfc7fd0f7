//! The real server on a free port of this machine.

use std::net::TcpListener;
use std::sync::Arc;

use chrono::TimeDelta;
use directory::{Directory, UuidSource, tenants, tokens};
use reqwest::{Client, Method, RequestBuilder, redirect};
use rollcall_server::auth::Authenticator;
use rollcall_server::config::HttpSettings;
use rollcall_server::http::Extension;
use rollcall_server::run::{Parts, build};
use rollcall_server::token::{self, FastHasher, Token};
use scim::Limits;
use serde_json::Value;
use storage::Database;
use testkit::TestDatabase;
use tokio::sync::oneshot;

use super::{Answer, TestClock};

pub(crate) struct TestServer {
    /// Without a slash at its end.
    pub(crate) url: String,
    pub(crate) directory: Directory,
    pub(crate) authenticator: Arc<Authenticator>,
    pub(crate) clock: Arc<TestClock>,
    client: Client,
    /// Dropping it stops the server.
    _stop: oneshot::Sender<()>,
    database: TestDatabase,
}

/// A tenant and its first token.
pub(crate) struct Tenant {
    pub(crate) slug: String,
    pub(crate) token: String,
}

/// Makes a token of a tenant, without an end or one that ends after `lifetime`.
pub(crate) async fn register_token(
    directory: &Directory,
    slug: &str,
    lifetime: Option<TimeDelta>,
) -> Token {
    let hasher = FastHasher::new(tokens::key(directory).await.unwrap());
    let token = Token::generate().unwrap();
    let fast_hash = hasher.hash(token.reveal()).to_string();
    register(directory, slug, lifetime, &token, Some(fast_hash)).await;
    token
}

/// Makes a token as versions before the fast hash did.
pub(crate) async fn register_old_token(
    directory: &Directory,
    slug: &str,
    lifetime: Option<TimeDelta>,
) -> Token {
    let token = Token::generate().unwrap();
    register(directory, slug, lifetime, &token, None).await;
    token
}

async fn register(
    directory: &Directory,
    slug: &str,
    lifetime: Option<TimeDelta>,
    token: &Token,
    fast_hash: Option<String>,
) {
    let new = tokens::NewToken {
        id: token.id().to_owned(),
        hash: token::hash(token.secret()).unwrap(),
        fast_hash,
        label: None,
        end: lifetime.map_or(tokens::End::Never, tokens::End::After),
    };
    tokens::register(directory, slug, new).await.unwrap();
}

/// Runs a test on a server with SQLite and on one with PostgreSQL.
pub(crate) async fn on_both(test: impl AsyncFn(TestServer)) {
    for database in testkit::both() {
        test(TestServer::start(database).await).await;
    }
}

impl TestServer {
    pub(crate) async fn start(database: TestDatabase) -> Self {
        Self::start_with(database, HttpSettings::default(), None).await
    }

    pub(crate) async fn start_with(
        database: TestDatabase,
        settings: HttpSettings,
        extension: Option<Extension>,
    ) -> Self {
        Self::start_limited(database, settings, Limits::default(), extension).await
    }

    pub(crate) async fn start_limited(
        database: TestDatabase,
        settings: HttpSettings,
        limits: Limits,
        extension: Option<Extension>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let opened = Database::open_for_requests(&database.url, settings.time_limits());
        let opened = opened.await.unwrap();
        opened
            .migrate(async |conn| migrations::apply(conn).await)
            .await
            .unwrap()
            .unwrap();
        let clock = Arc::new(TestClock::new());
        let choices = directory::Settings {
            base_url: format!("{url}/scim/v2"),
            limits,
            max_results: settings.max_page_size,
            default_results: settings.default_page_size,
            cursor_timeout: settings.cursor_timeout,
        };
        let directory = Directory::new(opened, choices, clock.clone(), Arc::new(UuidSource));
        let parts = Parts {
            directory: directory.clone(),
            ids: Arc::new(UuidSource),
            settings,
            extension,
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let built = build(listener, parts, async { drop(stopped.await) }).unwrap();
        tokio::spawn(built.server);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            url,
            directory,
            authenticator: built.authenticator,
            clock,
            client,
            _stop: stop,
            database,
        }
    }

    pub(crate) async fn tenant(&self, slug: &str) -> Tenant {
        tenants::create(&self.directory, slug, None).await.unwrap();
        let token = self.token(slug).await;
        Tenant {
            slug: slug.to_owned(),
            token: token.reveal().to_owned(),
        }
    }

    pub(crate) async fn token(&self, slug: &str) -> Token {
        register_token(&self.directory, slug, None).await
    }

    /// The same directories in the hands of another process.
    pub(crate) fn elsewhere(&self) -> Directory {
        let (database, settings) = (self.directory.database(), self.directory.settings());
        let ids = Arc::new(UuidSource);
        Directory::new(database.clone(), settings.clone(), self.clock.clone(), ids)
    }

    /// The database it uses, as `--database-url` takes it.
    pub(crate) fn database_url(&self) -> &str {
        &self.database.url
    }

    /// A request without credentials; `path` begins with a slash.
    pub(crate) fn anonymous(&self, method: &str, path: &str) -> Request {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let builder = self.client.request(method, format!("{}{path}", self.url));
        Request {
            builder,
            path: path.to_owned(),
        }
    }

    /// A request of a tenant; `path` is below `/scim/v2`.
    pub(crate) fn request(&self, tenant: &Tenant, method: &str, path: &str) -> Request {
        self.anonymous(method, &format!("/scim/v2{path}"))
            .bearer(&tenant.token)
    }

    pub(crate) async fn get(&self, tenant: &Tenant, path: &str) -> Answer {
        self.request(tenant, "GET", path).send().await
    }

    pub(crate) async fn post(&self, tenant: &Tenant, path: &str, body: &Value) -> Answer {
        self.request(tenant, "POST", path).json(body).send().await
    }

    pub(crate) async fn patch(&self, tenant: &Tenant, path: &str, body: &Value) -> Answer {
        self.request(tenant, "PATCH", path).json(body).send().await
    }

    /// Makes a resource and returns its id.
    pub(crate) async fn create(&self, tenant: &Tenant, path: &str, body: &Value) -> String {
        let answer = self.post(tenant, path, body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.body["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) struct Request {
    builder: RequestBuilder,
    path: String,
}

impl Request {
    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self {
            builder: self.builder.header(name, value),
            ..self
        }
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body(body.to_string())
    }

    pub(crate) fn body(self, body: impl Into<reqwest::Body>) -> Self {
        Self {
            builder: self.builder.body(body),
            ..self
        }
    }

    pub(crate) async fn send(self) -> Answer {
        let response = self.builder.send().await.unwrap();
        Answer::read(response, &self.path).await
    }
}

/// A token that is well formed and has the public id of `token`, but another secret.
pub(crate) fn forged(token: &str, filler: char) -> String {
    let id = Token::parse(token).unwrap().id().to_owned();
    let body = format!("rc_{id}_{}", filler.to_string().repeat(43));
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut sum = crc32fast::hash(body.as_bytes()) as usize;
    let mut checksum = Vec::new();
    for _ in 0..6 {
        checksum.insert(0, alphabet[sum % 62]);
        sum /= 62;
    }
    body + std::str::from_utf8(&checksum).unwrap()
}
