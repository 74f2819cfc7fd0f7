//! Attributes that are not in a resource's document but rows: a group's `members`, which are its
//! memberships, and a user's `groups`, which are those it is in by way of others too.

use roster::contact::MembershipKind;
use scim::filter::{Expr as Filter, Test};
use scim::schema::{AttrRef, Kept, Kind};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement,
};

use super::Compiler;
use super::demand::pinned_value;
use super::dialect::Dialect;
use super::value::{Scope, Value, Values};
use crate::{TenantKey, nesting};

/// The alias of memberships, from the group's side.
const MEMBER: &str = "member";

/// The alias of memberships, from the member's side.
const REACHED: &str = "reached";

/// The alias of the resource at the other end of a membership.
const OTHER: &str = "other";

/// A column of the resource that is filtered.
pub(super) fn resource(column: &'static str) -> Expr {
    Expr::col(("resources", column))
}

/// A sub-attribute of `members` in a row of memberships.
pub(super) fn member(dialect: Dialect, sub: &str) -> Expr {
    match sub {
        "type" => Func::lower(Expr::col((MEMBER, "member_type"))).into(),
        "display" => name_of_other(dialect),
        _ => Expr::col((MEMBER, "member_id")),
    }
}

/// A sub-attribute of `groups` in a row of memberships.
pub(super) fn group(dialect: Dialect, sub: &str) -> Expr {
    match sub {
        "type" => kind(),
        "display" => group_name(dialect),
        _ => Expr::col((REACHED, "group_id")),
    }
}

