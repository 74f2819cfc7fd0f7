//! Indexes that leave no planner the choice to read a tenant's rows instead, with statistics or
//! without. Two are made anew under their names; nothing else changes, and earlier versions are
//! served by them too.
//!
//! Each is built from one read of its table: some seconds for a million rows, in which PostgreSQL lets
//! nobody write to that table, but everybody read.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::table::{index, unique_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Contacts {
    Table,
    TenantKey,
    UserId,
}

#[derive(Clone, Copy, DeriveIden)]
enum ResourceEmails {
    Table,
    TenantKey,
    ResourceId,
    EmailKey,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, "contacts_user_id", contacts_of_users).await?;
        rebuild(manager, "resource_emails_resource", emails_of_resource).await
    }
}

/// Without the contacts of leavers. With them, SQLite took those for few, and a search for one of
/// them by name went through all.
fn contacts_of_users(name: &str) -> IndexCreateStatement {
    let columns = [Contacts::TenantKey, Contacts::UserId];
    unique_index(name, Contacts::Table, columns)
        .and_where(Expr::col(Contacts::UserId).is_not_null())
        .take()
}

/// With the addresses, so that reading those of a resource needs nothing else. Without them, SQLite
/// went through all addresses of the tenant in the primary key, which has them.
fn emails_of_resource(name: &str) -> IndexCreateStatement {
    let columns = [
        ResourceEmails::TenantKey,
        ResourceEmails::ResourceId,
        ResourceEmails::EmailKey,
    ];
    index(name, ResourceEmails::Table, columns)
}

/// Puts an index in the place of the one with its name. On PostgreSQL the new one is built first, for
/// from when the old one is dropped until the transaction ends, nobody can read the table.
async fn rebuild(
    manager: &SchemaManager<'_>,
    name: &'static str,
    new: fn(&str) -> IndexCreateStatement,
) -> Result<(), DbErr> {
    let drop = Index::drop().name(name).to_owned();
    if manager.get_database_backend() != DbBackend::Postgres {
        manager.drop_index(drop).await?;
        return manager.create_index(new(name)).await;
    }
    let interim = format!("{name}_new");
    manager.create_index(new(&interim)).await?;
    manager.drop_index(drop).await?;
    let rename = format!("ALTER INDEX {interim} RENAME TO {name}");
    manager.get_connection().execute_unprepared(&rename).await?;
    Ok(())
}
