//! Conditions that an index can serve, for the exact ones or beside them.

use scim::filter::{Expr as Filter, Test};
use scim::schema::AttrRef;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::demand::{equality, pin};
use super::layout::{Index, Layout, Place, ValueTable};
use crate::{TenantKey, key};

/// A test on a row, by an index where it is an equality that one can serve.
pub(super) fn served(layout: &dyn Layout, tenant: TenantKey, test: &Test<'_>, exact: Expr) -> Expr {
    let Some(wanted) = equality(test) else {
        return exact;
    };
    match layout.index(test.attribute) {
        Some(Index::Key(column)) => layout.column(column).eq(key::exact(wanted)),
        Some(Index::Values(values)) => has_value(layout, tenant, &values, wanted).and(exact),
        None => exact,
    }
}

/// A filter in brackets, narrowed by an index of the attribute's values where it asks for one.
pub(super) fn served_element(
    layout: &dyn Layout,
    tenant: TenantKey,
    attribute: AttrRef<'_>,
    inner: &Filter<'_>,
    exact: Expr,
) -> Expr {
    let index = value_of(attribute).and_then(|value| layout.index(value));
    match (pin(inner, &["value"]), index) {
        (Some(pin), Some(Index::Values(values))) => {
            has_value(layout, tenant, &values, pin.wanted).and(exact)
        }
        _ => exact,
    }
}

fn has_value(layout: &dyn Layout, tenant: TenantKey, values: &ValueTable, wanted: &str) -> Expr {
    let holders = Query::select()
        .column(values.id)
        .from(values.table)
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col(values.key).eq(key::exact(wanted)))
        .take();
    layout.column("id").in_subquery(holders)
}

/// Whether a filter names a row by what hardly two have in common, so that an index leads to it.
pub(crate) fn is_look_up(layout: &dyn Layout, filter: &Filter<'_>) -> bool {
    match filter {
        Filter::And(all) => all.iter().any(|filter| is_look_up(layout, filter)),
        Filter::Test(test) => equality(test).is_some() && layout.tells_apart(test.attribute),
        Filter::Element(attribute, inner) => {
            let value = value_of(*attribute);
            value.is_some_and(|value| layout.tells_apart(value)) && pin(inner, &["value"]).is_some()
        }
        Filter::Or(_) | Filter::Not(_) => false,
    }
}

/// The column and the text in it that a filter asks for, where it asks for nothing else and the column
/// is a key that says everything about it.
pub(crate) fn key_of<'f>(
    layout: &dyn Layout,
    filter: &'f Filter<'_>,
) -> Option<(&'static str, &'f str)> {
    let Filter::Test(test) = filter else {
        return None;
    };
    let wanted = equality(test)?;
    match layout.index(test.attribute)? {
        Index::Key(column) => Some((column, wanted)),
        Index::Values(_) => None,
    }
}

/// Whether an index leads to the rows that a filter selects, be they few or many.
pub(crate) fn is_served(layout: &dyn Layout, filter: &Filter<'_>) -> bool {
    match filter {
        Filter::And(all) => all.iter().any(|filter| is_served(layout, filter)),
        Filter::Test(test) => match layout.place(test.attribute) {
            Place::Related(relation) => pin(filter, relation.served_by()).is_some(),
            _ => equality(test).is_some() && layout.index(test.attribute).is_some(),
        },
        Filter::Element(attribute, inner) => {
            if let Place::Related(relation) = layout.place(*attribute) {
                return pin(inner, relation.served_by()).is_some();
            }
            let index = value_of(*attribute).and_then(|value| layout.index(value));
            index.is_some() && pin(inner, &["value"]).is_some()
        }
        Filter::Or(_) | Filter::Not(_) => false,
    }
}

/// The `value` of a complex attribute.
fn value_of(attribute: AttrRef<'_>) -> Option<AttrRef<'_>> {
    let value = attribute.attribute.sub("value")?;
    Some(attribute.with_sub(value))
}
