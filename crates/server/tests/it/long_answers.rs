//! Answers that are written while they are sent.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{Tenant, TestServer, on_both};

/// Members of a large group.
const MEMBERS: usize = 2_000;

/// Makes a large group and a small one, and returns their ids.
async fn two_groups(server: &TestServer, tenant: &Tenant) -> [String; 2] {
    let mut ids = Vec::new();
    for name in ["first", "second"] {
        let request = server.request(tenant, "POST", "/Groups");
        let made = request.json(&json!({"displayName": name})).send().await;
        ids.push(made.body["id"].as_str().unwrap().to_owned());
    }
    let is_postgres = server.database_url().starts_with("postgres");
    let json = if is_postgres { "::jsonb" } else { "" };
    let key = format!("(SELECT key FROM tenants WHERE slug = '{}')", tenant.slug);
    let numbers = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MEMBERS})"
    );
    let users = format!(
        "{numbers} INSERT INTO resources (tenant_key, id, resource_type, version, created_at, \
         modified_at, document, comparable) SELECT {key}, 'user-' || i, 'User', 1, 0, 0, \
         '{{}}'{json}, '{{}}'{json} FROM n"
    );
    let members = format!(
        "{numbers} INSERT INTO memberships (tenant_key, group_id, member_id, member_type, \
         created_at) SELECT {key}, '{}', 'user-' || i, 'User', 0 FROM n",
        ids[0]
    );
    execute(server, &[&users, &members]).await;
    ids.try_into().unwrap()
}

async fn execute(server: &TestServer, statements: &[&str]) {
    let conn = sea_orm::Database::connect(server.database_url()).await;
    let conn = conn.unwrap();
    for statement in statements {
        conn.execute_unprepared(statement).await.unwrap();
    }
    conn.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_group_is_answered_like_a_small_one() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for (id, members) in two_groups(&server, &tenant).await.iter().zip([MEMBERS, 0]) {
            let path = format!("/Groups/{id}");
            let answer = server.request(&tenant, "GET", &path).send().await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.body["members"].as_array().unwrap().len(), members);
            let version = answer.body["meta"]["version"].as_str();
            assert_eq!(answer.header("etag"), version);
            assert_eq!(
                answer.header("location"),
                answer.body["meta"]["location"].as_str()
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            let has_length = answer.header("content-length").is_some();
            assert_eq!(has_length, members == 0, "{:?}", answer.headers);
            let again = server.request(&tenant, "GET", &path);
            let again = again.header("if-none-match", version.unwrap()).send().await;
            assert_eq!((again.status, &again.body), (304, &json!(null)));
            let head = server.request(&tenant, "HEAD", &path).send().await;
            assert_eq!((head.status, &head.body), (200, &json!(null)));
            assert_eq!(head.header("etag"), version);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_to_its_end_is_cut_off() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let [_, second] = two_groups(&server, &tenant).await;
        execute(
            &server,
            &[&format!(
                "UPDATE resources SET document = '[]' WHERE id = '{second}'"
            )],
        )
        .await;
        let list = async |query: &str| {
            let url = format!("{}/scim/v2/Groups?{query}", server.url);
            let request = reqwest::Client::new().get(url).bearer_auth(&tenant.token);
            request.send().await.unwrap()
        };
        let response = list("sortBy=displayName").await;
        assert_eq!(response.status(), 200);
        let body = response.text().await;
        assert!(body.is_err(), "{body:?}");
        // Nothing was sent yet.
        let response = list("sortBy=displayName&sortOrder=descending").await;
        assert_eq!(response.status(), 500);
    })
    .await;
}
