//! The journal of writes.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Journal {
    Table,
    TenantKey,
    Id,
    At,
    Action,
    Target,
    TargetId,
    TargetName,
    Status,
    Changes,
    Error,
    TokenId,
    RequestId,
    Ignored,
    MembershipChanges,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::create(manager, journal(Columns::of(manager))).await?;
        let columns = [Journal::TenantKey, Journal::At];
        manager
            .create_index(index("journal_at", Journal::Table, columns))
            .await
    }
}

fn journal(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(Journal::Table)
        .col(columns.integer(Journal::TenantKey).not_null())
        .col(columns.text(Journal::Id).not_null())
        .col(columns.instant(Journal::At).not_null())
        .col(columns.text(Journal::Action).not_null())
        .col(columns.text(Journal::Target).not_null())
        .col(columns.text(Journal::TargetId))
        .col(columns.text(Journal::TargetName))
        .col(columns.text(Journal::Status).not_null())
        .col(columns.json(Journal::Changes).not_null())
        .col(columns.json(Journal::Error))
        .col(columns.text(Journal::TokenId))
        .col(columns.text(Journal::RequestId))
        .col(columns.json(Journal::Ignored).not_null())
        .col(columns.integer(Journal::MembershipChanges).not_null())
        .primary_key(Index::create().col(Journal::TenantKey).col(Journal::Id))
        .foreign_key(&mut table::belongs_to_tenant(
            Journal::Table,
            Journal::TenantKey,
        ))
        .take()
}
