//! Searches that an index answers by itself, such as those of Entra for a user by its name: one
//! attribute of one type that has a key is to equal something, in the order of the ids. They are sent
//! as fixed text, for making the statement costs several times what carrying it out does.

use sea_orm::DbBackend;

use super::search::{Found, Search};
use super::unread::unread;
use crate::filter::{self, RESOURCES};
use crate::statement::Fixed;
use crate::{Connection, StorageError, TenantKey, key};

/// The most rows that are read in place. More may take longer than a look-up should.
const MOST: u64 = 200;

/// A look-up of the resources of one type by a key.
pub(super) struct LookUp<'q> {
    resource_type: &'q str,
    statements: (&'static str, &'static str),
    key: String,
}

/// The text that looks rows up by a column: SQLite's, and PostgreSQL's. A limit that is an expression
/// spares SQLite to plan anew for each value of it. An order that is an expression keeps PostgreSQL
/// without statistics from reading all of a type in the order of the ids.
macro_rules! by {
    ($column:literal) => {
        (by!($column, "id"), by!($column, "id || ''"))
    };
    ($column:literal, $order:literal) => {
        concat!(
            "SELECT id, version, created_at, modified_at, document FROM resources \
             WHERE tenant_key = $1 AND resource_type = $2 AND ",
            $column,
            " = $3 ORDER BY ",
            $order,
            " LIMIT $4 + 0"
        )
    };
}

impl<'q> LookUp<'q> {
    /// `None` for a search that asks for anything else, or for more rows.
    pub(super) fn of(search: &Search<'q>, offset: u64, limit: u64) -> Option<Self> {
        let [selection] = search.among else {
            return None;
        };
        if offset > 0 || limit > MOST || selection.sort.is_some() {
            return None;
        }
        let (column, wanted) = filter::key_of(RESOURCES, selection.filter?)?;
        let statements = match column {
            "unique_key" => by!("unique_key"),
            "external_key" => by!("external_key"),
            "display_key" => by!("display_key"),
            _ => return None,
        };
        key::is_storable(wanted).then(|| Self {
            resource_type: &selection.resource_type.name,
            statements,
            key: key::exact(wanted),
        })
    }

    /// The first resources that have the key, so many at most.
    pub(super) async fn read(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        limit: u64,
    ) -> Result<Vec<Found>, StorageError> {
        let values = [
            tenant.into(),
            self.resource_type.into(),
            self.key.as_str().into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ];
        let statement = match conn.backend() {
            DbBackend::Postgres => self.statements.1,
            _ => self.statements.0,
        };
        let select = Fixed(statement, values);
        let found = conn.all(select, |row| {
            Ok(Found {
                selection: 0,
                unread: unread(row)?,
                key: None,
            })
        });
        found.await
    }
}
