//! What log-ins need: beside the slow hash of each token a fast one, which tokens made so far get when
//! they are first accepted, and the log-ins that were refused, one row a minute for each token and
//! reason. Earlier versions read and write neither.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Tokens {
    Table,
    FastHash,
}

#[derive(Clone, Copy, DeriveIden)]
enum RefusedLogins {
    Table,
    TenantKey,
    TokenId,
    Reason,
    Minute,
    Id,
    At,
    Times,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        let fast_hash = Table::alter()
            .table(Tokens::Table)
            .add_column(columns.text(Tokens::FastHash))
            .take();
        manager.alter_table(fast_hash).await?;
        table::create(manager, refused_logins(columns)).await?;
        let by_time = [RefusedLogins::TenantKey, RefusedLogins::At];
        let by_time = index("refused_logins_at", RefusedLogins::Table, by_time);
        manager.create_index(by_time).await
    }
}

fn refused_logins(columns: Columns) -> TableCreateStatement {
    let mut key = Index::create()
        .col(RefusedLogins::TenantKey)
        .col(RefusedLogins::TokenId)
        .col(RefusedLogins::Reason)
        .col(RefusedLogins::Minute)
        .take();
    Table::create()
        .table(RefusedLogins::Table)
        .col(columns.integer(RefusedLogins::TenantKey).not_null())
        .col(columns.text(RefusedLogins::TokenId).not_null())
        .col(columns.text(RefusedLogins::Reason).not_null())
        .col(columns.instant(RefusedLogins::Minute).not_null())
        .col(columns.text(RefusedLogins::Id).not_null())
        .col(columns.instant(RefusedLogins::At).not_null())
        .col(columns.integer(RefusedLogins::Times).not_null())
        .primary_key(&mut key)
        .foreign_key(&mut table::belongs_to_tenant(
            RefusedLogins::Table,
            RefusedLogins::TenantKey,
        ))
        .take()
}
