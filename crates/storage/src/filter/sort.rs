//! What resources are sorted by.

use scim::schema::{AttrRef, Kind, Uniqueness};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query};

use super::compiler::{Compiler, Scope};
use super::dialect::{Dialect, sqlite_path};
use super::layout::{Index, Place};
use super::value::{Value, Values};

/// What resources of a type are sorted by.
#[derive(Clone)]
pub(crate) struct SortKey {
    /// The value; NULL where a resource has none.
    pub(crate) value: Expr,
    /// How values of this key compare.
    pub(crate) class: Class,
    /// Whether a resource may have none.
    pub(crate) nullable: bool,
}

/// How values compare, and what carries them in and out of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// By their bytes.
    Text,
    /// Whole numbers, as which all numbers and points in time are compared.
    Whole,
}

impl SortKey {
    pub(crate) fn new(backend: DbBackend, value: Expr, class: Class, nullable: bool) -> Self {
        let value = match class {
            Class::Text => Dialect::of(backend).by_bytes(value),
            Class::Whole => value,
        };
        Self {
            value,
            class,
            nullable,
        }
    }

    /// The value as [`Class`] says, to be selected.
    pub(crate) fn selected(&self) -> Expr {
        let value = self.value.clone();
        match self.class {
            Class::Text => value.cast_as("text"),
            Class::Whole => value.cast_as("bigint"),
        }
    }
}

impl Compiler {
    /// What an attribute sorts resources by; `None` for a complex one without a `value`.
    pub(crate) fn sort_key(&self, attribute: AttrRef<'_>) -> Option<SortKey> {
        let attribute = match (attribute.leaf().kind, attribute.sub) {
            (Kind::Complex, None) => attribute.with_sub(attribute.attribute.sub("value")?),
            _ => attribute,
        };
        let class = class(self.dialect, attribute.leaf().kind);
        let (value, nullable) = match self.column(attribute) {
            Some((column, nullable)) => (column, nullable),
            None => (self.looked_up(attribute)?, true),
        };
        Some(SortKey::new(self.dialect.backend(), value, class, nullable))
    }

    /// A column that holds the attribute or its key, and whether it may be NULL. Keys sort as their
    /// values do, but for very long ones that begin alike ([`crate::key`]).
    fn column(&self, attribute: AttrRef<'_>) -> Option<(Expr, bool)> {
        if let Place::Column(column) = self.layout.place(attribute) {
            return Some((column, false));
        }
        let Index::Key(key) = self.layout.index(attribute)? else {
            return None;
        };
        let leaf = attribute.leaf();
        let always_there = leaf.required && leaf.uniqueness == Uniqueness::Server;
        Some((self.layout.column(key), !always_there))
    }

    fn looked_up(&self, attribute: AttrRef<'_>) -> Option<Expr> {
        if let Place::Related(relation) = self.layout.place(attribute) {
            let sub = attribute.sub.map_or("", |sub| sub.name.as_str());
            let first = relation.first(self.dialect, sub)?;
            return Some(Expr::SubQuery(None, Box::new(first.into())));
        }
        let kind = attribute.leaf().kind;
        Some(match self.values(attribute, Scope::Row) {
            Values::One(value) => value.scalar(self.dialect, kind),
            Values::Many { .. } => self.preferred(attribute).scalar(self.dialect, kind),
        })
    }

    /// The value of the primary element of a list, else of the first.
    fn preferred(&self, attribute: AttrRef<'_>) -> Value {
        let mut path = Vec::new();
        path.extend(attribute.extension.map(|extension| extension.id.clone()));
        path.push(attribute.attribute.name.clone());
        let mut below: Vec<String> = Vec::new();
        below.extend(attribute.sub.map(|sub| sub.name.clone()));
        if !attribute.attribute.multi_valued {
            path.append(&mut below);
        }
        let document = self.layout.column("comparable");
        Value::Json(preferred_element(self.dialect, document, &path), below)
    }
}

/// PostgreSQL has the words for true and false, which sort as 1 and 0 do on SQLite.
fn class(dialect: Dialect, kind: Kind) -> Class {
    match kind {
        Kind::Integer | Kind::Decimal | Kind::DateTime => Class::Whole,
        Kind::Boolean if dialect == Dialect::Sqlite => Class::Whole,
        _ => Class::Text,
    }
}

fn preferred_element(dialect: Dialect, document: Expr, path: &[String]) -> Expr {
    match dialect {
        Dialect::Postgres => {
            let list = dialect.json(document, path);
            let primary = Func::cust("jsonb_path_query_first")
                .arg(list.clone())
                .arg(Expr::cust("'$[*] ? (@.\"primary\" == true)'"));
            let first = dialect.json(list, &["0".to_owned()]);
            Func::coalesce([primary.into(), first]).into()
        }
        Dialect::Sqlite => {
            let primary = Query::select()
                .column(("element", "value"))
                .from_function(dialect.elements(document.clone(), path), "element")
                .and_where(Expr::cust(
                    "CASE \"element\".\"type\" WHEN 'object' THEN \
                     json_type(\"element\".\"value\", '$.primary') = 'true' END",
                ))
                .order_by(("element", "key"), Order::Asc)
                .limit(1)
                .take();
            let first = Func::cust("json_extract")
                .arg(document)
                .arg(format!("{}[0]", sqlite_path(path)));
            let primary = Expr::SubQuery(None, Box::new(primary.into()));
            Func::coalesce([primary, first.into()]).into()
        }
    }
}
