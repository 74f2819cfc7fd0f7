//! Memberships that follow from groups within groups, as recursive queries. Each step is one look-up
//! by index for each row of the step before; rows that were there before are dropped, so that circles
//! end.

use sea_orm::DbBackend;
use sea_orm::sea_query::{
    CommonTableExpression, Condition, Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType,
    WithClause,
};

/// The alias of the memberships that a step adds.
const NEXT: &str = "next";

const COLUMNS: [&str; 3] = ["tenant_key", "member_id", "group_id"];

/// The memberships that `first` selects, as [`columns`] of them, and for each all groups around its
/// group. They get the name `alias`.
pub(crate) fn upward(
    backend: DbBackend,
    alias: &'static str,
    first: SelectStatement,
) -> WithClause {
    let step = step(backend, alias, "member_id", "group_id")
        .columns([(alias, "tenant_key"), (alias, "member_id")])
        .column((NEXT, "group_id"))
        .take();
    recursive(alias, first, step)
}

/// A query of memberships under an alias, yet without a condition, with what [`upward`] needs.
pub(crate) fn columns(alias: &'static str) -> SelectStatement {
    Query::select()
        .columns(COLUMNS.map(|column| (alias, column)))
        .from_as("memberships", alias)
        .take()
}

/// The memberships at one end of which is what stands at the other end of a row before.
///
/// PostgreSQL guesses that there are many such rows, and would read the whole table; but into a
/// subquery with OFFSET it looks for each row apart. SQLite never reorders a cross join.
fn step(
    backend: DbBackend,
    alias: &'static str,
    found_by: &'static str,
    other: &'static str,
) -> SelectStatement {
    let same_tenant = Expr::col((NEXT, "tenant_key")).eq(Expr::col((alias, "tenant_key")));
    let continues = Expr::col((NEXT, found_by)).eq(Expr::col((alias, other)));
    let mut step = Query::select().from(alias).take();
    if backend != DbBackend::Postgres {
        return step
            .join_as(JoinType::CrossJoin, "memberships", NEXT, Condition::all())
            .and_where(same_tenant.and(continues))
            .take();
    }
    let found = columns(NEXT)
        .and_where(same_tenant.and(continues))
        .offset(0)
        .take();
    step.join_lateral(JoinType::InnerJoin, found, NEXT, Expr::cust("TRUE"))
        .take()
}

fn recursive(alias: &'static str, mut first: SelectStatement, step: SelectStatement) -> WithClause {
    let rows = CommonTableExpression::new()
        .table_name(alias)
        .columns(COLUMNS)
        .query(first.union(UnionType::Distinct, step).take())
        .to_owned();
    WithClause::new().recursive(true).cte(rows).to_owned()
}
