//! A group's `members`, which are its memberships.

use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement};

use super::column::resource;
use crate::TenantKey;
use crate::filter::demand::Pin;
use crate::filter::dialect::Dialect;
use crate::filter::layout::table::{Relation, Served};
use crate::filter::membership::{OTHER, name_of_other, same};

/// The relation of a group to its members.
pub(in crate::filter) const MEMBERS: &Members = &Members;

/// The alias of memberships, from the group's side.
const MEMBER: &str = "member";

pub(in crate::filter) struct Members;

impl Relation for Members {
    fn own(&self, _: Dialect) -> SelectStatement {
        of_group()
    }

    fn value(&self, dialect: Dialect, sub: &str) -> Expr {
        match sub {
            "type" => Func::lower(Expr::col((MEMBER, "member_type"))).into(),
            "display" => name_of_other(dialect),
            _ => Expr::col((MEMBER, "member_id")),
        }
    }

    fn served_by(&self) -> &'static [&'static str] {
        &["value"]
    }

    fn served(
        &self,
        _: Dialect,
        tenant: TenantKey,
        _: Pin<'_>,
        condition: &dyn Fn() -> Expr,
    ) -> Served {
        let groups = members()
            .column((MEMBER, "group_id"))
            .and_where(Expr::col((MEMBER, "tenant_key")).eq(tenant))
            .and_where(condition())
            .take();
        Served::Whole(resource("id").in_subquery(groups))
    }

    fn first(&self, dialect: Dialect, sub: &str) -> Option<SelectStatement> {
        let first = of_group()
            .expr(self.value(dialect, sub))
            .order_by((MEMBER, "member_id"), Order::Asc)
            .limit(1)
            .take();
        Some(first)
    }
}

/// The members of one group, as a query for their ids.
pub(in crate::filter) fn members_of(tenant: TenantKey, group_id: &str) -> SelectStatement {
    members()
        .column((MEMBER, "member_id"))
        .and_where(Expr::col((MEMBER, "tenant_key")).eq(tenant))
        .and_where(Expr::col((MEMBER, "group_id")).eq(group_id))
        .take()
}

/// The memberships of the group that is filtered.
fn of_group() -> SelectStatement {
    members()
        .and_where(Expr::col((MEMBER, "tenant_key")).eq(resource("tenant_key")))
        .and_where(Expr::col((MEMBER, "group_id")).eq(resource("id")))
        .take()
}

/// Memberships with the member, for its name; it costs nothing where the name is not asked for.
fn members() -> SelectStatement {
    let same_id = Expr::col((OTHER, "id")).eq(Expr::col((MEMBER, "member_id")));
    let is_member = same(OTHER, MEMBER, "tenant_key").and(same_id);
    Query::select()
        .from_as("memberships", MEMBER)
        .join_as(JoinType::LeftJoin, "resources", OTHER, is_member)
        .take()
}
