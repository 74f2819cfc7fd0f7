//! The journal of what people and commands do: one for each tenant, and one for what belongs to none.
//! Two tables of their own, so that the one which every write goes into stays as it is.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum AdministrationJournal {
    Table,
}

#[derive(Clone, Copy, DeriveIden)]
enum InstallationJournal {
    Table,
}

#[derive(Clone, Copy, DeriveIden)]
enum Entry {
    TenantKey,
    Id,
    At,
    Action,
    Target,
    TargetId,
    TargetName,
    Status,
    Changes,
    ActorKind,
    ActorId,
    ActorLabel,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let (administration, installation) =
            (AdministrationJournal::Table, InstallationJournal::Table);
        let of_tenants = entries(administration, columns)
            .col(columns.integer(Entry::TenantKey).not_null())
            .primary_key(Index::create().col(Entry::TenantKey).col(Entry::Id))
            .foreign_key(&mut table::belongs_to_tenant(
                administration,
                Entry::TenantKey,
            ))
            .take();
        table::create(manager, of_tenants).await?;
        let of_none = entries(installation, columns)
            .primary_key(Index::create().col(Entry::Id))
            .take();
        table::create(manager, of_none).await?;
        let by_time = [Entry::TenantKey, Entry::At];
        let by_time = index("administration_journal_at", administration, by_time);
        manager.create_index(by_time).await?;
        let by_time = index("installation_journal_at", installation, [Entry::At]);
        manager.create_index(by_time).await
    }
}

fn entries(table: impl IntoIden, columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(table.into_iden())
        .col(columns.text(Entry::Id).not_null())
        .col(columns.instant(Entry::At).not_null())
        .col(columns.text(Entry::Action).not_null())
        .col(columns.text(Entry::Target).not_null())
        .col(columns.text(Entry::TargetId))
        .col(columns.text(Entry::TargetName))
        .col(columns.text(Entry::Status).not_null())
        .col(columns.json(Entry::Changes).not_null())
        .col(columns.text(Entry::ActorKind).not_null())
        .col(columns.text(Entry::ActorId))
        .col(columns.text(Entry::ActorLabel))
        .take()
}
