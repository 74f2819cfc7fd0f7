//! What commands do to a database that is missing, empty, behind or busy: mostly nothing.

use sea_orm::{ConnectOptions, ConnectionTrait};
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::support::{Program, Run};

const READING: [&[&str]; 8] = [
    &["tenant", "list"],
    &["tenant", "show", "contoso"],
    &["token", "list", "contoso"],
    &["contact", "list", "contoso"],
    &["group", "list", "contoso"],
    &["schema", "list", "contoso"],
    &["journal", "list", "contoso"],
    &["activity", "list", "contoso"],
];

const WRITING: [&[&str]; 6] = [
    &["tenant", "suspend", "contoso"],
    &["tenant", "resume", "contoso"],
    &["tenant", "delete", "contoso", "--yes"],
    &["token", "create", "contoso"],
    &["token", "revoke", "contoso", "x"],
    &["schema", "remove", "contoso", "x"],
];

fn on(database: &TestDatabase) -> Program {
    Program::new().with("ROLLCALL_DATABASE_URL", &database.url)
}

fn assert_refused(run: &Run, words: &str, what: &[&str]) {
    assert_eq!(run.status, 1, "{what:?}: {run:?}");
    assert_eq!(run.stdout, "", "{what:?}: {run:?}");
    assert_eq!(run.stderr.lines().count(), 1, "{what:?}: {run:?}");
    assert!(run.stderr.contains(words), "{what:?}: {run:?}");
}

/// The migrations that `migrate --check` tells; it fails if there are any.
fn pending(program: &Program) -> Vec<Value> {
    let run = program.run(&["migrate", "--check", "--json"]);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    let pending = told["pending"].as_array().unwrap().clone();
    assert_eq!(run.status, i32::from(!pending.is_empty()), "{run:?}");
    pending
}

/// Runs a statement on a connection of its own, which is returned.
async fn execute(database: &TestDatabase, sql: &str) -> sea_orm::DatabaseConnection {
    let mut options = ConnectOptions::new(&database.url);
    options.max_connections(1);
    let connection = sea_orm::Database::connect(options).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection
}

#[test]
fn a_command_that_needs_a_database_says_that_there_is_none_and_makes_none() {
    for content in [None, Some("")] {
        let mut program = Program::new();
        if let Some(content) = content {
            program = program.with_file("rollcall.db", content);
        }
        for command in READING.iter().chain(&WRITING) {
            let run = program.run(command);
            assert_refused(
                &run,
                "no database yet: the SQLite file rollcall.db",
                command,
            );
        }
        assert!(!pending(&program).is_empty());
        assert_eq!(program.has_file("rollcall.db"), content.is_some());
        assert!(!program.has_file("rollcall.db-wal") && !program.has_file("rollcall.db-shm"));
        program.json(&["tenant", "create", "contoso"]);
        assert_eq!(pending(&program), Vec::<Value>::new());
    }
}

#[test]
fn a_postgres_database_without_tables_is_none_and_stays_so_until_a_tenant_is_made() {
    let database = testkit::postgres();
    let program = on(&database);
    for command in READING.iter().chain(&WRITING) {
        assert_refused(&program.run(command), "there is no database yet", command);
    }
    let all = pending(&program);
    assert_eq!(program.json(&["migrate"]), json!({"applied": all}));
    let missing = database.url.replace("/test_", "/no_such_");
    let elsewhere = Program::new().with("ROLLCALL_DATABASE_URL", &missing);
    for command in [READING[0], WRITING[0], &["tenant", "create", "contoso"]] {
        let run = elsewhere.run(command);
        assert_refused(&run, "the PostgreSQL database \"no_such_", command);
    }
}

#[tokio::test]
async fn only_serve_and_migrate_migrate_a_database_that_is_behind() {
    for database in testkit::both() {
        let program = on(&database);
        program.json(&["tenant", "create", "contoso"]);
        let forget = "DELETE FROM seaql_migrations WHERE version LIKE '%write_probes'";
        let connection = execute(&database, forget).await;
        connection
            .execute_unprepared("DROP TABLE write_probes")
            .await
            .unwrap();
        connection.close().await.unwrap();
        let create: &[&str] = &["tenant", "create", "fabrikam"];
        for command in READING.iter().chain(&WRITING).chain([&create]) {
            let run = program.run(command);
            assert_refused(&run, "behind this version of Rollcall", command);
            assert!(run.stderr.contains("rollcall migrate"), "{run:?}");
        }
        let behind = pending(&program);
        assert_eq!(behind.len(), 1, "{behind:?}");
        assert_eq!(program.json(&["migrate"]), json!({"applied": behind}));
        assert_eq!(program.json(&["tenant", "list"])[0]["slug"], "contoso");
        program.json(create);
    }
}

#[test]
fn serve_warns_of_files_that_others_may_read() {
    use std::os::unix::fs::PermissionsExt;

    let database = testkit::sqlite();
    let program = on(&database);
    program.json(&["tenant", "create", "contoso"]);
    let path = database.url.strip_prefix("sqlite://").unwrap();
    for (mode, warnings) in [(0o600, 0), (0o644, 3), (0o620, 3)] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
        let running = program.serve(&[]);
        running.signal("TERM");
        let (status, log) = running.wait();
        assert_eq!(status, Some(0), "{log}");
        let told = log.lines().filter(|line| line.contains("chmod 600"));
        assert_eq!(told.count(), warnings, "{mode:o}: {log}");
    }
}

#[tokio::test]
async fn a_report_waits_for_no_writer() {
    let database = testkit::sqlite();
    let program = on(&database);
    program.json(&["tenant", "create", "contoso"]);
    let writing = execute(&database, "BEGIN IMMEDIATE").await;
    for command in READING {
        let run = program.run(command);
        assert_eq!(run.status, 0, "{command:?}: {run:?}");
    }
    assert_eq!(pending(&program), Vec::<Value>::new());
    writing.close().await.unwrap();
}
