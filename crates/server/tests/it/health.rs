//! Probes.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::faults::proxy::Proxy;
use crate::support::{TestServer, on_both};

#[tokio::test]
async fn a_running_server_is_healthy_and_ready() {
    on_both(async |server| {
        let health = server.anonymous("GET", "/healthz").send().await;
        assert_eq!((health.status, health.body), (200, json!({"status": "ok"})));
        let ready = server.anonymous("GET", "/readyz").send().await;
        assert_eq!(
            (ready.status, ready.body),
            (200, json!({"status": "ready"}))
        );
        assert_eq!(server.anonymous("HEAD", "/readyz").send().await.status, 200);
        let refused = server.anonymous("POST", "/readyz").send().await;
        assert_eq!(
            (refused.status, refused.header("allow")),
            (405, Some("GET, HEAD"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_server_without_its_database_is_healthy_and_not_ready() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        server.directory.database().clone().close().await.unwrap();
        assert_eq!(server.anonymous("GET", "/healthz").send().await.status, 200);
        let ready = server.anonymous("GET", "/readyz").send().await;
        assert_eq!(ready.status, 503, "{ready:?}");
        let refused = server.get(&tenant, "/ServiceProviderConfig").await;
        assert_eq!(refused.status, 503, "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_server_stays_ready_while_a_newer_version_migrates() {
    on_both(async |server| {
        let conn = sea_orm::Database::connect(server.database_url()).await;
        let newer = "INSERT INTO seaql_migrations VALUES ('m29991231_000001_x', 0)";
        let applied = conn.unwrap().execute_unprepared(newer).await;
        assert_eq!(applied.unwrap().rows_affected(), 1);
        let ready = server.anonymous("GET", "/readyz").send().await;
        assert_eq!(ready.status, 200, "{ready:?}");
    })
    .await;
}

#[tokio::test]
async fn probes_are_answered_within_two_seconds_by_a_server_whose_database_is_stopped() {
    let mut database = testkit::postgres();
    let proxy = Proxy::before(&database.url);
    database.url = proxy.url.clone();
    let server = TestServer::start(database).await;
    proxy.stop(true);
    for _ in 0..8 {
        for (path, status) in [("/healthz", 200), ("/readyz", 503)] {
            let asked = Instant::now();
            let answer = server.anonymous("GET", path).send().await;
            assert_eq!(answer.status, status, "{path}: {answer:?}");
            let took = asked.elapsed();
            assert!(took < Duration::from_secs(2), "{path}: {took:?}");
        }
    }
    proxy.stop(false);
    let answer = server.anonymous("GET", "/readyz").send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}
