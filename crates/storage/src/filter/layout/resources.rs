//! Resources: `id` and `meta` are columns, `members` and `groups` memberships, and all else is in the
//! document.

mod column;
mod groups;
mod members;

use scim::schema::{AttrRef, Kept, Kind, Uniqueness};
use sea_orm::sea_query::{Expr, ExprTrait, Func};

use self::column::resource;
use super::table::{Index, Layout, Place, ValueTable};

pub(in crate::filter) use self::members::{MEMBERS, members_of};

/// The layout of the table `resources`.
pub(crate) const RESOURCES: &dyn Layout = &Resources;

struct Resources;

impl Layout for Resources {
    fn table(&self) -> &'static str {
        "resources"
    }

    fn place(&self, attribute: AttrRef<'_>) -> Place {
        match attribute.kept() {
            Kept::Members => Place::Related(MEMBERS),
            Kept::Groups => Place::Related(groups::GROUPS),
            Kept::Document => column(attribute).map_or(Place::Document, Place::Column),
        }
    }

    fn index(&self, attribute: AttrRef<'_>) -> Option<Index> {
        if is_address(attribute) {
            return Some(Index::Values(ValueTable {
                table: "resource_emails",
                key: "email_key",
                id: "resource_id",
            }));
        }
        key_column(attribute).map(Index::Key)
    }

    fn tells_apart(&self, attribute: AttrRef<'_>) -> bool {
        let is_id = attribute.extension.is_none() && attribute.attribute.name == "id";
        let is_key = matches!(key_column(attribute), Some("unique_key" | "external_key"));
        is_id || is_address(attribute) || is_key
    }
}

/// `id` and `meta`, which are columns of their own.
fn column(attribute: AttrRef<'_>) -> Option<Expr> {
    if attribute.extension.is_some() {
        return None;
    }
    let sub = attribute.sub.map(|sub| sub.name.as_str());
    match (attribute.attribute.name.as_str(), sub) {
        ("id" | "meta", None) => Some(resource("id")),
        ("meta", Some("resourceType")) => Some(resource("resource_type")),
        ("meta", Some("created")) => Some(resource("created_at")),
        ("meta", Some("lastModified")) => Some(resource("modified_at")),
        ("meta", Some("version")) => {
            let number = resource("version").cast_as("text");
            Some(
                Func::cust("concat")
                    .args([Expr::val("W/\""), number, Expr::val("\"")])
                    .into(),
            )
        }
        _ => None,
    }
}

fn is_address(attribute: AttrRef<'_>) -> bool {
    let holder = attribute.attribute;
    let is_email = attribute.extension.is_none() && holder.name == "emails" && holder.multi_valued;
    is_email && attribute.sub.is_some_and(|sub| sub.name == "value")
}

/// The column that holds the key of an attribute, for those that an index serves.
fn key_column(attribute: AttrRef<'_>) -> Option<&'static str> {
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
