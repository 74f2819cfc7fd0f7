//! What all servers and commands of one database are to know, such as under which URL it is served.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Installation {
    Table,
    Name,
    Value,
    UpdatedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let name = columns
            .text(Installation::Name)
            .not_null()
            .primary_key()
            .take();
        let installation = Table::create()
            .table(Installation::Table)
            .col(name)
            .col(columns.text(Installation::Value).not_null())
            .col(columns.instant(Installation::UpdatedAt).not_null())
            .take();
        table::create(manager, installation).await
    }
}
