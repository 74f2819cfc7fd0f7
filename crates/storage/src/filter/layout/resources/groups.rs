//! A user's `groups`, which are those it is in by way of others too.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use super::column::resource;
use crate::TenantKey;
use crate::filter::demand::Pin;
use crate::filter::dialect::Dialect;
use crate::filter::layout::table::{Relation, Served};
use crate::filter::membership::{Holder, REACHED, group_name, kind};

/// The relation of a user to its groups.
pub(super) const GROUPS: &Groups = &Groups;

pub(super) struct Groups;

impl Relation for Groups {
    fn own(&self, dialect: Dialect) -> SelectStatement {
        holder().own(dialect)
    }

    fn value(&self, dialect: Dialect, sub: &str) -> Expr {
        match sub {
            "type" => kind(),
            "display" => group_name(dialect),
            _ => Expr::col((REACHED, "group_id")),
        }
    }

    fn served_by(&self) -> &'static [&'static str] {
        &["value"]
    }

    fn served(
        &self,
        dialect: Dialect,
        tenant: TenantKey,
        pin: Pin<'_>,
        _: &dyn Fn() -> Expr,
    ) -> Served {
        let group = Query::select()
            .columns(["tenant_key", "id"])
            .from("resources")
            .and_where(Expr::col("tenant_key").eq(tenant))
            .and_where(Expr::col("id").eq(pin.wanted))
            .take();
        Served::Equality(holder().within(dialect, tenant, group))
    }

    /// Groups that somebody is directly in come first, by id, and nobody is in others only.
    fn first(&self, dialect: Dialect, sub: &str) -> Option<SelectStatement> {
        let first = holder()
            .direct()
            .expr(self.value(dialect, sub))
            .order_by((REACHED, "group_id"), Order::Asc)
            .limit(1)
            .take();
        Some(first)
    }
}

fn holder() -> Holder {
    Holder {
        tenant: resource("tenant_key"),
        id: resource("id"),
    }
}
