//! What use-cases ask about known people and groups is looked up by all that is known of them, in a
//! tenant of 20,000 users; without statistics too, which PostgreSQL lacks in a first sync and SQLite
//! always.

use roster::observation::Key;
use sea_orm::ConnectionTrait;
use serde_json::json;
use storage::contacts::{self, StoredContact};
use storage::jobs::Affected;
use storage::training_groups;
use storage::{SentStatement, StorageError, TenantKey, Transaction, memberships, resources};

use crate::contacts::state;
use crate::support::{Store, at, on_both, resource, stored};

/// The statements that some work sends. What it writes is undone.
pub(crate) async fn sent(
    store: &Store,
    work: impl AsyncFnOnce(&Transaction, TenantKey) -> Result<(), StorageError>,
) -> Vec<SentStatement> {
    let transaction = store.database.begin().await.unwrap();
    store.database.record_statements();
    work(&transaction, store.tenant).await.unwrap();
    store.database.recorded_statements()
}

const USERS: u32 = 20_000;
const LEAVERS: u32 = 5_000;
/// A table of only 2,000 groups PostgreSQL would rightly read as a whole.
const GROUPS: u32 = 8_000;

/// The id of a user or a group, as [`populate`] makes them.
fn id(prefix: char, number: u32) -> String {
    format!("{prefix}{}", 100_000 + number)
}

/// Users, a quarter as many leavers, groups of ten, one that half of the users are in, and empty ones.
pub(crate) async fn populate(store: &Store) {
    let conn = sea_orm::Database::connect(&store.place.url).await.unwrap();
    let tenant = i64::from(store.tenant);
    let json = if store.is_sqlite() {
        "'{}'"
    } else {
        "CAST('{}' AS JSONB)"
    };
    let resource = |prefix: char, resource_type: &str| {
        format!(
            "INSERT INTO resources (tenant_key, id, resource_type, version, created_at,
             modified_at, unique_key, document, comparable)
             SELECT {tenant}, '{prefix}' || (100000 + i), '{resource_type}', 1, 0, 0,
             'name' || i, {json}, {json} FROM n"
        )
    };
    let contact = |user_id: &str, state: &str| {
        format!(
            "INSERT INTO contacts (tenant_key, id, user_id, user_name_key, external_id,
             external_key, external_state, source, in_scope, created_at, updated_at, version)
             SELECT {tenant}, '{state}' || i, {user_id}, 'name' || i, 'external' || i,
             'external' || i, '{state}', 'scim', TRUE, 0, 0, 1 FROM n"
        )
    };
    let member = |group: &str, user: &str| {
        format!(
            "INSERT INTO memberships (tenant_key, group_id, member_id, member_type, created_at)
             SELECT {tenant}, {group}, 'u' || ({user}), 'User', 0 FROM n"
        )
    };
    let nested = format!(
        "INSERT INTO memberships (tenant_key, group_id, member_id, member_type, created_at)
         SELECT {tenant}, 'g' || (100000 + i / 4), 'g' || (100000 + i), 'Group', 0
         FROM n WHERE i >= 4"
    );
    let emails = format!(
        "INSERT INTO resource_emails (tenant_key, email_key, resource_id)
         SELECT {tenant}, i || '@mail.example', 'u' || (100000 + i) FROM n"
    );
    let training_groups = format!(
        "INSERT INTO training_groups (tenant_key, id, group_id, slug, display_name, source,
         created_at, updated_at)
         SELECT {tenant}, 't' || i, 'g' || (100000 + i), 'group-' || i, 'Group', 'scim', 0, 0 FROM n"
    );
    let versions = format!(
        "INSERT INTO contact_versions (tenant_key, contact_id, number, valid_from, state)
         SELECT {tenant}, 'active' || i, 1, 0, {json} FROM n"
    );
    let user_id = "'u' || (100000 + i)";
    for (rows, insert) in [
        (USERS, resource('u', "User")),
        (GROUPS, resource('g', "Group")),
        (USERS, emails),
        (USERS, contact(user_id, "active")),
        (LEAVERS, contact("NULL", "disabled")),
        (USERS, versions),
        (GROUPS, training_groups),
        (USERS / 2, member("'g108000'", "100000 + i")),
        (USERS - 10, member("'g' || (100001 + i / 10)", "100009 + i")),
        (GROUPS / 4, nested),
    ] {
        let count = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
        );
        // SQLite and PostgreSQL both take WITH before INSERT.
        let sql = format!("{count} {insert}");
        conn.execute_unprepared(&sql).await.unwrap();
    }
}

/// Everything that is not a mere insert must be looked up, by the tenant and one more column at least.
pub(crate) async fn expect_look_ups(
    store: &Store,
    name: &str,
    statements: &[SentStatement],
    columns: &[&str],
) {
    let looking_up = statements
        .iter()
        .filter(|statement| !statement.sql().starts_with("INSERT"));
    let mut plans = String::new();
    for statement in looking_up {
        let plan = store.database.plan(statement).await.unwrap();
        for line in &plan {
            let reads_tenant = line.contains("(tenant_key=?)")
                || (line.contains("Index Cond: ") && !line.contains(" AND "));
            let reads_all = line.contains("Seq Scan") || (line.contains("SCAN ") && !is_held(line));
            assert!(
                !reads_tenant && !reads_all,
                "{name}\n{}\n{plan:#?}",
                statement.sql()
            );
        }
        plans.push_str(&plan.join("\n"));
        plans.push('\n');
    }
    for column in columns {
        let served = plans
            .lines()
            .filter(|line| line.contains("SEARCH ") || line.contains("Index Cond: "))
            .any(|line| line.contains(column));
        assert!(served, "{name}: no look-up by {column}\n{plans}");
    }
}

