//! What is left of a tenant that was erased.

use std::process::Command;

use chrono::TimeDelta;
use directory::{reports, tenants};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use storage::StorageError;

use crate::support::{Program, Tenant, TestServer, on_both};

/// Stands in everything the erased tenant's people have.
const MARKER: &str = "marker7q";

/// How often the marker stands in the files of a SQLite database, in any letter case. They are read by
/// another process: closing a file would end all locks that SQLite has on it in this one.
fn marked(server: &TestServer) -> usize {
    let path = server.database_url().strip_prefix("sqlite://").unwrap();
    let found = ["", "-wal", "-shm"].into_iter().map(|ending| {
        let read = Command::new("cat").arg(format!("{path}{ending}")).output();
        let content = read.unwrap().stdout.to_ascii_lowercase();
        assert!(ending == "-wal" || !content.is_empty(), "{ending}");
        content
            .windows(MARKER.len())
            .filter(|window| *window == MARKER.as_bytes())
            .count()
    });
    found.sum()
}

/// People who come, change and go, so that rows move about in the file.
async fn fill(server: &TestServer, tenant: &Tenant, name: &str) {
    let mut members = Vec::new();
    for number in 0..60 {
        let user = json!({
            "userName": format!("{name}{number}@example.com"),
            "displayName": name.repeat(1 + number % 40),
            "emails": [{"type": "work", "value": format!("{name}{number}@mail.example")}],
        });
        let id = server.create(tenant, "/Users", &user).await;
        let longer =
            json!({"displayName": name.repeat(60), "userName": format!("{name}-{number}")});
        let path = format!("/Users/{id}");
        let put = server.request(tenant, "PUT", &path).json(&longer).send();
        assert_eq!(put.await.status, 200);
        match number % 3 {
            0 => members.push(json!({"value": id})),
            1 => {
                let gone = server.request(tenant, "DELETE", &path).send().await;
                assert_eq!(gone.status, 204);
            }
            _ => {}
        }
    }
    let group = json!({"displayName": format!("{name} group"), "members": members});
    server.create(tenant, "/Groups", &group).await;
}

#[tokio::test]
async fn nothing_of_an_erased_tenant_stands_in_the_files_of_sqlite() {
    let server = TestServer::start(testkit::sqlite()).await;
    let (gone, stays) = (
        server.tenant("contoso").await,
        server.tenant("fabrikam").await,
    );
    fill(&server, &gone, MARKER).await;
    fill(&server, &stays, "other").await;
    let before = server.get(&stays, "/Users?count=1000").await.body;
    assert!(marked(&server) > 1_000);

    let program = Program::new().with("ROLLCALL_DATABASE_URL", server.database_url());
    program.json(&["tenant", "delete", "contoso", "--yes"]);
    assert_eq!(marked(&server), 0);
    server.clock.advance(TimeDelta::seconds(2));
    assert_eq!(server.get(&gone, "/Users").await.status, 401);
    assert_eq!(server.get(&stays, "/Users?count=1000").await.body, before);
    let database = server.directory.database();
    assert!(!database.has_erased_remains().await.unwrap());
    fill(&server, &stays, "later").await;
}

#[tokio::test]
async fn an_erasure_that_was_cut_off_is_finished_when_serve_starts() {
    let server = TestServer::start(testkit::sqlite()).await;
    let gone = server.tenant("contoso").await;
    fill(&server, &gone, MARKER).await;
    let directory = &server.directory;
    let key = tenants::show(directory, "contoso").await.unwrap().key;
    let delete = async |unit: &storage::Transaction| {
        storage::tenants::delete(unit, key).await?;
        Ok::<_, StorageError>(())
    };
    directory.database().write(delete).await.unwrap();
    assert!(directory.database().has_erased_remains().await.unwrap());
    assert!(marked(&server) > 1_000);

    let program = Program::new().with("ROLLCALL_DATABASE_URL", server.database_url());
    let running = program.serve(&[]);
    assert_eq!(marked(&server), 0);
    assert!(!directory.database().has_erased_remains().await.unwrap());
    running.signal("TERM");
    let (status, log) = running.wait();
    assert_eq!(status, Some(0), "{log}");
}

#[tokio::test]
async fn the_rows_of_an_erased_tenant_are_vacuumed_on_postgres() {
    let server = TestServer::start(testkit::postgres()).await;
    let (gone, stays) = (
        server.tenant("contoso").await,
        server.tenant("fabrikam").await,
    );
    fill(&server, &gone, MARKER).await;
    fill(&server, &stays, "other").await;
    let conn = sea_orm::Database::connect(server.database_url())
        .await
        .unwrap();
    // Otherwise it may have been the database's own doing.
    for table in ["resources", "contacts", "journal"] {
        let alone = format!("ALTER TABLE {table} SET (autovacuum_enabled = off)");
        conn.execute_unprepared(&alone).await.unwrap();
    }
    tenants::delete(&server.directory, "contoso").await.unwrap();
    let sql = "SELECT CAST(relname AS TEXT) AS name, vacuum_count, n_dead_tup \
        FROM pg_stat_user_tables WHERE relname IN ('resources', 'contacts', 'journal')";
    let statement = Statement::from_string(conn.get_database_backend(), sql);
    for row in conn.query_all_raw(statement).await.unwrap() {
        let name: String = row.try_get("", "name").unwrap();
        let [vacuumed, dead] =
            ["vacuum_count", "n_dead_tup"].map(|column| row.try_get::<i64>("", column).unwrap());
        assert_eq!((vacuumed, dead), (1, 0), "{name}");
    }
    let left = reports::contacts(&server.directory, "fabrikam", None, None).await;
    assert_eq!(left.unwrap().len(), 60);
}

#[tokio::test]
async fn what_this_process_changes_of_access_takes_hold_at_once() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let token = server.token("contoso").await;
        let directory = &server.directory;
        let status = async |token: &str| {
            let request = server.anonymous("GET", "/scim/v2/Schemas").bearer(token);
            request.send().await.status
        };
        assert_eq!(status(&tenant.token).await, 200);
        assert_eq!(status(token.reveal()).await, 200);
        directory::tokens::revoke(directory, "contoso", token.id())
            .await
            .unwrap();
        assert_eq!(status(token.reveal()).await, 401);
        tenants::suspend(directory, "contoso").await.unwrap();
        assert_eq!(status(&tenant.token).await, 403);
        tenants::resume(directory, "contoso").await.unwrap();
        assert_eq!(status(&tenant.token).await, 200);
        tenants::delete(directory, "contoso").await.unwrap();
        assert_eq!(status(&tenant.token).await, 401);
    })
    .await;
}
