//! Tenants and their tokens.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index, unique_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(DeriveIden)]
enum Tenants {
    Table,
    Key,
    Id,
    Slug,
    Name,
    Status,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Tokens {
    Table,
    Id,
    TenantKey,
    Label,
    Hash,
    CreatedAt,
    ExpiresAt,
    LastUsedAt,
    RevokedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        table::create(manager, tenants(columns)).await?;
        for statement in tenant_indexes() {
            manager.create_index(statement).await?;
        }
        table::create(manager, tokens(columns)).await?;
        manager
            .create_index(index("tokens_tenant", Tokens::Table, [Tokens::TenantKey]))
            .await
    }
}

fn tenants(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(Tenants::Table)
        .col(columns.counter(Tenants::Key))
        .col(columns.text(Tenants::Id).not_null())
        .col(columns.text(Tenants::Slug).not_null())
        .col(columns.text(Tenants::Name).not_null())
        .col(columns.text(Tenants::Status).not_null())
        .col(columns.instant(Tenants::CreatedAt).not_null())
        .take()
}

fn tenant_indexes() -> [IndexCreateStatement; 2] {
    [
        unique_index("tenants_id", Tenants::Table, [Tenants::Id]),
        unique_index("tenants_slug", Tenants::Table, [Tenants::Slug]),
    ]
}

fn tokens(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(Tokens::Table)
        .col(columns.text(Tokens::Id).not_null().primary_key())
        .col(columns.integer(Tokens::TenantKey).not_null())
        .col(columns.text(Tokens::Label))
        .col(columns.text(Tokens::Hash).not_null())
        .col(columns.instant(Tokens::CreatedAt).not_null())
        .col(columns.instant(Tokens::ExpiresAt))
        .col(columns.instant(Tokens::LastUsedAt))
        .col(columns.instant(Tokens::RevokedAt))
        .foreign_key(&mut table::belongs_to_tenant(
            Tokens::Table,
            Tokens::TenantKey,
        ))
        .take()
}
