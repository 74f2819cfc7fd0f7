//! Column types, one for each kind of value, by the names that each database's strict typing knows.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Makes columns for one database.
#[derive(Clone, Copy)]
pub(crate) struct Columns(DbBackend);

impl Columns {
    pub(crate) fn of(manager: &SchemaManager<'_>) -> Self {
        Self(manager.get_database_backend())
    }

    /// Text, compared and sorted by its bytes.
    pub(crate) fn text(self, name: impl IntoIden) -> ColumnDef {
        self.column(name, "TEXT", "TEXT COLLATE \"C\"")
    }

    /// A whole number of 64 bits.
    pub(crate) fn integer(self, name: impl IntoIden) -> ColumnDef {
        self.column(name, "INTEGER", "BIGINT")
    }

    /// A point in time: milliseconds since 1970.
    pub(crate) fn instant(self, name: impl IntoIden) -> ColumnDef {
        self.integer(name)
    }

    /// True or false; SQLite has 1 and 0 for it.
    pub(crate) fn boolean(self, name: impl IntoIden) -> ColumnDef {
        self.column(name, "INTEGER", "BOOLEAN")
    }

    /// A JSON document.
    pub(crate) fn json(self, name: impl IntoIden) -> ColumnDef {
        self.column(name, "TEXT", "JSONB")
    }

    /// Bytes.
    pub(crate) fn bytes(self, name: impl IntoIden) -> ColumnDef {
        self.column(name, "BLOB", "BYTEA")
    }

    /// A whole number that the database counts up, as primary key.
    pub(crate) fn counter(self, name: impl IntoIden) -> ColumnDef {
        let mut column = match self.0 {
            DbBackend::Postgres => ColumnDef::new(name).big_integer().take(),
            _ => self.integer(name),
        };
        column.not_null().auto_increment().primary_key().take()
    }

    fn column(
        self,
        name: impl IntoIden,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> ColumnDef {
        let kind = match self.0 {
            DbBackend::Postgres => postgres,
            _ => sqlite,
        };
        ColumnDef::new(name).custom(kind).take()
    }
}
