//! Look-ups are served by indexes, which the databases' own plans tell.

use scim::cursor::{Position, SortValue, Toward};
use scim::filter::compile;
use scim::{Limits, ResourceType};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use serde_json::json;
use storage::resources::{self, ListQuery, Search, Seek, Selection, Stored};
use storage::{TenantKey, memberships};

use crate::support::{Store, at, group, ids, on_both, stored, users};

/// A connection that answers nothing and keeps the statements it is given.
struct Recorder {
    backend: DbBackend,
    statements: std::sync::Mutex<Vec<Statement>>,
}

#[sea_orm_migration::async_trait::async_trait]
impl ConnectionTrait for Recorder {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, _: Statement) -> Result<sea_orm::ExecResult, sea_orm::DbErr> {
        Err(sea_orm::DbErr::Custom(
            "only queries are recorded".to_owned(),
        ))
    }

    async fn execute_unprepared(&self, _: &str) -> Result<sea_orm::ExecResult, sea_orm::DbErr> {
        Err(sea_orm::DbErr::Custom(
            "only queries are recorded".to_owned(),
        ))
    }

    async fn query_one_raw(
        &self,
        statement: Statement,
    ) -> Result<Option<sea_orm::QueryResult>, sea_orm::DbErr> {
        self.statements.lock().unwrap().push(statement);
        Ok(None)
    }

    async fn query_all_raw(
        &self,
        statement: Statement,
    ) -> Result<Vec<sea_orm::QueryResult>, sea_orm::DbErr> {
        self.statements.lock().unwrap().push(statement);
        Ok(Vec::new())
    }
}

/// The statements that listing with a filter runs.
async fn statements(
    backend: DbBackend,
    tenant: TenantKey,
    resource_type: &ResourceType,
    filter: &str,
) -> Vec<Statement> {
    let recorder = Recorder {
        backend,
        statements: std::sync::Mutex::default(),
    };
    let filter = compile(filter, resource_type, &Limits::default()).unwrap();
    let query = ListQuery {
        filter: Some(&filter),
        limit: 10,
        ..ListQuery::default()
    };
    resources::list(&recorder, tenant, resource_type, &query)
        .await
        .unwrap();
    recorder.statements.into_inner().unwrap()
}

