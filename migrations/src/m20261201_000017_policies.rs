//! What is said of many tenants at once: labels on tenants, and policies, which are templates of what a
//! tenant chooses about its roster, with the tenants that follow them.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum TenantLabels {
    Table,
    TenantKey,
    Label,
}

#[derive(Clone, Copy, DeriveIden)]
enum Policies {
    Table,
    Name,
    Content,
    UpdatedAt,
    UpdatedBy,
}

#[derive(Clone, Copy, DeriveIden)]
enum PolicyFollowers {
    Table,
    TenantKey,
    Policy,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        table::create(manager, labels(columns)).await?;
        table::create(manager, policies(columns)).await?;
        table::create(manager, followers(columns)).await?;
        let by_policy = [PolicyFollowers::Policy];
        let by_policy = index("policy_followers_policy", PolicyFollowers::Table, by_policy);
        manager.create_index(by_policy).await
    }
}

fn labels(columns: Columns) -> TableCreateStatement {
    let mut key = Index::create()
        .col(TenantLabels::TenantKey)
        .col(TenantLabels::Label)
        .take();
    Table::create()
        .table(TenantLabels::Table)
        .col(columns.integer(TenantLabels::TenantKey).not_null())
        .col(columns.text(TenantLabels::Label).not_null())
        .primary_key(&mut key)
        .foreign_key(&mut table::belongs_to_tenant(
            TenantLabels::Table,
            TenantLabels::TenantKey,
        ))
        .take()
}

fn policies(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(Policies::Table)
        .col(columns.text(Policies::Name).not_null().primary_key())
        .col(columns.json(Policies::Content).not_null())
        .col(columns.instant(Policies::UpdatedAt).not_null())
        .col(columns.json(Policies::UpdatedBy).not_null())
        .take()
}

/// A tenant follows one policy at most.
fn followers(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(PolicyFollowers::Table)
        .col(
            columns
                .integer(PolicyFollowers::TenantKey)
                .not_null()
                .primary_key(),
        )
        .col(columns.text(PolicyFollowers::Policy).not_null())
        .foreign_key(&mut table::belongs_to_tenant(
            PolicyFollowers::Table,
            PolicyFollowers::TenantKey,
        ))
        .take()
}
