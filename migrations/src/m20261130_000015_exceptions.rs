//! Exceptions: decisions about one person that stand above rules and sources. Earlier versions
//! neither read nor write them.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Exceptions {
    Table,
    TenantKey,
    Id,
    ContactId,
    Kind,
    Field,
    Value,
    Reason,
    ApprovedBy,
    FromAt,
    UntilAt,
    ReviewAt,
    Owner,
    MadeBy,
    MadeAt,
    EndedBy,
    EndedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::create(manager, exceptions(Columns::of(manager))).await?;
        for (name, column) in [
            ("exceptions_contact", Exceptions::ContactId),
            ("exceptions_review", Exceptions::ReviewAt),
        ] {
            let columns = [Exceptions::TenantKey, column];
            let index = index(name, Exceptions::Table, columns);
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn exceptions(columns: Columns) -> TableCreateStatement {
    let mut key = Index::create()
        .col(Exceptions::TenantKey)
        .col(Exceptions::Id)
        .take();
    Table::create()
        .table(Exceptions::Table)
        .col(columns.integer(Exceptions::TenantKey).not_null())
        .col(columns.text(Exceptions::Id).not_null())
        .col(columns.text(Exceptions::ContactId).not_null())
        .col(columns.text(Exceptions::Kind).not_null())
        .col(columns.text(Exceptions::Field))
        .col(columns.text(Exceptions::Value))
        .col(columns.text(Exceptions::Reason).not_null())
        .col(columns.text(Exceptions::ApprovedBy).not_null())
        .col(columns.instant(Exceptions::FromAt))
        .col(columns.instant(Exceptions::UntilAt))
        .col(columns.instant(Exceptions::ReviewAt))
        .col(columns.text(Exceptions::Owner).not_null())
        .col(columns.json(Exceptions::MadeBy).not_null())
        .col(columns.instant(Exceptions::MadeAt).not_null())
        .col(columns.json(Exceptions::EndedBy))
        .col(columns.instant(Exceptions::EndedAt))
        .primary_key(&mut key)
        .foreign_key(&mut table::belongs_to_tenant(
            Exceptions::Table,
            Exceptions::TenantKey,
        ))
        .take()
}
