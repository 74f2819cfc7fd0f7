//! What a probe writes to find out whether a database that failed a write takes writes again: one
//! row for all servers.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum WriteProbes {
    Table,
    Id,
    Content,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let probes = Table::create()
            .table(WriteProbes::Table)
            .col(
                columns
                    .integer(WriteProbes::Id)
                    .not_null()
                    .primary_key()
                    .take(),
            )
            .col(columns.bytes(WriteProbes::Content).not_null())
            .take();
        table::create(manager, probes).await
    }
}
