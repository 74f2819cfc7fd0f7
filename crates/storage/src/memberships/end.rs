//! Memberships that end: they are taken out of those that are, and kept among those that were.

use chrono::{DateTime, Utc};
use sea_orm::DbBackend;
use sea_orm::sea_query::{
    CommonTableExpression, DeleteStatement, Expr, InsertStatement, OnConflict, Query,
    SelectStatement, WithClause,
};

use super::{Membership, membership};
use crate::time::to_millis;
use crate::{StorageError, Transaction};

/// The name of the memberships that end, in SQL.
const ENDED: &str = "ended";

/// What [`membership`] reads.
const COLUMNS: [&str; 3] = ["group_id", "member_id", "member_type"];

/// Ends the memberships that a condition selects, perhaps so many, and returns them in no order.
pub(super) async fn all(
    conn: &Transaction,
    expected: usize,
    condition: Expr,
    at: DateTime<Utc>,
) -> Result<Vec<Membership>, StorageError> {
    if conn.backend() == DbBackend::Postgres {
        // One statement, so that nobody else ends one between its being read and its being deleted.
        let end = end_at_once(delete(condition), at)?;
        return conn.look_up(None, expected, &end, membership).await;
    }
    let those = Query::select()
        .from("memberships")
        .and_where(condition.clone())
        .take();
    conn.look_up(None, expected, &keep(those, at)?, |_| Ok(()))
        .await?;
    conn.look_up(None, expected, &delete(condition), membership)
        .await
}

fn delete(condition: Expr) -> DeleteStatement {
    Query::delete()
        .from_table("memberships")
        .and_where(condition)
        .returning(Query::returning().columns(COLUMNS))
        .take()
}

/// Keeps the memberships that a query, yet without columns, selects. Who comes and goes twice in one
/// millisecond has gone once.
fn keep(mut those: SelectStatement, at: DateTime<Utc>) -> Result<InsertStatement, StorageError> {
    those
        .columns(["tenant_key", "group_id", "member_id", "created_at"])
        .expr(Expr::val(to_millis(at)));
    let mut insert = Query::insert();
    insert
        .into_table("ended_memberships")
        .columns([
            "tenant_key",
            "group_id",
            "member_id",
            "created_at",
            "ended_at",
        ])
        .select_from(those)
        .map_err(|error| StorageError::internal(error.to_string()))?
        .on_conflict(OnConflict::new().do_nothing().to_owned());
    Ok(insert)
}

fn end_at_once(
    mut delete: DeleteStatement,
    at: DateTime<Utc>,
) -> Result<SelectStatement, StorageError> {
    delete.returning(
        Query::returning().columns(COLUMNS.iter().chain(&["tenant_key", "created_at"]).copied()),
    );
    let kept = keep(Query::select().from(ENDED).take(), at)?;
    let part = |name: &'static str| CommonTableExpression::new().table_name(name).to_owned();
    let parts = WithClause::new()
        .cte(part(ENDED).query(delete).to_owned())
        .cte(part("kept").query(kept).to_owned())
        .to_owned();
    Ok(Query::select()
        .columns(COLUMNS)
        .from(ENDED)
        .with_cte(parts)
        .take())
}
