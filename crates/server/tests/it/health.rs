//! Probes.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::on_both;

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
