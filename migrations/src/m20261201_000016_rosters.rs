//! Who trains, and who decided that.
//!
//! - `contacts` gets what was decided of each and what the next decision has to know: status and
//!   audiences (nothing where the directory's word alone makes the status), the rule that decided,
//!   whether there are exceptions, when to look again, and the departure that the brake may hold.
//!   Leavers train no longer, so `in_scope` says so from now on.
//! - `roster_settings`: what a tenant chose about its roster, each change of it as a row. A tenant
//!   without one has everybody in, as before.
//! - `brakes`: the settings of a tenant's brake, if they are not the usual ones, and when it is to be
//!   told that it holds somebody. The row is also what leavers of one tenant wait at for each other.
//! - `previews` and `preview_parts`: whom a change would move, before it is made; the people in parts
//!   of many.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table::{self, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum Contacts {
    Table,
    TenantKey,
    ExternalState,
    InScope,
    Status,
    Audiences,
    DecidedBy,
    HasExceptions,
    NextMoment,
    DepartedAt,
    HeldSince,
    GraceUntil,
    DepartureConfirmed,
}

#[derive(Clone, Copy, DeriveIden)]
enum RosterSettings {
    Table,
    TenantKey,
    Revision,
    Settings,
    DecidedAt,
    DecidedBy,
}

#[derive(Clone, Copy, DeriveIden)]
enum Brakes {
    Table,
    TenantKey,
    Settings,
    UpdatedAt,
    TellAt,
}

#[derive(Clone, Copy, DeriveIden)]
enum Previews {
    Table,
    TenantKey,
    Id,
    Kind,
    Revision,
    Settings,
    Counts,
    CreatedAt,
    CreatedBy,
    AppliedAt,
}

#[derive(Clone, Copy, DeriveIden)]
enum PreviewParts {
    Table,
    TenantKey,
    PreviewId,
    Number,
    Changes,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        add_to_contacts(manager, columns).await?;
        table::create(manager, roster_settings(columns)).await?;
        table::create(manager, brakes(columns)).await?;
        manager.create_index(brakes_to_tell()).await?;
        table::create(manager, previews(columns)).await?;
        table::create(manager, preview_parts(columns)).await
    }
}

/// SQLite adds one column with each statement.
async fn add_to_contacts(manager: &SchemaManager<'_>, columns: Columns) -> Result<(), DbErr> {
    let is_not = |mut column: ColumnDef| column.not_null().default(false).take();
    for column in [
        columns.text(Contacts::Status),
        columns.json(Contacts::Audiences),
        columns.text(Contacts::DecidedBy),
        is_not(columns.boolean(Contacts::HasExceptions)),
        columns.instant(Contacts::NextMoment),
        columns.instant(Contacts::DepartedAt),
        columns.instant(Contacts::HeldSince),
        columns.instant(Contacts::GraceUntil),
        is_not(columns.boolean(Contacts::DepartureConfirmed)),
    ] {
        let alter = Table::alter()
            .table(Contacts::Table)
            .add_column(column)
            .take();
        manager.alter_table(alter).await?;
    }
    let leavers = Query::update()
        .table(Contacts::Table)
        .value(Contacts::InScope, false)
        .and_where(Expr::col(Contacts::ExternalState).eq("disabled"))
        .take();
    manager.execute(leavers).await?;
    for index in contact_indexes() {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Few rows stand in the first four; the last one counts who trains without reading contacts.
fn contact_indexes() -> [IndexCreateStatement; 5] {
    let is_there = |column: Contacts| Expr::col(column).is_not_null();
    let of_tenant = |name: &str, column| {
        index(name, Contacts::Table, [Contacts::TenantKey, column])
            .and_where(is_there(column))
            .take()
    };
    [
        of_tenant("contacts_departed", Contacts::DepartedAt)
            .and_where(Expr::col(Contacts::HeldSince).is_null())
            .take(),
        of_tenant("contacts_held", Contacts::HeldSince),
        of_tenant("contacts_grace", Contacts::GraceUntil),
        index("contacts_moment", Contacts::Table, [Contacts::NextMoment])
            .and_where(is_there(Contacts::NextMoment))
            .take(),
        index("contacts_training", Contacts::Table, [Contacts::TenantKey])
            .and_where(Expr::col(Contacts::InScope))
            .take(),
    ]
}

fn roster_settings(columns: Columns) -> TableCreateStatement {
    let mut key = Index::create()
        .col(RosterSettings::TenantKey)
        .col(RosterSettings::Revision)
        .take();
    Table::create()
        .table(RosterSettings::Table)
        .col(columns.integer(RosterSettings::TenantKey).not_null())
        .col(columns.integer(RosterSettings::Revision).not_null())
        .col(columns.json(RosterSettings::Settings).not_null())
        .col(columns.instant(RosterSettings::DecidedAt).not_null())
        .col(columns.json(RosterSettings::DecidedBy).not_null())
        .primary_key(&mut key)
        .foreign_key(&mut table::belongs_to_tenant(
            RosterSettings::Table,
            RosterSettings::TenantKey,
        ))
        .take()
}

fn brakes(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(Brakes::Table)
        .col(columns.integer(Brakes::TenantKey).not_null().primary_key())
        .col(columns.json(Brakes::Settings).not_null())
        .col(columns.instant(Brakes::UpdatedAt).not_null())
        .col(columns.instant(Brakes::TellAt))
        .foreign_key(&mut table::belongs_to_tenant(
            Brakes::Table,
            Brakes::TenantKey,
        ))
        .take()
}

/// It is looked for those every few seconds, and mostly there are none.
fn brakes_to_tell() -> IndexCreateStatement {
    index("brakes_to_tell", Brakes::Table, [Brakes::TellAt])
        .and_where(Expr::col(Brakes::TellAt).is_not_null())
        .take()
}

fn previews(columns: Columns) -> TableCreateStatement {
    let mut key = Index::create()
        .col(Previews::TenantKey)
        .col(Previews::Id)
        .take();
    Table::create()
        .table(Previews::Table)
        .col(columns.integer(Previews::TenantKey).not_null())
        .col(columns.text(Previews::Id).not_null())
        .col(columns.text(Previews::Kind).not_null())
        .col(columns.integer(Previews::Revision).not_null())
        .col(columns.json(Previews::Settings).not_null())
        .col(columns.json(Previews::Counts).not_null())
        .col(columns.instant(Previews::CreatedAt).not_null())
        .col(columns.json(Previews::CreatedBy).not_null())
        .col(columns.instant(Previews::AppliedAt))
        .primary_key(&mut key)
        .foreign_key(&mut table::belongs_to_tenant(
            Previews::Table,
            Previews::TenantKey,
        ))
        .take()
}

fn preview_parts(columns: Columns) -> TableCreateStatement {
    let mut key = Index::create()
        .col(PreviewParts::TenantKey)
        .col(PreviewParts::PreviewId)
        .col(PreviewParts::Number)
        .take();
    Table::create()
        .table(PreviewParts::Table)
        .col(columns.integer(PreviewParts::TenantKey).not_null())
        .col(columns.text(PreviewParts::PreviewId).not_null())
        .col(columns.integer(PreviewParts::Number).not_null())
        .col(columns.json(PreviewParts::Changes).not_null())
        .primary_key(&mut key)
        .foreign_key(&mut table::belongs_to_tenant(
            PreviewParts::Table,
            PreviewParts::TenantKey,
        ))
        .take()
}
