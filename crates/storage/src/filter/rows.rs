//! Attributes that are not in a resource's document but rows: a group's `members` and a user's
//! `groups`.

use scim::filter::{Expr as Filter, Test};
use scim::schema::{AttrRef, Kept, Kind};
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement};

use super::Compiler;
use super::dialect::Dialect;
use super::hint::pinned_value;
use super::place::{Scope, Value, Values};
use crate::TenantKey;

/// The alias of memberships.
const MEMBER: &str = "member";

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
        "display" => display(dialect),
        _ => Expr::col((MEMBER, "member_id")),
    }
}

/// A sub-attribute of `groups` in a row of memberships.
pub(super) fn group(dialect: Dialect, sub: &str) -> Expr {
    match sub {
        "type" => Expr::val("direct").cast_as("text"),
        "display" => display(dialect),
        _ => Expr::col((MEMBER, "group_id")),
    }
}

/// The display name of the resource at the other end.
fn display(dialect: Dialect) -> Expr {
    let document = Expr::col((OTHER, "comparable"));
    dialect.scalar(document, &["displayName".to_owned()], Kind::String)
}

/// The members of a group, as a query for their ids.
pub(super) fn members_of(tenant: TenantKey, group_id: &str) -> SelectStatement {
    memberships("member_id")
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
            from: Box::new(own_memberships(side).expr(Expr::cust("1")).take()),
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
    pub(super) fn first_related(&self, attribute: AttrRef<'_>) -> Option<Expr> {
        let side = side(attribute, Scope::Resource)?;
        let (_, other) = ends(side);
        let first = own_memberships(side)
            .expr(self.related_value(side, attribute))
            .order_by((MEMBER, other), Order::Asc)
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
    /// other end, its memberships are read once, by index; else each resource's own.
    fn related(&self, side: Scope, filter: &Filter<'_>) -> Expr {
        let condition = self.compile(filter, side);
        if pinned_value(filter).is_none() {
            let rows = own_memberships(side)
                .expr(Expr::cust("1"))
                .and_where(condition)
                .take();
            return Expr::exists(rows);
        }
        let (own, other) = ends(side);
        let rows = memberships(other)
            .column((MEMBER, own))
            .and_where(Expr::col((MEMBER, "tenant_key")).eq(self.tenant))
            .and_where(condition)
            .take();
        resource("id").in_subquery(rows)
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

/// The memberships of the resource that is filtered.
fn own_memberships(side: Scope) -> SelectStatement {
    let (own, other) = ends(side);
    memberships(other)
        .and_where(Expr::col((MEMBER, "tenant_key")).eq(resource("tenant_key")))
        .and_where(Expr::col((MEMBER, own)).eq(resource("id")))
        .take()
}

/// The columns of a membership at this side and at the other.
fn ends(side: Scope) -> (&'static str, &'static str) {
    match side {
        Scope::Member => ("group_id", "member_id"),
        _ => ("member_id", "group_id"),
    }
}

/// Memberships with the resource at one end, for its name; it costs nothing where the name is not
/// asked for.
fn memberships(end: &'static str) -> SelectStatement {
    let same_tenant = Expr::col((OTHER, "tenant_key")).eq(Expr::col((MEMBER, "tenant_key")));
    let same_id = Expr::col((OTHER, "id")).eq(Expr::col((MEMBER, end)));
    Query::select()
        .from_as("memberships", MEMBER)
        .join_as(
            JoinType::LeftJoin,
            "resources",
            OTHER,
            same_tenant.and(same_id),
        )
        .take()
}
