//! Conditions that an index can serve, beside the exact ones.

use scim::filter::{Expr as Filter, Test};
use scim::schema::{AttrRef, Kind, Uniqueness};
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::demand::{equality, is_value, pinned_value};
use super::{Compiler, rows};
use crate::key;

impl Compiler {
    /// A test on a resource, by an index where it is an equality that one can serve.
    pub(super) fn served(&self, test: &Test<'_>, exact: Expr) -> Expr {
        let Some(wanted) = equality(test) else {
            return exact;
        };
        if is_email(test.attribute) && is_value(test.attribute) {
            return self.has_email(wanted).and(exact);
        }
        let Some(column) = key_column(test.attribute) else {
            return exact;
        };
        rows::resource(column).eq(key::exact(wanted))
    }

    /// A filter in brackets, narrowed by the index of e-mail addresses where it asks for one.
    pub(super) fn served_element(
        &self,
        attribute: AttrRef<'_>,
        inner: &Filter<'_>,
        exact: Expr,
    ) -> Expr {
        match pinned_value(inner) {
            Some(address) if is_email(attribute) => self.has_email(address).and(exact),
            _ => exact,
        }
    }

    fn has_email(&self, address: &str) -> Expr {
        let holders = Query::select()
            .column("resource_id")
            .from("resource_emails")
            .and_where(Expr::col("tenant_key").eq(self.tenant))
            .and_where(Expr::col("email_key").eq(key::exact(address)))
            .take();
        rows::resource("id").in_subquery(holders)
    }
}

/// Whether a filter names a resource by what hardly two have in common, so that an index leads to
/// it: its id, its unique name, its externalId, an e-mail address.
pub(crate) fn is_look_up(filter: &Filter<'_>) -> bool {
    match filter {
        Filter::And(all) => all.iter().any(is_look_up),
        Filter::Test(test) => equality(test).is_some() && names_one(test.attribute),
        Filter::Element(attribute, inner) => is_email(*attribute) && pinned_value(inner).is_some(),
        Filter::Or(_) | Filter::Not(_) => false,
    }
}

fn names_one(attribute: AttrRef<'_>) -> bool {
    let is_id = attribute.extension.is_none() && attribute.attribute.name == "id";
    let is_address = is_email(attribute) && is_value(attribute);
    let is_key = matches!(key_column(attribute), Some("unique_key" | "external_key"));
    is_id || is_address || is_key
}

fn is_email(attribute: AttrRef<'_>) -> bool {
    let holder = attribute.attribute;
    attribute.extension.is_none() && holder.name == "emails" && holder.multi_valued
}

/// The column that holds the key of an attribute, for those that an index serves.
pub(super) fn key_column(attribute: AttrRef<'_>) -> Option<&'static str> {
    let is_single = attribute.sub.is_none() && !attribute.attribute.multi_valued;
    if attribute.extension.is_some() || !is_single {
        return None;
    }
    match attribute.attribute.name.as_str() {
        _ if attribute.attribute.uniqueness == Uniqueness::Server => Some("unique_key"),
        "externalId" => Some("external_key"),
        "displayName" if is_text(attribute.attribute.kind) => Some("display_key"),
        _ => None,
    }
}

/// Keys are texts; a customer's `displayName` may be anything.
fn is_text(kind: Kind) -> bool {
    matches!(kind, Kind::String | Kind::Reference | Kind::Binary)
}
