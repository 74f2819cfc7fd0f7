//! Contacts that a change reaches through a manager or a group.

use chrono::{DateTime, Utc};
use roster::ExternalState;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LockType, Order, Query};

use crate::statement::{self, UpdateRows};
use crate::time::{later, to_millis};
use crate::{StorageError, TenantKey, Transaction, batch};

/// Notes that the contacts of these users changed through others. Leavers show the groups of the
/// day they left, so theirs do not change. All are locked in one order, whoever else does the same.
pub async fn set_updated(
    conn: &Transaction,
    tenant: TenantKey,
    user_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    if user_ids.is_empty() {
        return Ok(());
    }
    if let [user_id] = user_ids {
        return touch_one(conn, tenant, user_id, at).await;
    }
    let backend = conn.backend();
    let update = statement::update("contacts", Vec::new())
        .value("updated_at", later(backend, "updated_at", at))
        .and_where(is_reached(backend, tenant, user_ids))
        .take();
    conn.look_up(tenant, user_ids.len(), &update, |_| Ok(()))
        .await?;
    Ok(())
}

/// The same for one user.
async fn touch_one(
    conn: &Transaction,
    tenant: TenantKey,
    user_id: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let touch = UpdateRows {
        table: "contacts",
        set: Vec::new(),
        raise: Some(("updated_at", to_millis(at).into())),
        found_by: vec![
            ("tenant_key", tenant.into()),
            ("user_id", user_id.into()),
            ("external_state", ExternalState::Active.as_str().into()),
        ],
    };
    conn.execute(touch).await?;
    Ok(())
}

/// Whether a contact stands for one of these users and is no leaver's. PostgreSQL locks all of them
/// first, in the order of their ids.
fn is_reached(backend: DbBackend, tenant: TenantKey, user_ids: &[String]) -> Expr {
    let known = [("tenant_key", tenant.into())];
    let stands_for = batch::is_one_of(backend, known, "user_id", user_ids).and(is_active());
    if backend != DbBackend::Postgres {
        return stands_for;
    }
    let locked = Query::select()
        .column("id")
        .from("contacts")
        .and_where(stands_for)
        .order_by("id", Order::Asc)
        .lock(LockType::NoKeyUpdate)
        .take();
    let ids = Func::cust("ARRAY").arg(Expr::SubQuery(None, Box::new(locked.into())));
    let is_locked = Expr::col("id").eq(Func::cust("ANY").arg(ids));
    Expr::col("tenant_key").eq(tenant).and(is_locked)
}

fn is_active() -> Expr {
    Expr::col("external_state").eq(ExternalState::Active.as_str())
}
