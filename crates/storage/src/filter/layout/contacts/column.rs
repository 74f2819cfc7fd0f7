//! The columns of the table `contacts`.

use sea_orm::sea_query::Expr;

/// A column of the contact that is filtered.
pub(super) fn contact(column: &'static str) -> Expr {
    Expr::col(("contacts", column))
}
