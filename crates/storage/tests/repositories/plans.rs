//! Look-ups are served by indexes, which the databases' own plans tell.

use scim::cursor::{Position, SortValue, Toward};
use scim::filter::compile;
use scim::{Limits, ResourceType};
use serde_json::json;
use storage::resources::{self, ListQuery, Search, Seek, Selection, Stored};
use storage::{StorageError, memberships};

use crate::support::{Store, at, group, ids, on_both, stored, users};

/// The statements that listing with a filter sends, with their plans.
async fn plans_of(store: &Store, resource_type: &ResourceType, filter: &str) -> Vec<String> {
    let filter = compile(filter, resource_type, &Limits::default()).unwrap();
    let query = ListQuery {
        filter: Some(&filter),
        limit: 10,
        ..ListQuery::default()
    };
    let reader = store.database.reader();
    plans(
        store,
        resources::list(reader, store.tenant, resource_type, &query),
    )
    .await
}

/// How the database would run the statements that something sends.
pub(crate) async fn plans<T>(
    store: &Store,
    sending: impl Future<Output = Result<T, StorageError>>,
) -> Vec<String> {
    store.database.record_statements();
    sending.await.unwrap();
    let mut plans = Vec::new();
    for statement in store.database.recorded_statements() {
        let plan = store.database.plan(&statement).await.unwrap();
        plans.push(plan.join("\n"));
    }
    plans
}

async fn populate(store: &Store) {
    let user_ids = ids("u", 6_000);
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
                modified_at: at(number * 500),
                ..stored(id, attributes)
            }
        })
        .collect();
    store.add(store.users(), &people).await;
    let group_ids = ids("g", 600);
    let groups: Vec<Stored> = group_ids.iter().map(|id| group(id)).collect();
    store.add(store.groups(), &groups).await;
    for (group, members) in group_ids.iter().zip(user_ids.chunks(10)) {
        store.join(group, &users(members)).await;
    }
}

#[tokio::test]
async fn lookups_use_an_index_and_read_no_table() {
    on_both(async |store| {
        populate(store).await;
        if store.is_sqlite() {
            check_lookups(store).await;
            store.analyze().await;
        } else {
            let known = [
                "figure_deltas",
                "memberships",
                "resource_emails",
                "resources",
            ];
            assert_eq!(store.database.keep_statistics().await.unwrap(), known);
        }
        let grown = store.database.keep_statistics().await.unwrap();
        assert_eq!(grown, Vec::<String>::new());
        check_lookups(store).await;
    })
    .await;
}

async fn check_lookups(store: &Store) {
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
        for plan in plans_of(store, resource_type, filter).await {
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

/// Filters that name no group go through the resources, and look up what each is in.
#[tokio::test]
async fn filters_on_groups_read_no_table_of_memberships() {
    on_both(async |store| {
        populate(store).await;
        store.analyze().await;
        for filter in [
            "groups.display co \"00007\"",
            "groups[type eq \"indirect\"]",
            "groups[value eq \"g00007\" and type eq \"direct\"]",
        ] {
            for plan in plans_of(store, store.users(), filter).await {
                assert!(plan.contains("memberships"), "{filter}\n{plan}");
                for scan in ["Seq Scan", "SCAN next", "SCAN direct", "SCAN other"] {
                    assert!(!plan.contains(scan), "{filter}\n{plan}");
                }
            }
        }
    })
    .await;
}

/// Only SQLite's planner has to be led: PostgreSQL's knows how large a table is, and rightly reads
/// all of one as small as this.
#[tokio::test]
async fn looking_up_ids_reads_no_other_rows_on_sqlite() {
    on_both(async |store| {
        if store.is_sqlite() {
            populate(store).await;
            check_ids(store).await;
            store.analyze().await;
            check_ids(store).await;
        }
    })
    .await;
}

async fn check_ids(store: &Store) {
    let (reader, tenant) = (store.database.reader(), store.tenant);
    let (user, group) = (["u00007".to_owned()], ["g00000".to_owned()]);
    let types = plans(store, resources::types_of(reader, tenant, &user)).await;
    let groups = plans(store, memberships::of_members(reader, tenant, &user)).await;
    let members = plans(store, memberships::of_groups(reader, tenant, &group)).await;
    assert_eq!((types.len(), groups.len(), members.len()), (1, 2, 2));
    let keys = ["id", "member_id", "id", "group_id", "id"];
    let all = types.iter().chain(&groups).chain(&members);
    for (plan, key) in all.zip(keys) {
        let whole = format!("(tenant_key=? AND {key}=?)");
        assert!(plan.contains(&whole), "{key}\n{plan}");
        for part in ["(tenant_key=?)", "SCAN resource", "SCAN membership"] {
            assert!(!plan.contains(part), "{key}\n{plan}");
        }
    }
}

#[tokio::test]
async fn a_list_of_groups_by_name_reads_no_membership() {
    on_both(async |store| {
        let filter = compile(
            "displayName eq \"finance\"",
            store.groups(),
            &Limits::default(),
        );
        let query = ListQuery {
            filter: Some(&filter.unwrap()),
            limit: 10,
            ..ListQuery::default()
        };
        let reader = store.database.reader();
        store.database.record_statements();
        resources::list(reader, store.tenant, store.groups(), &query)
            .await
            .unwrap();
        let statements = store.database.recorded_statements();
        assert!(!statements.is_empty());
        for statement in statements {
            let sql = statement.sql();
            assert!(
                !sql.contains("memberships") && !sql.contains("finance"),
                "{sql}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_from_anywhere_is_a_range_of_an_index() {
    on_both(async |store| {
        populate(store).await;
        store.analyze().await;
        let name = SortValue::Text("u02000@contoso.example".to_owned());
        for (path, key, index) in [
            (
                None,
                None,
                "resources_id|resources_pkey|sqlite_autoindex_resources",
            ),
            (Some("userName"), Some(name), "resources_unique_key"),
        ] {
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
            let reader = store.database.reader();
            let seeking = resources::seek(reader, store.tenant, &search, &seek);
            let plans = plans(store, seeking).await;
            let [plan] = &plans[..] else {
                panic!("{path:?}: {plans:?}");
            };
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
