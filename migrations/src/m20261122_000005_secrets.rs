//! Secrets that all servers of one database share.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Secrets {
    Table,
    Name,
    Value,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let secrets = Table::create()
            .table(Secrets::Table)
            .col(columns.text(Secrets::Name).not_null().primary_key().take())
            .col(columns.text(Secrets::Value).not_null())
            .take();
        table::create(manager, secrets).await
    }
}
