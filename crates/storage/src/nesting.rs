//! Memberships that follow from groups within groups, as recursive queries. Each step is one look-up
//! by index for each row of the step before; rows that were there before are dropped, so that circles
//! end.

use scim::schema::GROUP_TYPE;
use sea_orm::DbBackend;
use sea_orm::sea_query::{
    CommonTableExpression, Condition, Expr, ExprTrait, Func, JoinType, Query, SelectStatement,
    UnionType, WithClause,
};

/// The alias of the memberships that a step adds.
const NEXT: &str = "next";

/// The name of some groups and the groups within them.
const WITHIN: &str = "within";

const COLUMNS: [&str; 3] = ["tenant_key", "member_id", "group_id"];

/// The memberships that `first` selects, as [`columns`] of them, and for each all groups around its
/// group. They get the name `alias`.
pub(crate) fn upward(
    backend: DbBackend,
    alias: &'static str,
    first: SelectStatement,
) -> WithClause {
    let step = step(backend, alias, "member_id", "group_id")
        .columns(["tenant_key", "member_id"].map(|column| (alias, column)))
        .column((NEXT, "group_id"))
        .take();
    recursive(alias, &COLUMNS, first, step)
}

/// Whether a column has the id of one of some groups or of one within those. The groups are given
/// by a query for their tenant and id. PostgreSQL expects an array to be short, and looks its
/// elements up; of a recursive query's rows it expects many.
pub(crate) fn is_within(backend: DbBackend, column: Expr, groups: SelectStatement) -> Expr {
    let groups = downward(backend, groups);
    if backend != DbBackend::Postgres {
        return column.in_subquery(groups);
    }
    let array = Func::cust("ARRAY").arg(Expr::SubQuery(None, Box::new(groups.into())));
    column.eq(Func::cust("ANY").arg(array))
}

/// Groups and all groups within them, as a query for their ids.
fn downward(backend: DbBackend, first: SelectStatement) -> SelectStatement {
    let step = step(backend, WITHIN, "group_id", "id")
        .columns([(NEXT, "tenant_key"), (NEXT, "member_id")])
        .and_where(Expr::col((NEXT, "member_type")).eq(GROUP_TYPE))
        .take();
    Query::select()
        .column("id")
        .from(WITHIN)
        .with_cte(recursive(WITHIN, &["tenant_key", "id"], first, step))
        .take()
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
        .column((NEXT, "member_type"))
        .and_where(same_tenant.and(continues))
        .offset(0)
        .take();
    step.join_lateral(JoinType::InnerJoin, found, NEXT, Expr::cust("TRUE"))
        .take()
}

fn recursive(
    alias: &'static str,
    columns: &[&'static str],
    mut first: SelectStatement,
    step: SelectStatement,
) -> WithClause {
    let rows = CommonTableExpression::new()
        .table_name(alias)
        .columns(columns.iter().copied())
        .query(first.union(UnionType::Distinct, step).take())
        .to_owned();
    WithClause::new().recursive(true).cte(rows).to_owned()
}
