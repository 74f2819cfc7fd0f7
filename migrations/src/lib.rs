//! The database schema and how it moves forward. The rules for changing it are in the README beside
//! this crate.
//!
//! Migrations name tables and columns by identifiers of their own: what a migration does is history
//! and must not change when the live entities do.

mod column;
mod m20261122_000001_tenants;
mod m20261122_000002_resources;
mod m20261122_000003_contacts;
mod m20261122_000004_journal;
mod m20261122_000005_secrets;
mod m20261122_000006_schema_documents;
mod m20261126_000007_write_probes;
mod m20261127_000008_lookup_indexes;
mod m20261127_000009_administration_journal;
mod m20261128_000010_contact_versions;
mod m20261128_000011_log_ins;
mod m20261129_000012_kept_figures;
mod m20261130_000013_installation;
mod m20261130_000014_people_figures;
mod m20261130_000015_exceptions;
mod m20261201_000016_rosters;
mod m20261201_000017_policies;
mod table;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};

/// Why the schema could not be brought up to date, or looked at.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// A newer version of Rollcall has been here: these migrations are unknown to this one.
    #[error(
        "the database was migrated by a newer version of Rollcall (unknown: {}); run that version \
         or a later one, or restore a backup from before",
        .0.join(", ")
    )]
    Newer(Vec<String>),
    /// The database failed.
    #[error("the database could not be migrated: {0}")]
    Database(#[from] DbErr),
}

/// The migrations that this version knows.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_tenants::Migration),
            Box::new(m20261122_000002_resources::Migration),
            Box::new(m20261122_000003_contacts::Migration),
            Box::new(m20261122_000004_journal::Migration),
            Box::new(m20261122_000005_secrets::Migration),
            Box::new(m20261122_000006_schema_documents::Migration),
            Box::new(m20261126_000007_write_probes::Migration),
            Box::new(m20261127_000008_lookup_indexes::Migration),
            Box::new(m20261127_000009_administration_journal::Migration),
            Box::new(m20261128_000010_contact_versions::Migration),
            Box::new(m20261128_000011_log_ins::Migration),
            Box::new(m20261129_000012_kept_figures::Migration),
            Box::new(m20261130_000013_installation::Migration),
            Box::new(m20261130_000014_people_figures::Migration),
            Box::new(m20261130_000015_exceptions::Migration),
            Box::new(m20261201_000016_rosters::Migration),
            Box::new(m20261201_000017_policies::Migration),
        ]
    }
}

/// The names of migrations that the database does not have yet, oldest first. Changes nothing.
pub async fn pending<C: ConnectionTrait>(conn: &C) -> Result<Vec<String>, MigrationError> {
    missing(&applied(conn).await?)
}

/// The names of migrations that are not among those that were applied, oldest first.
///
/// # Errors
///
/// [`MigrationError::Newer`] if some of those are unknown here.
pub fn missing(applied: &[String]) -> Result<Vec<String>, MigrationError> {
    let known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    let unknown: Vec<String> = applied
        .iter()
        .filter(|name| !known.contains(name))
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return Err(MigrationError::Newer(unknown));
    }
    Ok(lacking(applied))
}

/// The names of migrations that are not among those that were applied, oldest first, whatever else a
/// newer version applied: what that did, this version can live with (the README beside this crate).
pub fn lacking(applied: &[String]) -> Vec<String> {
    let known = Migrator::migrations();
    let known = known.iter().map(|migration| migration.name().to_owned());
    known.filter(|name| !applied.contains(name)).collect()
}

/// Applies pending migrations, all or none, and returns their names. When several processes do so
/// at once, one of them migrates and the others wait for it.
pub async fn apply(conn: &DatabaseConnection) -> Result<Vec<String>, MigrationError> {
    let transaction = begin_exclusively(conn).await?;
    let pending = pending(&transaction).await?;
    if !pending.is_empty() {
        Migrator::up(&transaction, None).await?;
    }
    transaction.commit().await?;
    Ok(pending)
}

async fn applied<C: ConnectionTrait>(conn: &C) -> Result<Vec<String>, DbErr> {
    let manager_table = Migrator::migration_table_name().to_string();
    if !table::exists(conn, &manager_table).await? {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .column("version")
        .from(Migrator::migration_table_name())
        .take();
    conn.query_all(&select)
        .await?
        .iter()
        .map(|row| row.try_get_by("version"))
        .collect()
}

/// Begins a transaction that no other process migrates beside. SQLite has one writer anyway;
/// PostgreSQL gets a lock that ends with the transaction.
async fn begin_exclusively(conn: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    /// Any number will do that no other program takes in this database: "rollcall" in ASCII.
    const LOCK: i64 = 0x726f_6c6c_6361_6c6c;
    let transaction = conn
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await?;
    if conn.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_advisory_xact_lock($1)";
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, lock, [LOCK.into()]);
        transaction.query_one_raw(lock).await?;
    }
    Ok(transaction)
}
