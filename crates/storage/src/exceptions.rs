//! Exceptions: decisions about one person that stand above rules and sources. None is ever removed,
//! but with its tenant.

use chrono::{DateTime, Utc};
use roster::exception::{Exception, Kind, Owner};
use roster::{Actor, ContactState};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use serde_json::Value as Json;

use crate::database::Row;
use crate::statement::{self, Assignments, Fixed, json, optional_json};
use crate::time::{from_millis, from_optional, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction, batch};

const TABLE: &str = "exceptions";

/// What a query has to select for [`exception`].
const COLUMNS: [&str; 15] = [
    "id",
    "contact_id",
    "kind",
    "field",
    "value",
    "reason",
    "approved_by",
    "from_at",
    "until_at",
    "review_at",
    "owner",
    "made_by",
    "made_at",
    "ended_by",
    "ended_at",
];

/// Adds an exception. Whether it may stand beside the others of its contact, the caller has made
/// sure of in the same transaction.
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    new: &Exception,
) -> Result<(), StorageError> {
    let mut row: Assignments = vec![
        ("tenant_key", tenant.into()),
        ("id", new.id.as_str().into()),
        ("contact_id", new.contact_id.as_str().into()),
        ("kind", new.kind.as_str().into()),
        ("field", new.kind.field().into()),
        ("value", new.kind.value().map(str::to_owned).into()),
        ("reason", new.reason.as_str().into()),
        ("approved_by", new.approved_by.as_str().into()),
        ("from_at", new.from.map(to_millis).into()),
        ("until_at", new.until.map(to_millis).into()),
        ("review_at", new.review.map(to_millis).into()),
        ("owner", new.owner.as_str().into()),
        ("made_by", json(conn.backend(), &new.made_by)?),
        ("made_at", to_millis(new.made_at).into()),
    ];
    row.extend(ending(conn.backend(), new)?);
    conn.execute(&statement::insert(TABLE, row)?).await?;
    Ok(())
}

/// Writes that an exception was ended.
///
/// # Errors
///
/// [`StorageError::Stale`] if somebody else ended it meanwhile.
pub async fn end(
    conn: &Transaction,
    tenant: TenantKey,
    ended: &Exception,
) -> Result<(), StorageError> {
    let update = statement::update(TABLE, ending(conn.backend(), ended)?)
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("id").eq(ended.id.as_str()))
        .and_where(Expr::col("ended_at").is_null())
        .take();
    if conn.execute(&update).await? == 0 {
        return Err(StorageError::Stale);
    }
    Ok(())
}

/// The exception of that id.
pub async fn find(
    conn: &Connection,
    tenant: TenantKey,
    id: &str,
) -> Result<Option<Exception>, StorageError> {
    let select = of_tenant(tenant).and_where(Expr::col("id").eq(id)).take();
    conn.one(&select, exception).await
}

/// The exceptions of a contact in the order in which they were made, those that are over too.
pub async fn of_contact(
    conn: &Connection,
    tenant: TenantKey,
    contact_id: &str,
) -> Result<Vec<Exception>, StorageError> {
    let select = of_tenant(tenant)
        .and_where(Expr::col("contact_id").eq(contact_id))
        .order_by("made_at", Order::Asc)
        .order_by("id", Order::Asc)
        .take();
    conn.all(&select, exception).await
}

/// The pins of some contacts in the order in which they were made, those that are over too.
pub async fn pins_of(
    conn: &Connection,
    tenant: TenantKey,
    contact_ids: &[String],
) -> Result<Vec<Exception>, StorageError> {
    if contact_ids.is_empty() {
        return Ok(Vec::new());
    }
    let known = [("tenant_key", tenant.into())];
    let backend = conn.backend();
    let select = Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(batch::is_one_of(backend, known, "contact_id", contact_ids))
        .and_where(Expr::col("kind").eq("pin"))
        .take();
    let mut pins = conn
        .look_up(tenant, contact_ids.len(), &select, exception)
        .await?;
    pins.sort_unstable_by(|one, other| (one.made_at, &one.id).cmp(&(other.made_at, &other.id)));
    Ok(pins)
}

