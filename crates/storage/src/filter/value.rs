//! The values of an attribute as SQL.

use scim::schema::Kind;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};

use super::dialect::Dialect;

/// The values of an attribute.
pub(super) enum Values {
    /// At most one.
    One(Value),
    /// Any number: one for each row of the query.
    Many {
        /// A query for the rows.
        from: Box<SelectStatement>,
        /// The value in a row.
        value: Value,
    },
}

/// One value.
#[derive(Clone)]
pub(super) enum Value {
    /// A column, or something made of columns.
    Sql(Expr),
    /// What is true or false of every row.
    Flag(Expr),
    /// A place in a JSON document.
    Json(Expr, Vec<String>),
}

impl Values {
    /// Whether something holds of one of them.
    pub(super) fn any(&self, condition: impl Fn(&Value) -> Expr) -> Expr {
        match self {
            Self::One(value) => condition(value),
            Self::Many { from, value } => {
                let mut rows = SelectStatement::clone(from);
                Expr::exists(rows.and_where(condition(value)).take())
            }
        }
    }

    /// Whether there is none.
    pub(super) fn none(&self, dialect: Dialect) -> Expr {
        match self {
            Self::One(value) => value.is_absent(dialect),
            Self::Many { .. } => self.any(|value| value.is_present(dialect)).not(),
        }
    }
}

impl Value {
    /// Whether it is there.
    pub(super) fn is_present(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Flag(_) => Expr::cust("TRUE"),
            _ => self.json(dialect).is_not_null(),
        }
    }

    fn is_absent(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Flag(_) => Expr::cust("FALSE"),
            _ => self.json(dialect).is_null(),
        }
    }

    /// As SQL has it.
    pub(super) fn scalar(&self, dialect: Dialect, kind: Kind) -> Expr {
        match self {
            Self::Sql(expression) | Self::Flag(expression) => expression.clone(),
            Self::Json(document, path) => dialect.scalar(document.clone(), path, kind),
        }
    }

    /// As JSON, where it is in a document.
    fn json(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Sql(expression) | Self::Flag(expression) => expression.clone(),
            Self::Json(document, path) => dialect.json(document.clone(), path),
        }
    }
}
