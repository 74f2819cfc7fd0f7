//! Tenants and their tokens.

use sea_orm::{ConnectionTrait, Statement};
use storage::tenants::{self, NewTenant, TenantStatus};
use storage::tokens::{self, Token};
use storage::{StorageError, UniqueKey};

use crate::support::{at, group, on_both, tenant, user, users};

fn token(id: &str) -> Token {
    Token {
        id: id.to_owned(),
        label: Some("Entra".to_owned()),
        hash: "$argon2id$…".to_owned(),
        fast_hash: None,
        created_at: at(1),
        expires_at: Some(at(1_000)),
        last_used_at: None,
        revoked_at: None,
    }
}

#[tokio::test]
async fn tenants_are_found_by_slug_and_listed_in_order() {
    on_both(async |store| {
        tenant(&store.database, "adatum").await;
        let reader = store.database.reader();
        for (after, limit, expected) in [
            ("", 9, &["adatum", "contoso"][..]),
            ("", 1, &["adatum"]),
            ("adatum", 1, &["contoso"]),
            ("contoso", 9, &[]),
        ] {
            let page = tenants::page(reader, after, limit).await.unwrap();
            let slugs: Vec<String> = page.into_iter().map(|tenant| tenant.slug).collect();
            assert_eq!(slugs, expected);
        }
        let found = tenants::by_slug(reader, "contoso").await.unwrap().unwrap();
        assert_eq!(found.key, store.tenant);
        assert_eq!(
            (found.id.as_str(), found.created_at),
            ("tenant-contoso", at(0))
        );
        assert_eq!(tenants::by_slug(reader, "nobody").await.unwrap(), None);
        let again = NewTenant {
            id: "x".to_owned(),
            slug: "contoso".to_owned(),
            name: String::new(),
            created_at: at(0),
        };
        let transaction = store.database.begin().await.unwrap();
        let result = tenants::insert(&transaction, &again).await;
        assert!(matches!(
            result,
            Err(StorageError::Unique(UniqueKey::TenantSlug))
        ));
    })
    .await;
}

#[tokio::test]
async fn a_token_leads_to_its_tenant_and_the_state_of_both() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        tokens::insert(conn, tenant, &token("t1")).await.unwrap();
        tokens::insert(conn, tenant, &token("t2")).await.unwrap();
        tokens::note_use(conn, tenant, "t1", at(5)).await.unwrap();
        for hash in ["first", "later"] {
            tokens::keep_fast_hash(conn, tenant, "t1", hash)
                .await
                .unwrap();
        }
        let revoked = tokens::revoke(conn, tenant, "t1", at(6)).await.unwrap();
        let again = tokens::revoke(conn, tenant, "t1", at(7)).await.unwrap();
        tenants::set_status(conn, tenant, TenantStatus::Suspended)
            .await
            .unwrap();
        transaction.commit().await.unwrap();

        let expected = Token {
            last_used_at: Some(at(5)),
            fast_hash: Some("first".to_owned()),
            revoked_at: Some(at(6)),
            ..token("t1")
        };
        assert_eq!(revoked, Some(expected.clone()));
        assert_eq!(again, revoked);
        let reader = store.database.reader();
        let found = tokens::find(reader, "t1").await.unwrap().unwrap();
        assert_eq!(found.token, expected);
        assert_eq!(
            (found.tenant.key, found.tenant.status),
            (tenant, TenantStatus::Suspended)
        );
        assert_eq!(tokens::find(reader, "t3").await.unwrap(), None);
        let all = [expected, token("t2")];
        for (behind, limit, listed) in [
            (None, 9, &all[..]),
            (None, 1, &all[..1]),
            (Some(&all[0]), 9, &all[1..]),
            (Some(&all[1]), 9, &[]),
        ] {
            let page = tokens::page(reader, tenant, behind, limit).await.unwrap();
            assert_eq!(page, listed);
        }
    })
    .await;
}

#[tokio::test]
async fn another_tenant_cannot_touch_a_token() {
    on_both(async |store| {
        let other = tenant(&store.database, "other").await;
        let transaction = store.database.begin().await.unwrap();
        tokens::insert(&transaction, store.tenant, &token("t1"))
            .await
            .unwrap();
        tokens::note_use(&transaction, other, "t1", at(5))
            .await
            .unwrap();
        tokens::keep_fast_hash(&transaction, other, "t1", "foreign")
            .await
            .unwrap();
        assert_eq!(
            tokens::revoke(&transaction, other, "t1", at(6))
                .await
                .unwrap(),
            None
        );
        let listed = tokens::page(&transaction, store.tenant, None, 9).await;
        assert_eq!(listed.unwrap(), [token("t1")]);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_tenant_leaves_nothing_and_takes_nothing_of_others() {
    on_both(async |store| {
        let other = tenant(&store.database, "other").await;
        store.add(store.users(), &[user("u1")]).await;
        store.add(store.groups(), &[group("g1")]).await;
        store.join("g1", &users(&["u1".to_owned()])).await;
        let transaction = store.database.begin().await.unwrap();
        tokens::insert(&transaction, store.tenant, &token("t1"))
            .await
            .unwrap();
        tokens::insert(&transaction, other, &token("t2"))
            .await
            .unwrap();
        tenants::delete(&transaction, store.tenant).await.unwrap();
        transaction.commit().await.unwrap();
        let reader = store.database.reader();
        assert_eq!(tokens::find(reader, "t1").await.unwrap(), None);
        assert!(tokens::find(reader, "t2").await.unwrap().is_some());
        let ids = ["u1".to_owned(), "g1".to_owned()];
        let types = storage::resources::types_of(reader, store.tenant, &ids).await;
        assert!(types.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn erasing_a_tenant_reaches_every_table_that_has_tenants() {
    on_both(async |store| {
        let sql = if store.is_sqlite() {
            "SELECT m.name AS name FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name = 'tenant_key'"
        } else {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.columns
             WHERE table_schema = CURRENT_SCHEMA() AND column_name = 'tenant_key'"
        };
        let conn = sea_orm::Database::connect(&store.place.url).await.unwrap();
        let statement = Statement::from_string(conn.get_database_backend(), sql);
        let rows = conn.query_all_raw(statement).await.unwrap();
        let mut tables: Vec<String> = rows
            .iter()
            .map(|row| row.try_get("", "name").unwrap())
            .collect();
        tables.sort_unstable();

        let transaction = store.database.begin().await.unwrap();
        store.database.record_statements();
        tenants::delete(&transaction, store.tenant).await.unwrap();
        let statements = store.database.recorded_statements();
        let mut erased: Vec<String> = statements
            .iter()
            .filter(|statement| statement.sql().contains("tenant_key"))
            .filter_map(|statement| statement.sql().split('"').nth(1).map(str::to_owned))
            .collect();
        erased.sort_unstable();
        assert_eq!(erased, tables);
    })
    .await;
}
