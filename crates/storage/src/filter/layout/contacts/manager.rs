//! A contact's `manager`, which is the contact of the user that its own user names.

use scim::schema::Kind;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

use super::column::contact;
use crate::filter::demand::Pin;
use crate::filter::dialect::Dialect;
use crate::filter::layout::table::{Relation, Served};
use crate::{TenantKey, key};

/// The relation of a contact to its manager.
pub(super) const MANAGER: &Manager = &Manager;

/// The alias of the manager's contact.
const ALIAS: &str = "manager";

pub(super) struct Manager;

impl Relation for Manager {
    fn own(&self, _: Dialect) -> SelectStatement {
        managers()
            .and_where(manager("tenant_key").eq(contact("tenant_key")))
            .and_where(manager("user_id").eq(contact("manager_key")))
            .take()
    }

    fn value(&self, dialect: Dialect, sub: &str) -> Expr {
        match sub {
            "email" | "displayName" => {
                let document = manager("comparable");
                dialect.scalar(document, &[sub.to_owned()], Kind::String)
            }
            _ => manager("id"),
        }
    }

    fn served_by(&self) -> &'static [&'static str] {
        &["value", "email"]
    }

    fn served(
        &self,
        _: Dialect,
        tenant: TenantKey,
        pin: Pin<'_>,
        condition: &dyn Fn() -> Expr,
    ) -> Served {
        let mut users = managers()
            .column((ALIAS, "user_id"))
            .and_where(manager("tenant_key").eq(tenant))
            .take();
        if pin.sub == "email" {
            users.and_where(manager("email_key").eq(key::exact(pin.wanted)));
        }
        users.and_where(condition());
        Served::Whole(contact("manager_key").in_subquery(users))
    }

    /// Contacts are listed by id.
    fn first(&self, _: Dialect, _: &str) -> Option<SelectStatement> {
        None
    }
}

fn managers() -> SelectStatement {
    Query::select().from_as("contacts", ALIAS).take()
}

fn manager(column: &'static str) -> Expr {
    Expr::col((ALIAS, column))
}
