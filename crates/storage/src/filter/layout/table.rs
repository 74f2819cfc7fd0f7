//! What a table tells the compiler.

use scim::schema::AttrRef;
use sea_orm::sea_query::{Expr, SelectStatement};

use crate::TenantKey;
use crate::filter::demand::Pin;
use crate::filter::dialect::Dialect;

/// What the compiler knows of a table whose rows are filtered. The table stands in the query under
/// its own name, and has the columns `tenant_key` and `comparable`, the comparable document
/// ([`scim::comparable`]).
pub(crate) trait Layout: Sync {
    /// The table.
    fn table(&self) -> &'static str;

    /// Where an attribute is.
    fn place(&self, attribute: AttrRef<'_>) -> Place;

    /// What serves an equality on an attribute that is a column or in the document; nothing, if
    /// rows have to be read for it.
    fn index(&self, attribute: AttrRef<'_>) -> Option<Index>;

    /// Whether hardly two rows have the same value of an attribute, so that an equality on it finds
    /// few.
    fn tells_apart(&self, attribute: AttrRef<'_>) -> bool;

    /// A column of the row that is filtered.
    fn column(&self, column: &'static str) -> Expr {
        Expr::col((self.table(), column))
    }
}

/// Where an attribute is.
pub(crate) enum Place {
    /// A column, or something made of columns. No row lacks it.
    Column(Expr),
    /// What is true or false of every row.
    Flag(Expr),
    /// In the comparable document, under its own name.
    Document,
    /// Rows of other tables.
    Related(&'static dyn Relation),
}

/// What serves an equality. Keys are made by [`crate::key::exact`].
pub(crate) enum Index {
    /// A column with the key of the value, which says all that the equality does.
    Key(&'static str),
    /// A table with the keys of all values of a list. The equality stands beside it, for in brackets
    /// the same element has other conditions.
    Values(ValueTable),
}

/// A table with a row for each key of an attribute's values.
pub(crate) struct ValueTable {
    /// Its name.
    pub(crate) table: &'static str,
    /// Its column with the key.
    pub(crate) key: &'static str,
    /// Its column with the id of the row that is filtered.
    pub(crate) id: &'static str,
}

/// An attribute whose values are rows of other tables.
pub(crate) trait Relation: Sync {
    /// The rows that belong to the row that is filtered, yet without columns.
    fn own(&self, dialect: Dialect) -> SelectStatement;

    /// A sub-attribute in such a row, all of which are texts; without a name, the `value`.
    fn value(&self, dialect: Dialect, sub: &str) -> Expr;

    /// The sub-attributes of which [`Relation::served`] finds rows by a text.
    fn served_by(&self) -> &'static [&'static str];

    /// Whether the row that is filtered has related rows with a certain text, by way of indexes.
    /// `condition` is the whole filter in such a row.
    fn served(
        &self,
        dialect: Dialect,
        tenant: TenantKey,
        pin: Pin<'_>,
        condition: &dyn Fn() -> Expr,
    ) -> Served;

    /// A query for a sub-attribute of the row that is sorted by; `None` where nothing is sorted so.
    fn first(&self, dialect: Dialect, sub: &str) -> Option<SelectStatement>;
}

/// What an index serves of a filter on related rows.
pub(crate) enum Served {
    /// All of it.
    Whole(Expr),
    /// The equality. What else the filter demands of the same row stands beside it.
    Equality(Expr),
}
