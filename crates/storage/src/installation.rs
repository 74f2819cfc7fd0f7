//! What all servers and commands of one database are to know.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use crate::time::to_millis;
use crate::{Connection, StorageError, Transaction, statement};

/// What is kept under a name.
pub async fn find(conn: &Connection, name: &str) -> Result<Option<String>, StorageError> {
    let select = Query::select()
        .column("value")
        .from("installation")
        .and_where(Expr::col("name").eq(name))
        .take();
    conn.one(&select, |row| row.get("value")).await
}

/// Keeps something under a name, in place of what was there.
pub async fn keep(
    conn: &Transaction,
    name: &str,
    value: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = vec![
        ("name", name.into()),
        ("value", value.into()),
        ("updated_at", to_millis(at).into()),
    ];
    let mut insert = statement::insert("installation", row)?;
    let replace = OnConflict::column("name")
        .update_columns(["value", "updated_at"])
        .to_owned();
    insert.on_conflict(replace);
    conn.execute(&insert).await?;
    Ok(())
}
