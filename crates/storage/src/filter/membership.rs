//! Memberships as somebody's groups: those they are in by way of other groups too.

use roster::contact::MembershipKind;
use scim::schema::Kind;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Query, SelectStatement};

use super::dialect::Dialect;
use crate::{TenantKey, nesting};

/// The alias of memberships, from the member's side.
pub(super) const REACHED: &str = "reached";

/// The alias of the resource at the other end of a membership.
pub(super) const OTHER: &str = "other";

/// Who is filtered: the tenant and the id that memberships have of them.
pub(super) struct Holder {
    pub(super) tenant: Expr,
    pub(super) id: Expr,
}

impl Holder {
    /// The memberships, those by way of other groups too.
    pub(super) fn own(self, dialect: Dialect) -> SelectStatement {
        let first = self.among(nesting::columns(REACHED));
        let found = nesting::upward(dialect.backend(), REACHED, first);
        Query::select().from(REACHED).with_cte(found).take()
    }

    /// The memberships that they have directly.
    pub(super) fn direct(self) -> SelectStatement {
        self.among(direct())
    }

    /// Whether they are in one of some groups, or in one within those. The groups are given by a
    /// query for their tenant and id.
    pub(super) fn within(
        self,
        dialect: Dialect,
        tenant: TenantKey,
        groups: SelectStatement,
    ) -> Expr {
        let group = Expr::col((REACHED, "group_id"));
        let holders = direct()
            .column((REACHED, "member_id"))
            .and_where(Expr::col((REACHED, "tenant_key")).eq(tenant))
            .and_where(nesting::is_within(dialect.backend(), group, groups))
            .take();
        self.id.in_subquery(holders)
    }

    fn among(self, mut rows: SelectStatement) -> SelectStatement {
        rows.and_where(Expr::col((REACHED, "tenant_key")).eq(self.tenant))
            .and_where(Expr::col((REACHED, "member_id")).eq(self.id))
            .take()
    }
}

fn direct() -> SelectStatement {
    Query::select().from_as("memberships", REACHED).take()
}

/// Whether somebody is in a group itself, or in a group within it.
pub(super) fn kind() -> Expr {
    let row = Query::select()
        .expr(Expr::cust("1"))
        .from_as("memberships", "direct")
        .and_where(same("direct", REACHED, "tenant_key"))
        .and_where(same("direct", REACHED, "member_id"))
        .and_where(same("direct", REACHED, "group_id"))
        .take();
    let indirect = MembershipKind::Indirect.as_str();
    CaseStatement::new()
        .case(Expr::exists(row), MembershipKind::Direct.as_str())
        .finally(indirect)
        .into()
}

/// The display name of a group that somebody is in, looked up for each row: of rows that a recursive
/// query finds, PostgreSQL expects so many that it would rather join them with all resources.
pub(super) fn group_name(dialect: Dialect) -> Expr {
    let name = Query::select()
        .expr(name_of_other(dialect))
        .from_as("resources", OTHER)
        .and_where(same(OTHER, REACHED, "tenant_key"))
        .and_where(Expr::col((OTHER, "id")).eq(Expr::col((REACHED, "group_id"))))
        .take();
    Expr::SubQuery(None, Box::new(name.into()))
}

/// The display name of the resource at the other end.
pub(super) fn name_of_other(dialect: Dialect) -> Expr {
    let document = Expr::col((OTHER, "comparable"));
    dialect.scalar(document, &["displayName".to_owned()], Kind::String)
}

pub(super) fn same(left: &'static str, right: &'static str, column: &'static str) -> Expr {
    Expr::col((left, column)).eq(Expr::col((right, column)))
}
