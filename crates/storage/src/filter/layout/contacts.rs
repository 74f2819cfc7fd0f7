//! Contacts: what stands in columns that every contact has is read there, groups and manager are rows
//! of other tables, and all else is in the document. So is nothing that changes with other people.

mod column;
mod groups;
mod manager;

use roster::ExternalState;
use scim::schema::{AttrRef, Kept};
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use self::column::contact;
use super::table::{Index, Layout, Place};

/// The layout of the table `contacts`, whose schema is [`roster::contact::resource_type`].
pub(crate) const CONTACTS: &dyn Layout = &Contacts;

struct Contacts;

impl Layout for Contacts {
    fn table(&self) -> &'static str {
        "contacts"
    }

    fn place(&self, attribute: AttrRef<'_>) -> Place {
        if attribute.kept() == Kept::Groups {
            return Place::Related(groups::GROUPS);
        }
        match attribute.attribute.name.as_str() {
            "manager" => Place::Related(manager::MANAGER),
            "isManager" => Place::Flag(is_manager()),
            "active" => Place::Flag(is_active()),
            "source" => Place::Column(contact("source")),
            "createdAt" => Place::Column(contact("created_at")),
            _ => Place::Document,
        }
    }

    fn index(&self, attribute: AttrRef<'_>) -> Option<Index> {
        let key = match attribute.attribute.name.as_str() {
            "email" => "email_key",
            "userName" => "user_name_key",
            "externalId" => "external_key",
            _ => return None,
        };
        Some(Index::Key(key))
    }

    fn tells_apart(&self, attribute: AttrRef<'_>) -> bool {
        self.index(attribute).is_some()
    }
}

fn is_active() -> Expr {
    contact("external_state").eq(ExternalState::Active.as_str())
}

/// Whether some contact has this one as its manager, also one that has left.
fn is_manager() -> Expr {
    let report = |column: &'static str| Expr::col(("report", column));
    let reports = Query::select()
        .expr(Expr::cust("1"))
        .from_as("contacts", "report")
        .and_where(report("tenant_key").eq(contact("tenant_key")))
        .and_where(report("manager_key").eq(contact("user_id")))
        .take();
    Expr::exists(reports)
}
