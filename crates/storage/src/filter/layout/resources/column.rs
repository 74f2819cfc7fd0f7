//! The columns of the table `resources`.

use sea_orm::sea_query::Expr;

/// A column of the resource that is filtered.
pub(super) fn resource(column: &'static str) -> Expr {
    Expr::col(("resources", column))
}
