//! A resource as a row has it.

use chrono::{DateTime, Utc};
use scim::{Resource, ResourceType};
use sea_orm::sea_query::SelectStatement;

use crate::TenantKey;
use crate::statement::SelectRows;

/// A resource as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// Counts its states, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub modified_at: DateTime<Utc>,
    /// Its attributes, without `id`, `meta`, `schemas`, `groups` and `members`.
    pub resource: Resource,
}

/// What [`stored`] reads.
const COLUMNS: [&str; 5] = ["id", "version", "created_at", "modified_at", "document"];

pub(super) fn with_columns(mut select: SelectStatement) -> SelectStatement {
    for column in COLUMNS {
        select.column(("resources", column));
    }
    select
}

/// The type is compared as an expression, which no index has. PostgreSQL without statistics would else
/// take an index that begins with tenant and type and has the id at its end, and read all of it.
pub(super) fn select_one(
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> SelectRows<'static> {
    SelectRows {
        table: "resources",
        columns: &COLUMNS,
        found_by: vec![
            ("tenant_key", tenant.into()),
            ("id", id.into()),
            ("(resource_type || '')", resource_type.name.as_str().into()),
        ],
        further: "",
    }
}
