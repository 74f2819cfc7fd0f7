//! Training contacts and training groups.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index, unique_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Contacts {
    Table,
    TenantKey,
    Id,
    UserId,
    UserNameKey,
    Email,
    EmailKey,
    FirstName,
    LastName,
    DisplayName,
    Title,
    Department,
    Location,
    Telephone,
    Language,
    EmployeeNumber,
    ManagerValue,
    ExternalId,
    ExternalKey,
    ExternalState,
    Source,
    InScope,
    GroupsAtLeave,
    SyncedAt,
    CreatedAt,
    UpdatedAt,
    DisabledAt,
}

#[derive(Clone, Copy, DeriveIden)]
enum TrainingGroups {
    Table,
    TenantKey,
    Id,
    GroupId,
    Slug,
    DisplayName,
    ExternalId,
    Source,
    CreatedAt,
    UpdatedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        table::create(manager, contacts(columns)).await?;
        for statement in contact_indexes() {
            manager.create_index(statement).await?;
        }
        table::create(manager, training_groups(columns)).await?;
        for statement in training_group_indexes() {
            manager.create_index(statement).await?;
        }
        Ok(())
    }
}

fn contacts(columns: Columns) -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table(Contacts::Table)
        .col(columns.integer(Contacts::TenantKey).not_null())
        .col(columns.text(Contacts::Id).not_null())
        .col(columns.text(Contacts::UserId))
        .col(columns.text(Contacts::UserNameKey));
    for field in [
        Contacts::Email,
        Contacts::EmailKey,
        Contacts::FirstName,
        Contacts::LastName,
        Contacts::DisplayName,
        Contacts::Title,
        Contacts::Department,
        Contacts::Location,
        Contacts::Telephone,
        Contacts::Language,
        Contacts::EmployeeNumber,
        Contacts::ManagerValue,
        Contacts::ExternalId,
        Contacts::ExternalKey,
    ] {
        table.col(columns.text(field));
    }
    table
        .col(columns.text(Contacts::ExternalState).not_null())
        .col(columns.text(Contacts::Source).not_null())
        .col(columns.boolean(Contacts::InScope).not_null())
        .col(columns.json(Contacts::GroupsAtLeave))
        .col(columns.instant(Contacts::SyncedAt))
        .col(columns.instant(Contacts::CreatedAt).not_null())
        .col(columns.instant(Contacts::UpdatedAt).not_null())
        .col(columns.instant(Contacts::DisabledAt))
        .primary_key(Index::create().col(Contacts::TenantKey).col(Contacts::Id))
        .foreign_key(&mut table::belongs_to_tenant(
            Contacts::Table,
            Contacts::TenantKey,
        ))
        .take()
}

fn contact_indexes() -> [IndexCreateStatement; 4] {
    let by = |column| [Contacts::TenantKey, column];
    [
        unique_index("contacts_user_id", Contacts::Table, by(Contacts::UserId)),
        index(
            "contacts_email_key",
            Contacts::Table,
            by(Contacts::EmailKey),
        ),
        index(
            "contacts_external_key",
            Contacts::Table,
            by(Contacts::ExternalKey),
        ),
        index(
            "contacts_user_name_key",
            Contacts::Table,
            by(Contacts::UserNameKey),
        ),
    ]
}

fn training_groups(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(TrainingGroups::Table)
        .col(columns.integer(TrainingGroups::TenantKey).not_null())
        .col(columns.text(TrainingGroups::Id).not_null())
        .col(columns.text(TrainingGroups::GroupId))
        .col(columns.text(TrainingGroups::Slug).not_null())
        .col(columns.text(TrainingGroups::DisplayName).not_null())
        .col(columns.text(TrainingGroups::ExternalId))
        .col(columns.text(TrainingGroups::Source).not_null())
        .col(columns.instant(TrainingGroups::CreatedAt).not_null())
        .col(columns.instant(TrainingGroups::UpdatedAt).not_null())
        .primary_key(
            Index::create()
                .col(TrainingGroups::TenantKey)
                .col(TrainingGroups::Id),
        )
        .foreign_key(&mut table::belongs_to_tenant(
            TrainingGroups::Table,
            TrainingGroups::TenantKey,
        ))
        .take()
}

fn training_group_indexes() -> [IndexCreateStatement; 2] {
    let by = |column| [TrainingGroups::TenantKey, column];
    let table = TrainingGroups::Table;
    [
        unique_index("training_groups_slug", table, by(TrainingGroups::Slug)),
        unique_index(
            "training_groups_group_id",
            table,
            by(TrainingGroups::GroupId),
        ),
    ]
}
