//! Who left lately, as the brake on mass leavers counts them.

use chrono::{DateTime, Utc};
use roster::brake::WINDOW;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::{StoredContact, row, whole};
use crate::statement::Fixed;
use crate::time::to_millis;
use crate::{Connection, StorageError, TenantKey};

/// How many left within the window, and nobody confirmed that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Departures {
    /// Those that the brake holds.
    pub held: u64,
    /// Those whose leave took effect.
    pub gone: u64,
}

/// How many left within the window before a time; so many of each at most are counted. Whoever is held
/// was so since the departure or later.
pub async fn departures(
    conn: &Connection,
    tenant: TenantKey,
    at: DateTime<Utc>,
    most: u64,
) -> Result<Departures, StorageError> {
    let (since, most) = (
        to_millis(at - WINDOW),
        i64::try_from(most).unwrap_or(i64::MAX),
    );
    let count = Fixed(
        "SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM contacts WHERE tenant_key = $1 \
         AND held_since > $2 AND departed_at > $3 AND NOT departure_confirmed LIMIT $4 + 0) AS some_held) \
         AS held, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM contacts WHERE tenant_key = $5 \
         AND held_since IS NULL AND departed_at > $6 AND NOT departure_confirmed LIMIT $7 + 0) AS some_gone) \
         AS gone",
        [
            tenant.into(),
            since.into(),
            since.into(),
            most.into(),
            tenant.into(),
            since.into(),
            most.into(),
        ],
    );
    let counted = conn.one(count, |row| {
        let (held, gone): (i64, i64) = (row.get("held")?, row.get("gone")?);
        Ok(Departures {
            held: u64::try_from(held).unwrap_or_default(),
            gone: u64::try_from(gone).unwrap_or_default(),
        })
    });
    Ok(counted.await?.unwrap_or_default())
}

/// How many contacts train; so many at most are counted.
pub async fn training(
    conn: &Connection,
    tenant: TenantKey,
    most: u64,
) -> Result<u64, StorageError> {
    let count = Fixed(
        "SELECT COUNT(*) AS training FROM \
         (SELECT 1 AS one FROM contacts WHERE tenant_key = $1 AND in_scope LIMIT $2 + 0) AS counted",
        [
            tenant.into(),
            i64::try_from(most).unwrap_or(i64::MAX).into(),
        ],
    );
    let counted: Option<i64> = conn.one(count, |row| row.get("training")).await?;
    Ok(u64::try_from(counted.unwrap_or_default()).unwrap_or_default())
}

/// The contacts that left within the window before a time, that nobody confirmed, and that the brake
/// does not hold, in the order of their ids. Those in a grace are among them, since that ends by itself.
pub async fn departed(
    conn: &Connection,
    tenant: TenantKey,
    at: DateTime<Utc>,
) -> Result<Vec<StoredContact>, StorageError> {
    let lately = |is_meant: Expr| {
        whole(tenant)
            .and_where(Expr::col("departed_at").gt(to_millis(at - WINDOW)))
            .and_where(Expr::col("departure_confirmed").not())
            .and_where(is_meant)
            .take()
    };
    let gone = lately(Expr::col("held_since").is_null());
    let in_grace = lately(Expr::col("grace_until").is_not_null());
    let mut departed = conn.scan(tenant, &gone, row::stored).await?;
    departed.extend(conn.scan(tenant, &in_grace, row::stored).await?);
    departed.sort_unstable_by(|one, other| one.state.id.cmp(&other.state.id));
    Ok(departed)
}

/// The ids of all contacts whose leave is held, by the brake or for a grace, in their order.
pub async fn held_ids(conn: &Connection, tenant: TenantKey) -> Result<Vec<String>, StorageError> {
    let select = Query::select()
        .column("id")
        .from("contacts")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("held_since").is_not_null())
        .take();
    let mut ids: Vec<String> = conn.scan(tenant, &select, |row| row.get("id")).await?;
    ids.sort_unstable();
    Ok(ids)
}

/// How many contacts of a tenant are held, whenever they left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Those that the brake holds until somebody decides.
    pub by_brake: u64,
    /// Those that leave by themselves when their grace ends.
    pub in_grace: u64,
}

/// How many contacts are held.
pub async fn count_held(conn: &Connection, tenant: TenantKey) -> Result<Held, StorageError> {
    let count = Fixed(
        "SELECT COUNT(*) AS held, COUNT(grace_until) AS waiting FROM contacts \
         WHERE tenant_key = $1 AND held_since IS NOT NULL",
        [tenant.into()],
    );
    let counted = conn.scan(tenant, count, |row| {
        let (all, waiting): (i64, i64) = (row.get("held")?, row.get("waiting")?);
        Ok(Held {
            by_brake: u64::try_from(all - waiting).unwrap_or_default(),
            in_grace: u64::try_from(waiting).unwrap_or_default(),
        })
    });
    Ok(counted.await?.first().copied().unwrap_or_default())
}

/// Whether the brake holds anybody of a tenant.
pub async fn any_held(conn: &Connection, tenant: TenantKey) -> Result<bool, StorageError> {
    let look = Fixed(
        "SELECT 1 AS one FROM contacts WHERE tenant_key = $1 AND held_since IS NOT NULL \
         AND grace_until IS NULL LIMIT 1",
        [tenant.into()],
    );
    Ok(conn.one(look, |_| Ok(())).await?.is_some())
}