/// How the database would run a statement, line by line.
async fn plan(store: &Store, statement: &Statement) -> String {
    let reader = store.database.reader();
    let backend = reader.get_database_backend();
    let (explain, column) = match backend {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let values: Vec<Value> = statement
        .values
        .iter()
        .flat_map(|it| it.0.clone())
        .collect();
    let explain = format!("{explain} {}", statement.sql);
    let explain = Statement::from_sql_and_values(backend, explain, values);
    let rows = reader.query_all_raw(explain).await.unwrap();
    let lines = rows
        .iter()
        .map(|row| row.try_get_by::<String, _>(column).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

async fn populate(store: &Store) {
    let user_ids = ids("u", 3_000);
    let people: Vec<Stored> = (0..)
        .zip(&user_ids)
        .map(|(number, id)| {
            let attributes = json!({
                "userName": format!("{id}@contoso.example"),
                "externalId": format!("external-{id}"),
                "displayName": format!("Person {id}"),
                "emails": [{"value": format!("{id}@mail.example"), "type": "work"}],
            });
            Stored {
                modified_at: at(number * 1_000),
                ..stored(id, attributes)
            }
        })
        .collect();
    store.add(store.users(), &people).await;
    let group_ids = ids("g", 300);
    let groups: Vec<Stored> = group_ids.iter().map(|id| group(id)).collect();
    store.add(store.groups(), &groups).await;
    for (group, members) in group_ids.iter().zip(user_ids.chunks(10)) {
        store.join(group, &users(members)).await;
    }
}

/// Tells the planner what the tables hold. PostgreSQL does so by itself after a while, SQLite never.
async fn analyze(store: &Store) {
    let writer = store.database.migration_connection();
    writer.execute_unprepared("ANALYZE").await.unwrap();
}

#[tokio::test]
async fn lookups_use_an_index_and_read_no_table() {
    on_both(async |store| {
        populate(store).await;
        if store.database.reader().get_database_backend() == DbBackend::Sqlite {
            check_lookups(store).await;
        }
        analyze(store).await;
        check_lookups(store).await;
    })
    .await;
}

async fn check_lookups(store: &Store) {
    let backend = store.database.reader().get_database_backend();
    for (resource_type, filter, indexes) in [
        (
            store.users(),
            "id eq \"u00007\"",
            "resources_id|resources_pkey|sqlite_autoindex_resources",
        ),
        (
            store.users(),
            "userName eq \"U00007@contoso.example\"",
            "resources_unique_key",
        ),
        (
            store.users(),
            "externalId eq \"external-u00007\"",
            "resources_external_key",
        ),
        (
            store.users(),
            "displayName eq \"person u00007\"",
            "resources_display_key",
        ),
        (
            store.users(),
            "emails.value eq \"u00007@mail.example\"",
            "resource_emails_pkey|resource_emails",
        ),
        (
            store.users(),
            "emails[type eq \"work\" and value eq \"u00007@mail.example\"]",
            "resource_emails_pkey|resource_emails",
        ),
        (
            store.users(),
            "meta.lastModified gt \"2026-02-02T03:29:50Z\"",
            "resources_modified_at",
        ),
        (
            store.users(),
            "groups.value eq \"g00007\"",
            "memberships_pkey|autoindex_memberships",
        ),
        (
            store.groups(),
            "displayName eq \"g00007\"",
            "resources_unique_key",
        ),
        (
            store.groups(),
            "members.value eq \"u00007\"",
            "memberships_member",
        ),
        (
            store.groups(),
            "id eq \"g00000\" and members eq \"u00007\"",
            "memberships_member|memberships_pkey",
        ),
    ] {
        for statement in statements(backend, store.tenant, resource_type, filter).await {
            let plan = plan(store, &statement).await;
            let uses = indexes.split('|').any(|index| plan.contains(index));
            assert!(uses, "{filter}\n{plan}");
            for scan in [
                "Seq Scan",
                "SCAN resources",
                "SCAN member",
                "SCAN resource_emails",
            ] {
                assert!(!plan.contains(scan), "{filter}\n{plan}");
            }
        }
    }
}

/// Only SQLite's planner has to be led: PostgreSQL's knows how large a table is, and rightly reads
/// all of one as small as this.
#[tokio::test]
async fn looking_up_ids_reads_no_other_rows_on_sqlite() {
    on_both(async |store| {
        if store.database.reader().get_database_backend() == DbBackend::Sqlite {
            populate(store).await;
            check_ids(store).await;
            analyze(store).await;
            check_ids(store).await;
        }
    })
    .await;
}

async fn check_ids(store: &Store) {
    let recorder = Recorder {
        backend: DbBackend::Sqlite,
        statements: std::sync::Mutex::default(),
    };
    let (tenant, wanted) = (store.tenant, ["u00007".to_owned()]);
    resources::types_of(&recorder, tenant, &wanted)
        .await
        .unwrap();
    memberships::of_members(&recorder, tenant, &wanted)
        .await
        .unwrap();
    memberships::of_groups(&recorder, tenant, &["g00007".to_owned()])
        .await
        .unwrap();
    let statements = recorder.statements.into_inner().unwrap();
    assert_eq!(statements.len(), 3);
    for (statement, key) in statements.iter().zip(["id", "member_id", "group_id"]) {
        let plan = plan(store, statement).await;
        let whole = format!("(tenant_key=? AND {key}=?)");
        assert!(plan.contains(&whole), "{}\n{plan}", statement.sql);
        for part in ["(tenant_key=?)", "SCAN resource", "SCAN membership"] {
            assert!(!plan.contains(part), "{}\n{plan}", statement.sql);
        }
    }
}

#[tokio::test]
async fn a_list_of_groups_by_name_reads_no_membership() {
    for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
        let registry = scim::Registry::standard();
        let groups = registry.resource_type("Group").unwrap();
        let place = testkit::sqlite();
        let database = crate::support::open(&place).await;
        let tenant = crate::support::tenant(&database, "contoso").await;
        for statement in statements(backend, tenant, groups, "displayName eq \"finance\"").await {
            assert!(!statement.sql.contains("memberships"), "{}", statement.sql);
            assert!(!statement.sql.contains("finance"), "{}", statement.sql);
        }
    }
}

#[tokio::test]
async fn a_page_from_anywhere_is_a_range_of_an_index() {
    on_both(async |store| {
        populate(store).await;
        analyze(store).await;
        let backend = store.database.reader().get_database_backend();
        let name = SortValue::Text("u02000@contoso.example".to_owned());
        for (path, key, index) in [
            (
                None,
                None,
                "resources_id|resources_pkey|sqlite_autoindex_resources",
            ),
            (Some("userName"), Some(name), "resources_unique_key"),
        ] {
            let recorder = Recorder {
                backend,
                statements: std::sync::Mutex::default(),
            };
            let from = Position {
                key,
                id: "u02000".to_owned(),
            };
            let search = Search {
                among: &[Selection {
                    resource_type: store.users(),
                    filter: None,
                    sort: path.and_then(|path| store.users().find_path(path)),
                }],
                descending: false,
            };
            let seek = Seek {
                from: Some(&from),
                toward: Toward::End,
                limit: 10,
            };
            resources::seek(&recorder, store.tenant, &search, &seek)
                .await
                .unwrap();
            let statements = recorder.statements.into_inner().unwrap();
            let [statement] = &statements[..] else {
                panic!("{path:?}: {statements:?}");
            };
            let plan = plan(store, statement).await;
            let range = plan.lines().any(|line| line.contains('>'));
            assert!(
                index.split('|').any(|it| plan.contains(it)) && range,
                "{plan}"
            );
            assert!(
                !plan.contains("Seq Scan") && !plan.contains("SCAN"),
                "{plan}"
            );
        }
    })
    .await;
}
