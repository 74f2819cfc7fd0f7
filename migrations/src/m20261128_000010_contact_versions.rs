//! What contacts were over time, and what changes of large groups need.
//!
//! - `contacts` gets what had no column of its own: the userName as it is written, the manager's key, the fields that
//!   reports do not show, every address, and the comparable document that filters look at. Rows of
//!   before have none of it until their first change, or until a job has filled them.
//! - `contact_versions`: a contact as it was from one time until another.
//! - `ended_memberships`: who was in which group from when until when. Who is in one now stands in
//!   `memberships`, with the time since when.
//! - `jobs`: work that outlasts a request. One is made here for every tenant, which fills the contacts
//!   of before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::column::Columns;
use crate::table::{self, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Contacts {
    Table,
    TenantKey,
    ManagerKey,
    UserName,
    OtherFields,
    Addresses,
    Comparable,
    Version,
    VersionAt,
}

#[derive(Clone, Copy, DeriveIden)]
enum ContactVersions {
    Table,
    TenantKey,
    ContactId,
    Number,
    ValidFrom,
    ValidUntil,
    State,
    Status,
    Audiences,
    Reasons,
}

#[derive(Clone, Copy, DeriveIden)]
enum EndedMemberships {
    Table,
    TenantKey,
    GroupId,
    MemberId,
    CreatedAt,
    EndedAt,
}

#[derive(Clone, Copy, DeriveIden)]
enum Jobs {
    Table,
    TenantKey,
    Id,
    Kind,
    State,
    Input,
    Position,
    Done,
    Attempts,
    Error,
    Runner,
    LeasedUntil,
    CreatedAt,
    UpdatedAt,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        add_to_contacts(manager, columns).await?;
        manager.create_index(reports()).await?;
        table::create(manager, contact_versions(columns)).await?;
        table::create(manager, ended_memberships(columns)).await?;
        let by_member = [
            EndedMemberships::TenantKey,
            EndedMemberships::MemberId,
            EndedMemberships::EndedAt,
        ];
        let by_member = index(
            "ended_memberships_member",
            EndedMemberships::Table,
            by_member,
        );
        manager.create_index(by_member).await?;
        table::create(manager, jobs(columns)).await?;
        manager.create_index(open_jobs()).await?;
        fill_later(manager).await
    }
}

/// SQLite adds one column with each statement.
async fn add_to_contacts(manager: &SchemaManager<'_>, columns: Columns) -> Result<(), DbErr> {
    for column in [
        columns.text(Contacts::UserName),
        columns.text(Contacts::ManagerKey),
        columns.json(Contacts::OtherFields),
        columns.json(Contacts::Addresses),
        columns.json(Contacts::Comparable),
        columns
            .integer(Contacts::Version)
            .not_null()
            .default(0)
            .take(),
        columns.instant(Contacts::VersionAt),
    ] {
        let alter = Table::alter()
            .table(Contacts::Table)
            .add_column(column)
            .take();
        manager.alter_table(alter).await?;
    }
    Ok(())
}

/// Who has somebody as manager.
fn reports() -> IndexCreateStatement {
    let columns = [Contacts::TenantKey, Contacts::ManagerKey];
    index("contacts_manager_key", Contacts::Table, columns)
        .and_where(Expr::col(Contacts::ManagerKey).is_not_null())
        .take()
}

fn contact_versions(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(ContactVersions::Table)
        .col(columns.integer(ContactVersions::TenantKey).not_null())
        .col(columns.text(ContactVersions::ContactId).not_null())
        .col(columns.integer(ContactVersions::Number).not_null())
        .col(columns.instant(ContactVersions::ValidFrom).not_null())
        .col(columns.instant(ContactVersions::ValidUntil))
        .col(columns.json(ContactVersions::State).not_null())
        .col(columns.text(ContactVersions::Status))
        .col(columns.json(ContactVersions::Audiences))
        .col(columns.json(ContactVersions::Reasons))
        .primary_key(
            Index::create()
                .col(ContactVersions::TenantKey)
                .col(ContactVersions::ContactId)
                .col(ContactVersions::Number),
        )
        .foreign_key(&mut table::belongs_to_tenant(
            ContactVersions::Table,
            ContactVersions::TenantKey,
        ))
        .take()
}

fn ended_memberships(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(EndedMemberships::Table)
        .col(columns.integer(EndedMemberships::TenantKey).not_null())
        .col(columns.text(EndedMemberships::GroupId).not_null())
        .col(columns.text(EndedMemberships::MemberId).not_null())
        .col(columns.instant(EndedMemberships::CreatedAt).not_null())
        .col(columns.instant(EndedMemberships::EndedAt).not_null())
        .primary_key(
            Index::create()
                .col(EndedMemberships::TenantKey)
                .col(EndedMemberships::GroupId)
                .col(EndedMemberships::EndedAt)
                .col(EndedMemberships::MemberId),
        )
        .foreign_key(&mut table::belongs_to_tenant(
            EndedMemberships::Table,
            EndedMemberships::TenantKey,
        ))
        .take()
}

fn jobs(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(Jobs::Table)
        .col(columns.integer(Jobs::TenantKey).not_null())
        .col(columns.text(Jobs::Id).not_null())
        .col(columns.text(Jobs::Kind).not_null())
        .col(columns.text(Jobs::State).not_null())
        .col(columns.json(Jobs::Input).not_null())
        .col(columns.text(Jobs::Position))
        .col(columns.integer(Jobs::Done).not_null())
        .col(columns.integer(Jobs::Attempts).not_null())
        .col(columns.text(Jobs::Error))
        .col(columns.text(Jobs::Runner))
        .col(columns.instant(Jobs::LeasedUntil))
        .col(columns.instant(Jobs::CreatedAt).not_null())
        .col(columns.instant(Jobs::UpdatedAt).not_null())
        .primary_key(Index::create().col(Jobs::TenantKey).col(Jobs::Id))
        .foreign_key(&mut table::belongs_to_tenant(Jobs::Table, Jobs::TenantKey))
        .take()
}

/// Jobs that wait for a runner or have one: few of many.
fn open_jobs() -> IndexCreateStatement {
    index("jobs_open", Jobs::Table, [Jobs::CreatedAt])
        .and_where(Expr::col(Jobs::State).eq("open"))
        .take()
}

/// A job for each tenant, under the tenant's id, that fills the contacts of before.
async fn fill_later(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let input = match manager.get_database_backend() {
        DbBackend::Postgres => "'{}'::jsonb",
        _ => "'{}'",
    };
    let tenants = Query::select()
        .columns(["key", "id"])
        .expr(Expr::val("version_contacts"))
        .expr(Expr::val("open"))
        .expr(Expr::cust(input))
        .expr(Expr::val(0))
        .expr(Expr::val(0))
        .columns(["created_at", "created_at"])
        .from("tenants")
        .take();
    let mut insert = Query::insert();
    insert
        .into_table(Jobs::Table)
        .columns([
            Jobs::TenantKey,
            Jobs::Id,
            Jobs::Kind,
            Jobs::State,
            Jobs::Input,
            Jobs::Done,
            Jobs::Attempts,
            Jobs::CreatedAt,
            Jobs::UpdatedAt,
        ])
        .select_from(tenants)
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.execute(insert).await
}