/// Whether somebody is in a group itself, or in a group within it.
fn kind() -> Expr {
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
fn group_name(dialect: Dialect) -> Expr {
    let name = Query::select()
        .expr(name_of_other(dialect))
        .from_as("resources", OTHER)
        .and_where(same(OTHER, REACHED, "tenant_key"))
        .and_where(Expr::col((OTHER, "id")).eq(Expr::col((REACHED, "group_id"))))
        .take();
    Expr::SubQuery(None, Box::new(name.into()))
}

/// The display name of the resource at the other end.
fn name_of_other(dialect: Dialect) -> Expr {
    let document = Expr::col((OTHER, "comparable"));
    dialect.scalar(document, &["displayName".to_owned()], Kind::String)
}

/// The members of a group, as a query for their ids.
pub(super) fn members_of(tenant: TenantKey, group_id: &str) -> SelectStatement {
    members()
        .column((MEMBER, "member_id"))
        .and_where(Expr::col((MEMBER, "tenant_key")).eq(tenant))
        .and_where(Expr::col((MEMBER, "group_id")).eq(group_id))
        .take()
}

impl Compiler {
    /// The values of `members` or `groups` of a resource; `None` for any other attribute.
    pub(super) fn related_values(&self, attribute: AttrRef<'_>, scope: Scope) -> Option<Values> {
        let side = side(attribute, scope)?;
        Some(Values::Many {
            from: Box::new(self.own(side).expr(Expr::cust("1")).take()),
            value: Value::Sql(self.related_value(side, attribute)),
        })
    }

    /// An equality on `members.value` or `groups.value`; `None` for any other test.
    pub(super) fn related_equality(&self, test: &Test<'_>, scope: Scope) -> Option<Expr> {
        let side = side(test.attribute, scope)?;
        let filter = Filter::Test(test.clone());
        pinned_value(&filter)?;
        Some(self.related(side, &filter))
    }

    /// A filter in brackets after `members` or `groups`; `None` after any other attribute.
    pub(super) fn membership_element(
        &self,
        attribute: AttrRef<'_>,
        inner: &Filter<'_>,
    ) -> Option<Expr> {
        let side = side(attribute, Scope::Resource)?;
        Some(self.related(side, inner))
    }

    /// A sub-attribute of the first of `members` or `groups`, by id; `None` for any other attribute.
    /// Groups that somebody is directly in come first, and nobody is in others only.
    pub(super) fn first_related(&self, attribute: AttrRef<'_>) -> Option<Expr> {
        let side = side(attribute, Scope::Resource)?;
        let (mut rows, other) = match side {
            Scope::Member => (of_group(), (MEMBER, "member_id")),
            _ => (of_member(direct_groups()), (REACHED, "group_id")),
        };
        let first = rows
            .expr(self.related_value(side, attribute))
            .order_by(other, Order::Asc)
            .limit(1)
            .take();
        Some(Expr::SubQuery(None, Box::new(first.into())))
    }

    fn related_value(&self, side: Scope, attribute: AttrRef<'_>) -> Expr {
        let sub = attribute.sub.map_or("", |sub| sub.name.as_str());
        match side {
            Scope::Member => member(self.dialect, sub),
            _ => group(self.dialect, sub),
        }
    }

    /// Whether a resource has a membership that satisfies the filter. Where the filter names the
    /// other end, an index leads to those that have such a membership; else each resource's own
    /// memberships are read.
    fn related(&self, side: Scope, filter: &Filter<'_>) -> Expr {
        match (pinned_value(filter), side) {
            (Some(_), Scope::Member) => self.is_group_with(filter),
            (Some(group_id), _) if matches!(filter, Filter::Test(_)) => self.is_within(group_id),
            (Some(group_id), _) => self.is_within(group_id).and(self.has_own(side, filter)),
            (None, _) => self.has_own(side, filter),
        }
    }

    fn has_own(&self, side: Scope, filter: &Filter<'_>) -> Expr {
        let condition = self.compile(filter, side);
        let mut rows = self.own(side);
        Expr::exists(rows.expr(Expr::cust("1")).and_where(condition).take())
    }

    fn is_group_with(&self, filter: &Filter<'_>) -> Expr {
        let groups = members()
            .column((MEMBER, "group_id"))
            .and_where(Expr::col((MEMBER, "tenant_key")).eq(self.tenant))
            .and_where(self.compile(filter, Scope::Member))
            .take();
        resource("id").in_subquery(groups)
    }

    /// Whether a resource is in a group or in one within it.
    fn is_within(&self, group_id: &str) -> Expr {
        let backend = self.dialect.backend();
        let group = Expr::col((REACHED, "group_id"));
        let holders = direct_groups()
            .column((REACHED, "member_id"))
            .and_where(Expr::col((REACHED, "tenant_key")).eq(self.tenant))
            .and_where(nesting::is_within(backend, group, self.tenant, group_id))
            .take();
        resource("id").in_subquery(holders)
    }

    /// The memberships of the resource that is filtered, those by way of other groups too.
    fn own(&self, side: Scope) -> SelectStatement {
        if side == Scope::Member {
            return of_group();
        }
        let first = of_member(nesting::columns(REACHED));
        let found = nesting::upward(self.dialect.backend(), REACHED, first);
        Query::select().from(REACHED).with_cte(found).take()
    }
}

/// From which side an attribute looks at memberships, if it does.
fn side(attribute: AttrRef<'_>, scope: Scope) -> Option<Scope> {
    if scope != Scope::Resource {
        return None;
    }
    match attribute.kept() {
        Kept::Members => Some(Scope::Member),
        Kept::Groups => Some(Scope::Group),
        Kept::Document => None,
    }
}

/// The memberships of the group that is filtered.
fn of_group() -> SelectStatement {
    members()
        .and_where(Expr::col((MEMBER, "tenant_key")).eq(resource("tenant_key")))
        .and_where(Expr::col((MEMBER, "group_id")).eq(resource("id")))
        .take()
}

/// Of some memberships, those of the member that is filtered.
fn of_member(mut rows: SelectStatement) -> SelectStatement {
    rows.and_where(Expr::col((REACHED, "tenant_key")).eq(resource("tenant_key")))
        .and_where(Expr::col((REACHED, "member_id")).eq(resource("id")))
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

/// Memberships that somebody has directly.
fn direct_groups() -> SelectStatement {
    Query::select().from_as("memberships", REACHED).take()
}

fn same(left: &'static str, right: &'static str, column: &'static str) -> Expr {
    Expr::col((left, column)).eq(Expr::col((right, column)))
}
