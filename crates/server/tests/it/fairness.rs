//! One tenant that does its worst with legal requests does not stop another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rollcall_server::config::HttpSettings;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::{Tenant, TestServer};

/// Users of the tenant that does its worst.
const USERS: usize = 20_000;

/// Writes of one resource that the database is given at a time.
const OF_ONE_RESOURCE: i64 = 4;

/// How long a request of the other tenant may take on a machine that does much else.
const LONG: Duration = Duration::from_secs(3);

async fn connect(server: &TestServer) -> DatabaseConnection {
    sea_orm::Database::connect(server.database_url())
        .await
        .unwrap()
}

fn is_postgres(server: &TestServer) -> bool {
    server.database_url().starts_with("postgres")
}

/// Gives a tenant many users.
async fn seed(server: &TestServer, slug: &str) {
    let json = if is_postgres(server) { "::jsonb" } else { "" };
    let document = format!(
        "('{{\"userName\":\"user' || i || '\",\"title\":\"title' || (i * 7919 % 20011) || \
         '\",\"emails\":[{{\"value\":\"user' || i || '@example.com\",\"type\":\"work\"}}]}}'){json}"
    );
    let insert = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {USERS}) \
         INSERT INTO resources (tenant_key, id, resource_type, version, created_at, modified_at, \
         unique_key, document, comparable) SELECT (SELECT key FROM tenants WHERE slug = '{slug}'), \
         'seeded-' || i, 'User', 1, 0, 0, 'user' || i, {document}, {document} FROM n"
    );
    let conn = connect(server).await;
    conn.execute_unprepared(&insert).await.unwrap();
    conn.execute_unprepared("ANALYZE").await.unwrap();
    conn.close().await.unwrap();
}

/// A filter that no index serves, with as many comparisons as may be.
fn costly() -> String {
    let terms = (0..48).map(|it| format!("emails[value co \"zz{it}\" and type ne \"q{it}\"]"));
    terms.collect::<Vec<_>>().join(" or ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_takes_too_much_work_is_refused_with_advice() {
    for database in testkit::both() {
        let settings = HttpSettings {
            search_timeout: Duration::from_millis(1),
            ..HttpSettings::default()
        };
        let server = TestServer::start_with(database, settings, None).await;
        let tenant = server.tenant("worst").await;
        seed(&server, "worst").await;
        let body = json!({ "filter": costly() });
        let refused = server.post(&tenant, "/Users/.search", &body).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        assert_eq!(refused.body["scimType"], "tooMany", "{refused:?}");
        assert!(refused.detail().contains("search_timeout"), "{refused:?}");
        let query = "/Users?filter=userName%20eq%20%22user7%22";
        let found = server.get(&tenant, query).await;
        assert_eq!(found.body["totalResults"], 1, "{found:?}");
    }
}

/// Asks for a sorted list and does not read what comes.
async fn ask(server: &TestServer, tenant: &Tenant) -> TcpStream {
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "GET /scim/v2/Users?sortBy=title&count=1 HTTP/1.1\r\nHost: {address}\r\n\
         Authorization: Bearer {}\r\n\r\n",
        tenant.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// SQLite tells nobody which statements it carries out.
#[tokio::test]
async fn a_statement_ends_when_its_client_hangs_up() {
    let server = TestServer::start(testkit::postgres()).await;
    let tenant = server.tenant("contoso").await;
    let (conn, locking) = (connect(&server).await, connect(&server).await);
    let locking = locking.begin().await.unwrap();
    let lock = "LOCK TABLE resources IN ACCESS EXCLUSIVE MODE";
    locking.execute_unprepared(lock).await.unwrap();
    for _ in 0..8 {
        let client = ask(&server, &tenant).await;
        while waiting(&conn).await != 1 {}
        drop(client);
        let hung_up = Instant::now();
        while waiting(&conn).await != 0 {
            assert!(hung_up.elapsed() < Duration::from_secs(30), "it goes on");
        }
    }
}

/// A tenant at its worst.
struct Harm {
    server: Arc<TestServer>,
    tenant: Tenant,
    group: String,
    searches: AtomicU64,
    is_over: AtomicBool,
}

impl Harm {
    async fn keep_on(&self, number: usize) {
        while !self.is_over.load(Ordering::Relaxed) {
            match number {
                0..8 => self.search().await,
                8..10 => {
                    self.hang_up().await;
                    self.search().await;
                }
                _ => self.patch().await,
            }
        }
    }

    async fn search(&self) {
        let body = json!({ "filter": costly() });
        let answer = self.server.post(&self.tenant, "/Users/.search", &body);
        let answer = answer.await;
        assert!(matches!(answer.status, 200 | 400 | 503), "{answer:?}");
        self.searches.fetch_add(1, Ordering::Relaxed);
    }

    /// Asks for a sorted list and goes away.
    async fn hang_up(&self) {
        drop(ask(&self.server, &self.tenant).await);
    }

    async fn patch(&self) {
        let path = format!("/Groups/{}", self.group);
        let answer = self.server.patch(&self.tenant, &path, &rename()).await;
        assert!(matches!(answer.status, 200 | 503), "{answer:?}");
    }

    /// Does all of it at once, until it is over.
    fn begin(self: &Arc<Self>) -> Vec<tokio::task::JoinHandle<()>> {
        let begin = |number| {
            let harm = Arc::clone(self);
            tokio::spawn(async move { harm.keep_on(number).await })
        };
        (0..50).map(begin).collect()
    }
}

fn rename() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "replace", "path": "displayName", "value": "Pilots" }],
    })
}

