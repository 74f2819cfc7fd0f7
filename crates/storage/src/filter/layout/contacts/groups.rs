//! A contact's `groups`, which are the training groups of the groups that its user is in, by way of
//! others too. Who has no user any more is in none.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};

use super::column::contact;
use crate::TenantKey;
use crate::filter::demand::Pin;
use crate::filter::dialect::Dialect;
use crate::filter::layout::table::{Relation, Served};
use crate::filter::membership::{Holder, REACHED, group_name, kind, same};

/// The relation of a contact to its training groups.
pub(super) const GROUPS: &Groups = &Groups;

/// The alias of a training group.
const TRAINING: &str = "training";

pub(super) struct Groups;

impl Relation for Groups {
    fn own(&self, dialect: Dialect) -> SelectStatement {
        with_training_groups(dialect, holder().own(dialect))
    }

    /// The name is that of the group, which follows it letter by letter, since the database cannot
    /// fold that of the training group.
    fn value(&self, dialect: Dialect, sub: &str) -> Expr {
        match sub {
            "type" => kind(),
            "display" => group_name(dialect),
            "slug" => Expr::col((TRAINING, "slug")),
            _ => Expr::col((TRAINING, "id")),
        }
    }

    fn served_by(&self) -> &'static [&'static str] {
        &["value", "slug"]
    }

    fn served(
        &self,
        dialect: Dialect,
        tenant: TenantKey,
        pin: Pin<'_>,
        _: &dyn Fn() -> Expr,
    ) -> Served {
        let column = if pin.sub == "slug" { "slug" } else { "id" };
        let group = Query::select()
            .columns(["tenant_key", "group_id"])
            .from("training_groups")
            .and_where(Expr::col("tenant_key").eq(tenant))
            .and_where(Expr::col(column).eq(pin.wanted))
            .take();
        Served::Equality(holder().within(dialect, tenant, group))
    }

    /// Contacts are listed by id.
    fn first(&self, _: Dialect, _: &str) -> Option<SelectStatement> {
        None
    }
}

fn holder() -> Holder {
    Holder {
        tenant: contact("tenant_key"),
        id: contact("user_id"),
    }
}

/// Adds the training group of each group that was reached, looked up one by one: PostgreSQL expects
/// many rows of a recursive query, but into a subquery with OFFSET it looks for each row apart, and
/// SQLite never reorders a cross join.
fn with_training_groups(dialect: Dialect, mut reached: SelectStatement) -> SelectStatement {
    let is_its = same(TRAINING, REACHED, "tenant_key").and(same(TRAINING, REACHED, "group_id"));
    if dialect.backend() != DbBackend::Postgres {
        return reached
            .join_as(
                JoinType::CrossJoin,
                "training_groups",
                TRAINING,
                Condition::all(),
            )
            .and_where(is_its)
            .take();
    }
    let found = Query::select()
        .columns(["id", "slug"].map(|column| (TRAINING, column)))
        .from_as("training_groups", TRAINING)
        .and_where(is_its)
        .offset(0)
        .take();
    reached
        .join_lateral(JoinType::InnerJoin, found, TRAINING, Expr::cust("TRUE"))
        .take()
}
