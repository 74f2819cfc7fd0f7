//! The ceiling on PostgreSQL: one statement for each change, where that can be.

use anyhow::{Result, bail};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::document::{member_changes, patched, prepare};
use super::work::{Change, Done, Lookup};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS users(
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
        tenant BIGINT NOT NULL, name TEXT NOT NULL, external_id TEXT,
        version BIGINT NOT NULL DEFAULT 1, document TEXT NOT NULL) WITH (fillfactor = 80);
    CREATE UNIQUE INDEX IF NOT EXISTS users_name ON users(tenant, name);
    CREATE INDEX IF NOT EXISTS users_external_id ON users(tenant, external_id);
    CREATE TABLE IF NOT EXISTS user_groups(
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
        tenant BIGINT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL DEFAULT 1,
        document TEXT NOT NULL) WITH (fillfactor = 50);
    CREATE INDEX IF NOT EXISTS user_groups_name ON user_groups(tenant, name);
    CREATE TABLE IF NOT EXISTS members(
        user_group BIGINT NOT NULL, member BIGINT NOT NULL, PRIMARY KEY(user_group, member));
    CREATE INDEX IF NOT EXISTS members_member ON members(member);";
const CHANGE_MEMBERS: &str = "
    WITH changed AS (
        UPDATE user_groups SET version = version + 1 WHERE uid = $1 RETURNING id),
    added AS (
        INSERT INTO members SELECT changed.id, users.id
        FROM changed JOIN users ON users.uid = ANY($2) ON CONFLICT DO NOTHING),
    removed AS (
        DELETE FROM members USING changed, users
        WHERE members.user_group = changed.id AND members.member = users.id
        AND users.uid = ANY($3))
    SELECT id FROM changed";
/// Connections to the database.
const CONNECTIONS: u32 = 16;
/// A PATCH that always finds another one faster is given up after so many times.
const ATTEMPTS: usize = 100;

/// The connections.
#[derive(Clone)]
pub(super) struct Postgres {
    pool: PgPool,
}

impl Postgres {
    /// Makes the tables if need be.
    pub(super) async fn open(url: &str) -> Result<Self> {
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS);
        let pool = pool.connect(url).await?;
        sqlx::raw_sql(TABLES).execute(&pool).await?;
        Ok(Self { pool })
    }

    pub(super) async fn find(&self, lookup: Lookup) -> Result<Option<String>> {
        let (sql, value) = match lookup {
            Lookup::UserName(name) => (
                "SELECT document FROM users WHERE tenant = 1 AND name = $1",
                name,
            ),
            Lookup::UserId(id) => ("SELECT document FROM users WHERE uid = $1", id),
            Lookup::GroupName(name) => (
                "SELECT document FROM user_groups WHERE tenant = 1 AND name = $1",
                name,
            ),
        };
        let found = sqlx::query_scalar(sql).bind(value);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    pub(super) async fn change(&self, change: Change) -> Result<Done> {
        match change {
            Change::CreateUser(body) => self.create_user(&body).await,
            Change::CreateGroup(body) => self.create_group(&body).await,
            Change::PatchUser(id, body) => self.patch_user(&id, &body).await,
            Change::PatchGroup(id, body) => self.patch_group(&id, &body).await,
        }
    }

    async fn create_user(&self, body: &str) -> Result<Done> {
        let Some(new) = prepare(body) else {
            return Ok(Done::only(400));
        };
        let inserted = sqlx::query(
            "INSERT INTO users(uid, tenant, name, external_id, document)
             VALUES($1, 1, $2, $3, $4)",
        )
        .bind(new.id)
        .bind(new.name)
        .bind(new.external_id)
        .bind(&new.text)
        .execute(&self.pool)
        .await;
        Ok(match inserted {
            Ok(_) => Done::with(201, new.text),
            Err(_) => Done::only(409),
        })
    }

    async fn create_group(&self, body: &str) -> Result<Done> {
        let Some(new) = prepare(body) else {
            return Ok(Done::only(400));
        };
        let sql = "INSERT INTO user_groups(uid, tenant, name, document) VALUES($1, 1, $2, $3)";
        let insert = sqlx::query(sql).bind(new.id).bind(new.name).bind(&new.text);
        insert.execute(&self.pool).await?;
        Ok(Done::with(201, new.text))
    }

    async fn patch_user(&self, id: &str, body: &str) -> Result<Done> {
        for _ in 0..ATTEMPTS {
            let found = sqlx::query_as("SELECT id, version, document FROM users WHERE uid = $1");
            let found = found.bind(id).fetch_optional(&self.pool).await?;
            let found: Option<(i64, i64, String)> = found;
            let Some((key, version, document)) = found else {
                return Ok(Done::only(404));
            };
            let Some(patched) = patched(&document, body) else {
                return Ok(Done::only(400));
            };
            let updated = sqlx::query(
                "UPDATE users SET document = $1, version = version + 1
                 WHERE id = $2 AND version = $3",
            );
            let updated = updated.bind(&patched).bind(key).bind(version);
            if updated.execute(&self.pool).await?.rows_affected() == 1 {
                return Ok(Done::with(200, patched));
            }
        }
        bail!("the user was always changed meanwhile")
    }

    async fn patch_group(&self, id: &str, body: &str) -> Result<Done> {
        let Some(changes) = member_changes(body) else {
            return Ok(Done::only(400));
        };
        let group = sqlx::query(CHANGE_MEMBERS)
            .bind(id)
            .bind(&changes.added)
            .bind(&changes.removed);
        let group = group.fetch_optional(&self.pool).await?;
        Ok(Done::only(if group.is_some() { 204 } else { 404 }))
    }
}