/// The same of a contact that was read, of which nothing is asked if it never had one.
pub async fn of_state(
    conn: &Connection,
    tenant: TenantKey,
    contact: &ContactState,
) -> Result<Vec<Exception>, StorageError> {
    if !contact.standing.has_exceptions {
        return Ok(Vec::new());
    }
    of_contact(conn, tenant, &contact.id).await
}

/// The tenant's exceptions in the order of their ids, from the one behind `after` on; `limit` of
/// them at most.
pub async fn page(
    conn: &Connection,
    tenant: TenantKey,
    after: &str,
    limit: u64,
) -> Result<Vec<Exception>, StorageError> {
    let select = of_tenant(tenant)
        .and_where(Expr::col("id").gt(after))
        .order_by("id", Order::Asc)
        .limit(limit)
        .take();
    conn.scan(tenant, &select, exception).await
}

/// The tenant's exceptions that are due for review, the longest due first.
pub async fn due(
    conn: &Connection,
    tenant: TenantKey,
    at: DateTime<Utc>,
) -> Result<Vec<Exception>, StorageError> {
    let select = of_tenant(tenant)
        .and_where(Expr::col("review_at").lte(to_millis(at)))
        .order_by("review_at", Order::Asc)
        .order_by("id", Order::Asc)
        .take();
    let mut reviewed = conn.scan(tenant, &select, exception).await?;
    reviewed.retain(|exception| exception.is_due_at(at));
    Ok(reviewed)
}

/// How many of them there are.
pub async fn count_due(
    conn: &Connection,
    tenant: TenantKey,
    at: DateTime<Utc>,
) -> Result<u64, StorageError> {
    let at = to_millis(at);
    let count = Fixed(
        "SELECT COUNT(*) AS due FROM exceptions WHERE tenant_key = $1 AND review_at <= $2 \
         AND (until_at IS NULL OR until_at > $3) AND (ended_at IS NULL OR ended_at > $4)",
        [tenant.into(), at.into(), at.into(), at.into()],
    );
    let due: Option<i64> = conn.one(count, |row| row.get("due")).await?;
    Ok(u64::try_from(due.unwrap_or_default()).unwrap_or_default())
}

fn of_tenant(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(Expr::col("tenant_key").eq(tenant))
        .take()
}

fn ending(backend: DbBackend, exception: &Exception) -> Result<Assignments, StorageError> {
    let ended_by = optional_json(backend, exception.ended_by.as_ref())?;
    let ended_at = exception.ended_at.map(to_millis).into();
    Ok(vec![("ended_by", ended_by), ("ended_at", ended_at)])
}

fn exception(row: &Row<'_>) -> Result<Exception, StorageError> {
    let (kind, owner): (String, String) = (row.get("kind")?, row.get("owner")?);
    let (field, value): (Option<String>, Option<String>) = (row.get("field")?, row.get("value")?);
    let kind = Kind::parse(&kind, field.as_deref(), value.as_deref());
    let ended_by: Option<Json> = row.get("ended_by")?;
    Ok(Exception {
        id: row.get("id")?,
        contact_id: row.get("contact_id")?,
        kind: kind.map_err(|flaw| StorageError::internal(flaw.to_string()))?,
        reason: row.get("reason")?,
        approved_by: row.get("approved_by")?,
        from: from_optional(row.get("from_at")?)?,
        until: from_optional(row.get("until_at")?)?,
        review: from_optional(row.get("review_at")?)?,
        owner: word(Owner::parse(&owner), &owner)?,
        made_by: actor(row.get("made_by")?)?,
        made_at: from_millis(row.get("made_at")?)?,
        ended_by: ended_by.map(actor).transpose()?,
        ended_at: from_optional(row.get("ended_at")?)?,
    })
}

fn actor(stored: Json) -> Result<Actor, StorageError> {
    serde_json::from_value(stored).map_err(|error| StorageError::internal(error.to_string()))
}
