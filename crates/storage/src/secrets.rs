//! Secrets that all servers of one database share. They are made once and never leave it but into
//! memory.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use crate::StorageError;

/// The secret of that name, if it was made yet.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    name: &str,
) -> Result<Option<String>, StorageError> {
    let select = Query::select()
        .column("value")
        .from("secrets")
        .and_where(Expr::col("name").eq(name))
        .take();
    let row = conn.query_one(&select).await?;
    Ok(row.map(|row| row.try_get_by("value")).transpose()?)
}

/// Keeps a secret unless there is one of that name already: of several servers that come at once,
/// one is first, and all have to read afterwards what it is.
pub async fn propose<C: ConnectionTrait>(
    conn: &C,
    name: &str,
    value: &str,
) -> Result<(), StorageError> {
    let mut insert = Query::insert();
    insert
        .into_table("secrets")
        .columns(["name", "value"])
        .on_conflict(OnConflict::column("name").do_nothing().to_owned())
        .values([name.into(), value.into()])
        .map_err(|error| StorageError::internal(error.to_string()))?;
    conn.execute(&insert).await?;
    Ok(())
}
