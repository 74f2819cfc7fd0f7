//! Secrets that all servers of one database share. They are made once and never leave it but into
//! memory.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use crate::{Connection, StorageError, Transaction, statement};

/// The secret of that name, if it was made yet.
pub async fn find(conn: &Connection, name: &str) -> Result<Option<String>, StorageError> {
    let select = Query::select()
        .column("value")
        .from("secrets")
        .and_where(Expr::col("name").eq(name))
        .take();
    conn.one(&select, |row| row.get("value")).await
}

/// Keeps a secret unless there is one of that name already: of several servers that come at once,
/// one is first, and all have to read afterwards what it is.
pub async fn propose(conn: &Transaction, name: &str, value: &str) -> Result<(), StorageError> {
    let row = vec![("name", name.into()), ("value", value.into())];
    let mut insert = statement::insert("secrets", row)?;
    insert.on_conflict(OnConflict::column("name").do_nothing().to_owned());
    conn.execute(&insert).await?;
    Ok(())
}
