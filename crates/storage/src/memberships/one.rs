//! One member that comes or goes, which is most of what happens to groups, so the statements are
//! fixed text.

use chrono::{DateTime, Utc};
use sea_orm::DbBackend;
use sea_orm::Value;

use super::membership;
use crate::statement::Fixed;
use crate::time::to_millis;
use crate::{StorageError, TenantKey, Transaction, key};

/// Adds a member, given by id and name of the resource type. Returns its id if it was none before.
pub(super) async fn add(
    conn: &Transaction,
    tenant: TenantKey,
    group_id: &str,
    (id, resource_type): &(String, String),
    at: DateTime<Utc>,
) -> Result<Vec<String>, StorageError> {
    let insert = Fixed(
        "INSERT INTO memberships (tenant_key, group_id, member_id, member_type, created_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        [
            tenant.into(),
            group_id.into(),
            id.as_str().into(),
            resource_type.as_str().into(),
            to_millis(at).into(),
        ],
    );
    let is_new = conn.execute(insert).await? > 0;
    Ok(is_new.then(|| id.clone()).into_iter().collect())
}

/// Which membership, and that it is gone from now on.
const KEEP: &str = "INSERT INTO ended_memberships \
    (tenant_key, group_id, member_id, created_at, ended_at) \
    SELECT tenant_key, group_id, member_id, created_at, $1 FROM memberships \
    WHERE tenant_key = $2 AND group_id = $3 AND member_id = $4 ON CONFLICT DO NOTHING";

const DELETE: &str = "DELETE FROM memberships \
    WHERE tenant_key = $1 AND group_id = $2 AND member_id = $3 \
    RETURNING group_id, member_id, member_type";

/// One statement, so that nobody else ends it between its being read and its being deleted.
const END: &str = "WITH ended AS (DELETE FROM memberships \
    WHERE tenant_key = $1 AND group_id = $2 AND member_id = $3 \
    RETURNING tenant_key, group_id, member_id, member_type, created_at), \
    kept AS (INSERT INTO ended_memberships \
    (tenant_key, group_id, member_id, created_at, ended_at) \
    SELECT tenant_key, group_id, member_id, created_at, $4 FROM ended ON CONFLICT DO NOTHING) \
    SELECT group_id, member_id, member_type FROM ended";

/// Removes a member. Returns it by id and name of the resource type if it was one before.
pub(super) async fn remove(
    conn: &Transaction,
    tenant: TenantKey,
    group_id: &str,
    id: &str,
    at: DateTime<Utc>,
) -> Result<Vec<(String, String)>, StorageError> {
    if !key::is_storable(id) {
        return Ok(Vec::new());
    }
    let (at, of_tenant): (Value, Value) = (to_millis(at).into(), tenant.into());
    let ended = if conn.backend() == DbBackend::Postgres {
        let end = Fixed(END, [of_tenant, group_id.into(), id.into(), at]);
        conn.all(end, membership).await?
    } else {
        let keep = Fixed(KEEP, [at, of_tenant.clone(), group_id.into(), id.into()]);
        conn.execute(keep).await?;
        let delete = Fixed(DELETE, [of_tenant, group_id.into(), id.into()]);
        conn.all(delete, membership).await?
    };
    Ok(super::members(ended))
}