/// Whether SQLite goes through what the statement brought, or found by then.
fn is_held(line: &str) -> bool {
    let held = ["SCAN batch", "SCAN reached", "SCAN within"];
    held.iter().any(|it| line.contains(it))
}

#[tokio::test]
async fn contacts_are_looked_up_with_and_without_statistics() {
    on_both(async |store| {
        populate(store).await;
        check_contacts(store).await;
        store.analyze().await;
        check_contacts(store).await;
    })
    .await;
}

async fn check_contacts(store: &Store) {
    let key = Key {
        user_id: None,
        external_id: Some("external-of-nobody".to_owned()),
        user_name: Some("Nobody".to_owned()),
    };
    let statements = sent(store, async |conn, tenant| {
        contacts::leavers(conn, tenant, &key).await.map(drop)
    })
    .await;
    assert_eq!(statements.len(), 2);
    let keys = ["external_key", "user_name_key"];
    expect_look_ups(store, "leavers", &statements, &keys).await;

    for count in [1, 100, 5_000] {
        let users: Vec<String> = (0..count).map(|number| id('u', number * 4)).collect();
        let statements = sent(store, async |conn, tenant| {
            contacts::set_updated(conn, tenant, &users, at(9)).await
        })
        .await;
        expect_look_ups(store, "set updated", &statements, &["user_id"]).await;
    }

    let user = id('u', 700);
    let contact = "active700".to_owned();
    let known = StoredContact {
        state: state(&contact, &user, "x@x", None),
        version: 1,
        version_at: Some(at(1)),
    };
    let statements = sent(store, async |conn, tenant| {
        contacts::of_user(conn, tenant, &user).await?;
        contacts::update(conn, tenant, &known, &known.state, at(9)).await?;
        contacts::confirm(conn, tenant, &contact, at(9)).await?;
        let reports = Affected::ReportsOf {
            user_id: user.clone(),
        };
        reports.page(conn, tenant, "", 1_001).await.map(drop)
    })
    .await;
    let columns = ["user_id", "id", "manager_key", "contact_id"];
    expect_look_ups(store, "one contact", &statements, &columns).await;
}

#[tokio::test]
async fn members_and_groups_are_looked_up_with_and_without_statistics() {
    on_both(async |store| {
        populate(store).await;
        check_groups(store).await;
        store.analyze().await;
        check_groups(store).await;
    })
    .await;
}

async fn check_groups(store: &Store) {
    let (user, group, large) = (id('u', 700), id('g', 700), id('g', GROUPS));
    for count in [1, 100, 1_000] {
        let users: Vec<String> = (1..=count).map(|number| id('u', number)).collect();
        let statements = sent(store, async |conn, tenant| {
            let removed = memberships::remove(conn, tenant, &large, &users, at(9)).await?;
            assert_eq!(removed, crate::support::users(&users));
            memberships::of_members(conn, tenant, &users)
                .await
                .map(drop)
        })
        .await;
        let columns = ["member_id", "id"];
        expect_look_ups(store, "remove and of_members", &statements, &columns).await;
        check_outer_groups(store, &users).await;
    }
    let groups = [group.clone(), large];
    let statements = sent(store, async |conn, tenant| {
        training_groups::set_updated(conn, tenant, &groups, at(9)).await?;
        training_groups::slugs_of_member(conn, tenant, &user).await?;
        memberships::of_groups(conn, tenant, &groups)
            .await
            .map(drop)
    })
    .await;
    let columns = ["group_id", "member_id"];
    expect_look_ups(store, "groups", &statements, &columns).await;

    let changed = resources::Stored {
        version: 2,
        ..stored(&user, json!({"userName": "name"}))
    };
    let before = resource(json!({"emails": [{"value": "old@x.example"}]}));
    let statements = sent(store, async |conn, tenant| {
        resources::update(conn, tenant, store.users(), &before, &changed).await?;
        resources::bump(conn, tenant, &groups, at(9)).await
    })
    .await;
    expect_look_ups(store, "resources", &statements, &["resource_id", "id"]).await;
}

async fn check_outer_groups(store: &Store, users: &[String]) {
    let reader = store.database.reader();
    let direct = memberships::of_members(reader, store.tenant, users)
        .await
        .unwrap();
    let statements = sent(store, async |conn, tenant| {
        let outer = memberships::outer_of(conn, tenant, &direct).await?;
        assert!(outer.is_empty() == (users.len() == 1), "{outer:?}");
        Ok(())
    })
    .await;
    expect_look_ups(store, "outer_of", &statements, &["member_id"]).await;
}

#[tokio::test]
async fn a_free_slug_is_found_with_one_read_however_many_are_taken() {
    on_both(async |store| {
        populate(store).await;
        let statements = sent(store, async |conn, tenant| {
            // "group" itself is free, then "group-8001", which comes after all.
            for (group, slug) in [("g1", "group"), ("g2", "group-8001")] {
                let new = crate::training_groups::state(group, "Group");
                assert_eq!(training_groups::insert(conn, tenant, &new).await?, slug);
            }
            Ok(())
        })
        .await;
        assert_eq!(statements.len(), 4);
        expect_look_ups(store, "insert", &statements, &["slug"]).await;
    })
    .await;
}