/// Everything the other tenant does, each of it in good time.
async fn work(server: &TestServer, tenant: &Tenant, user: &str) {
    let activate = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "replace", "path": "nickName", "value": "Bob" }],
    });
    let path = format!("/Users/{user}");
    let requests = [
        server.request(tenant, "GET", "/Users?filter=userName%20eq%20%22bob%22"),
        server.request(tenant, "GET", &path),
        server.request(tenant, "PATCH", &path).json(&activate),
        server.request(tenant, "GET", "/Users?count=1"),
        server.anonymous("GET", "/readyz"),
    ];
    for (number, request) in requests.into_iter().enumerate() {
        let asked = Instant::now();
        let answer = request.send().await;
        assert_eq!(answer.status, 200, "{number}: {answer:?}");
        let took = asked.elapsed();
        assert!(took < LONG, "{number} took {took:?}");
    }
}

/// Keeps everybody from writing a group on PostgreSQL, as a long transaction would. SQLite has no
/// locks of rows.
async fn lock(server: &TestServer, group: &str) -> Option<DatabaseTransaction> {
    if !is_postgres(server) {
        return None;
    }
    let locking = connect(server).await.begin().await.unwrap();
    let lock = format!("SELECT 1 FROM resources WHERE id = '{group}' FOR UPDATE");
    locking.execute_unprepared(&lock).await.unwrap();
    Some(locking)
}

/// How many statements wait for a lock.
async fn waiting(conn: &DatabaseConnection) -> i64 {
    let sql = "SELECT COUNT(*) AS waiting FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let row = conn.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "waiting").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenant_at_its_worst_does_not_stop_another() {
    for database in testkit::both() {
        let settings = HttpSettings {
            search_timeout: Duration::from_secs(2),
            ..HttpSettings::default()
        };
        let server = Arc::new(TestServer::start_with(database, settings, None).await);
        let (worst, other) = (server.tenant("worst").await, server.tenant("other").await);
        seed(&server, "worst").await;
        let group = json!({ "displayName": "Pilots" });
        let group = server.create(&worst, "/Groups", &group).await;
        let bob = server
            .create(&other, "/Users", &json!({ "userName": "bob" }))
            .await;
        let locked = lock(&server, &group).await;
        let harm = Arc::new(Harm {
            server: Arc::clone(&server),
            tenant: worst,
            group,
            searches: AtomicU64::default(),
            is_over: AtomicBool::default(),
        });
        let tasks = harm.begin();
        let (mut rounds, mut most) = (0, 0);
        let conn = connect(&server).await;
        while rounds < 20
            || harm.searches.load(Ordering::Relaxed) < 8
            || (locked.is_some() && most < OF_ONE_RESOURCE)
        {
            work(&server, &other, &bob).await;
            rounds += 1;
            if locked.is_some() {
                most = most.max(waiting(&conn).await);
            }
        }
        if locked.is_some() {
            assert_eq!(
                most, OF_ONE_RESOURCE,
                "so many held a connection and waited"
            );
        }
        harm.is_over.store(true, Ordering::Relaxed);
        drop(locked);
        for task in tasks {
            task.await.unwrap();
        }
    }
}
