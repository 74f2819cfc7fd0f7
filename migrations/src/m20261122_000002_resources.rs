//! SCIM resources, the index of their e-mail addresses, and group memberships.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index, unique_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Resources {
    Table,
    TenantKey,
    Id,
    ResourceType,
    Version,
    CreatedAt,
    ModifiedAt,
    ExternalKey,
    UniqueKey,
    DisplayKey,
    Document,
    Comparable,
}

#[derive(Clone, Copy, DeriveIden)]
enum ResourceEmails {
    Table,
    TenantKey,
    EmailKey,
    ResourceId,
}

#[derive(Clone, Copy, DeriveIden)]
enum Memberships {
    Table,
    TenantKey,
    GroupId,
    MemberId,
    MemberType,
    CreatedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        table::create(manager, resources(columns)).await?;
        for statement in resource_indexes() {
            manager.create_index(statement).await?;
        }
        table::create(manager, resource_emails(columns)).await?;
        manager.create_index(emails_of_resource()).await?;
        table::create(manager, memberships(columns)).await?;
        manager.create_index(groups_of_member()).await
    }
}

fn resources(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(Resources::Table)
        .col(columns.integer(Resources::TenantKey).not_null())
        .col(columns.text(Resources::Id).not_null())
        .col(columns.text(Resources::ResourceType).not_null())
        .col(columns.integer(Resources::Version).not_null())
        .col(columns.instant(Resources::CreatedAt).not_null())
        .col(columns.instant(Resources::ModifiedAt).not_null())
        .col(columns.text(Resources::ExternalKey))
        .col(columns.text(Resources::UniqueKey))
        .col(columns.text(Resources::DisplayKey))
        .col(columns.json(Resources::Document).not_null())
        .col(columns.json(Resources::Comparable).not_null())
        .primary_key(Index::create().col(Resources::TenantKey).col(Resources::Id))
        .foreign_key(&mut table::belongs_to_tenant(
            Resources::Table,
            Resources::TenantKey,
        ))
        .take()
}

/// All but the unique one end with the id, by which lists are ordered: whoever looks a key up gets
/// the rows in order, so that no planner prefers to walk through all ids instead.
fn resource_indexes() -> Vec<IndexCreateStatement> {
    use Resources::{DisplayKey, ExternalKey, Id, ModifiedAt, ResourceType, TenantKey, UniqueKey};

    let table = Resources::Table;
    let by = |name, column| index(name, table, [TenantKey, ResourceType, column, Id]);
    vec![
        unique_index(
            "resources_unique_key",
            table,
            [TenantKey, ResourceType, UniqueKey],
        ),
        by("resources_external_key", ExternalKey),
        by("resources_display_key", DisplayKey),
        by("resources_modified_at", ModifiedAt),
        index("resources_id", table, [TenantKey, ResourceType, Id]),
    ]
}

fn resource_emails(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(ResourceEmails::Table)
        .col(columns.integer(ResourceEmails::TenantKey).not_null())
        .col(columns.text(ResourceEmails::EmailKey).not_null())
        .col(columns.text(ResourceEmails::ResourceId).not_null())
        .primary_key(
            Index::create()
                .col(ResourceEmails::TenantKey)
                .col(ResourceEmails::EmailKey)
                .col(ResourceEmails::ResourceId),
        )
        .foreign_key(
            ForeignKey::create()
                .from_tbl(ResourceEmails::Table)
                .from_col(ResourceEmails::TenantKey)
                .from_col(ResourceEmails::ResourceId)
                .to_tbl(Resources::Table)
                .to_col(Resources::TenantKey)
                .to_col(Resources::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn emails_of_resource() -> IndexCreateStatement {
    let columns = [ResourceEmails::TenantKey, ResourceEmails::ResourceId];
    index("resource_emails_resource", ResourceEmails::Table, columns)
}

/// No cascade here: a membership must go in the sight of whoever raises the group's version.
fn memberships(columns: Columns) -> TableCreateStatement {
    let resource = |column| {
        ForeignKey::create()
            .from_tbl(Memberships::Table)
            .from_col(Memberships::TenantKey)
            .from_col(column)
            .to_tbl(Resources::Table)
            .to_col(Resources::TenantKey)
            .to_col(Resources::Id)
            .take()
    };
    Table::create()
        .table(Memberships::Table)
        .col(columns.integer(Memberships::TenantKey).not_null())
        .col(columns.text(Memberships::GroupId).not_null())
        .col(columns.text(Memberships::MemberId).not_null())
        .col(columns.text(Memberships::MemberType).not_null())
        .col(columns.instant(Memberships::CreatedAt).not_null())
        .primary_key(
            Index::create()
                .col(Memberships::TenantKey)
                .col(Memberships::GroupId)
                .col(Memberships::MemberId),
        )
        .foreign_key(&mut resource(Memberships::GroupId))
        .foreign_key(&mut resource(Memberships::MemberId))
        .take()
}

fn groups_of_member() -> IndexCreateStatement {
    let columns = [
        Memberships::TenantKey,
        Memberships::MemberId,
        Memberships::GroupId,
    ];
    index("memberships_member", Memberships::Table, columns)
}
