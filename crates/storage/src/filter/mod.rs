//! SCIM filters as SQL. Total: every filter that resolves runs wholly in the database.
//!
//! What a filter means is defined by [`scim::filter::Expr::matches`]; the tests hold this compiler
//! against it. Where an attribute is, the [`layout`] of the table says: in a column, in the comparable
//! document, or in rows of other tables. Where an index can serve an equality, a condition on the
//! index's key stands for the exact one, or beside it ([`hint`]).
//!
//! A condition may come out as NULL, which the database takes for false everywhere but under NOT;
//! only there it is made one, so that indexes stay usable. All values are bound.

mod compare;
mod compiler;
mod demand;
mod dialect;
mod document;
mod hint;
mod layout;
mod membership;
mod sort;
mod value;

use scim::filter::Expr as Filter;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, SelectStatement};

pub(crate) use self::compiler::Compiler;
pub(crate) use self::hint::{is_look_up, is_served, key_of};
pub(crate) use self::layout::{CONTACTS, RESOURCES};
pub(crate) use self::sort::{Class, SortKey};

use self::compiler::Scope;
use self::dialect::Dialect;
use self::layout::{MEMBERS, members_of};
use self::value::Value;
use crate::TenantKey;

/// The members of one group that a filter on elements of `members` selects, as a query for ids.
pub(crate) fn members(
    backend: DbBackend,
    tenant: TenantKey,
    group_id: &str,
    filter: &Filter<'_>,
) -> SelectStatement {
    let compiler = Compiler::new(backend, RESOURCES, tenant);
    let condition = compiler.compile(filter, Scope::Related(MEMBERS));
    members_of(tenant, group_id).and_where(condition).take()
}

/// The resources whose document has a member of that name at the top, such as an extension's URN.
pub(crate) fn has_member(backend: DbBackend, name: &str) -> Expr {
    let document = RESOURCES.column("document");
    Value::Json(document, vec![name.to_owned()]).is_present(Dialect::of(backend))
}
