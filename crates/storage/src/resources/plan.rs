//! Searches as SQL.
//!
//! A page that goes on from a [`Position`] costs the same wherever it is, because its condition
//! names a range of the key. So that an index can serve the range, resources that have a key and
//! those that have none are asked for apart, each a [`Stretch`] of the order.

use scim::cursor::{Position, SortValue, Toward};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, NullOrdering, Order, Query, SelectStatement,
};
use sea_orm::{DbBackend, Value};

use super::search::{Found, Search, Seek, Selection};
use super::stored::with_columns;
use super::unread::unread;
use crate::database::Row;
use crate::filter::{self, Class, Compiler, RESOURCES, SortKey};
use crate::{Connection, StorageError, TenantKey};

/// A part of the order within which keys can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Resources with a key.
    Keyed,
    /// Resources without one, by id.
    Keyless,
}

/// A search as conditions and expressions.
pub(super) struct Plan<'q> {
    tenant: TenantKey,
    search: &'q Search<'q>,
    condition: Expr,
    key: Option<SortKey>,
}

impl<'q> Plan<'q> {
    pub(super) fn of(backend: DbBackend, tenant: TenantKey, search: &'q Search<'q>) -> Self {
        let compiler = Compiler::new(backend, RESOURCES, tenant);
        let parts_of = |selection: &Selection<'q>| {
            let condition = of_selection(&compiler, tenant, selection);
            let key = selection.sort.and_then(|sort| compiler.sort_key(sort));
            (condition, key)
        };
        let (conditions, keys): (Vec<Expr>, Vec<_>) = search.among.iter().map(parts_of).unzip();
        let condition = conditions.into_iter().reduce(Expr::or);
        Self {
            tenant,
            search,
            condition: condition.unwrap_or_else(|| Expr::cust("FALSE")),
            key: common_key(backend, search.among, keys),
        }
    }

    fn rows(&self) -> SelectStatement {
        Query::select()
            .from("resources")
            .and_where(self.condition.clone())
            .take()
    }

    pub(super) fn select(&self) -> SelectStatement {
        let mut select = with_columns(self.rows());
        select.column(("resources", "resource_type"));
        if let Some(key) = &self.key {
            select.expr_as(key.selected(), "sort_key");
        }
        select
    }

    pub(super) fn order_whole(&self, select: &mut SelectStatement) {
        let (order, nulls) = if self.search.descending {
            (Order::Desc, NullOrdering::First)
        } else {
            (Order::Asc, NullOrdering::Last)
        };
        match &self.key {
            Some(key) if key.nullable => {
                select.order_by_expr_with_nulls(key.value.clone(), order, nulls);
            }
            Some(key) => {
                select.order_by_expr(key.value.clone(), order);
            }
            None => {}
        }
        select.order_by(("resources", "id"), Order::Asc);
    }

    /// The stretches that lie ahead, in the order in which they are reached.
    pub(super) fn stretches(&self, seek: &Seek<'_>) -> Vec<Stretch> {
        let mut stretches = match &self.key {
            None => vec![Stretch::Keyless],
            Some(key) if !key.nullable => vec![Stretch::Keyed],
            Some(_) if self.search.descending => vec![Stretch::Keyless, Stretch::Keyed],
            Some(_) => vec![Stretch::Keyed, Stretch::Keyless],
        };
        if seek.toward == Toward::Beginning {
            stretches.reverse();
        }
        let present = seek.from.map(stretch_of);
        let reached = stretches.iter().position(|&it| Some(it) == present);
        stretches.split_off(reached.unwrap_or(0))
    }

    /// Keeps the rows of a stretch that lie ahead, in order.
    pub(super) fn narrow(&self, select: &mut SelectStatement, stretch: Stretch, seek: &Seek<'_>) {
        let from = seek.from.filter(|from| stretch_of(from) == stretch);
        let back = seek.toward == Toward::Beginning;
        let id = Expr::col(("resources", "id"));
        let key = self.key.as_ref().map(|key| key.value.clone());
        match (key, stretch) {
            (Some(key), Stretch::Keyed) => {
                let falling = self.search.descending != back;
                select.and_where(key.clone().is_not_null());
                if let Some((Position { id: last, .. }, value)) =
                    from.and_then(|from| Some((from, bound(from.key.as_ref()?))))
                {
                    // The first condition follows from the second; it is what an index can serve.
                    select.and_where(reached(key.clone(), value.clone(), falling));
                    let beyond = beyond(key.clone(), value, falling);
                    select.and_where(beyond.or(self::beyond(id.clone(), last.into(), back)));
                }
                select.order_by_expr(key, direction(falling));
            }
            (key, _) => {
                if let Some(key) = key {
                    select.and_where(key.is_null());
                }
                if let Some(from) = from {
                    select.and_where(beyond(id.clone(), from.id.as_str().into(), back));
                }
            }
        }
        select.order_by_expr(id, direction(back));
    }

    pub(super) async fn read(
        &self,
        conn: &Connection,
        select: &SelectStatement,
    ) -> Result<Vec<Found>, StorageError> {
        let read = |row: &Row<'_>| self.found(row);
        if self.is_look_up() {
            return conn.all(select, read).await;
        }
        conn.search(self.tenant, select, read).await
    }

    /// Whether an index leads to the few rows that it finds, so that it takes little time.
    fn is_look_up(&self) -> bool {
        let mut among = self.search.among.iter();
        among.all(|selection| {
            let filter = selection.filter;
            filter.is_some_and(|filter| filter::is_look_up(RESOURCES, filter))
        })
    }

    fn found(&self, row: &Row<'_>) -> Result<Found, StorageError> {
        let name: String = row.get("resource_type")?;
        let mut among = self.search.among.iter();
        let selection = among.position(|it| it.resource_type.name == name);
        let class = self.key.as_ref().map(|key| key.class);
        Ok(Found {
            selection: selection.unwrap_or_default(),
            unread: unread(row)?,
            key: class.map_or(Ok(None), |class| sort_value(row, class))?,
        })
    }

    pub(super) async fn count(
        &self,
        conn: &Connection,
        at_most: Option<u64>,
    ) -> Result<u64, StorageError> {
        let mut rows = self.rows();
        rows.expr_as(Expr::cust("1"), "one");
        if let Some(at_most) = at_most {
            rows.limit(at_most);
        }
        let total = Query::select()
            .expr_as(Expr::cust("COUNT(*)"), "total")
            .from_subquery(rows, "counted")
            .take();
        let total: Vec<i64> = conn
            .search(self.tenant, &total, |row| row.get("total"))
            .await?;
        let total = total.first().copied().unwrap_or_default();
        Ok(u64::try_from(total).unwrap_or_default())
    }
}

/// Tenant and type stand beside each filter, so that each can be served by its own index.
fn of_selection(compiler: &Compiler, tenant: TenantKey, selection: &Selection<'_>) -> Expr {
    let name = selection.resource_type.name.as_str();
    let condition = Expr::col(("resources", "tenant_key"))
        .eq(tenant)
        .and(Expr::col(("resources", "resource_type")).eq(name));
    match selection.filter {
        Some(filter) => condition.and(compiler.condition(filter)),
        None => condition,
    }
}

/// One key for all selections. Where their types compare differently, all are compared as text.
fn common_key(
    backend: DbBackend,
    among: &[Selection<'_>],
    keys: Vec<Option<SortKey>>,
) -> Option<SortKey> {
    if keys.len() == 1 {
        return keys.into_iter().next().flatten();
    }
    let mut classes = keys.iter().flatten().map(|key| key.class);
    let first = classes.next()?;
    let class = if classes.all(|class| class == first) {
        first
    } else {
        Class::Text
    };
    let nullable = keys
        .iter()
        .any(|key| key.as_ref().is_none_or(|it| it.nullable));
    let cases = among.iter().zip(keys).filter_map(|(selection, key)| {
        let of_type = Expr::col(("resources", "resource_type"));
        let value = SortKey { class, ..key? }.selected();
        Some((of_type.eq(selection.resource_type.name.as_str()), value))
    });
    let value = cases.fold(CaseStatement::new(), |all, (of_type, value)| {
        all.case(of_type, value)
    });
    Some(SortKey::new(backend, value.into(), class, nullable))
}

fn stretch_of(position: &Position) -> Stretch {
    match position.key {
        Some(_) => Stretch::Keyed,
        None => Stretch::Keyless,
    }
}

fn bound(value: &SortValue) -> Value {
    match value {
        SortValue::Text(text) => text.as_str().into(),
        SortValue::Whole(number) => (*number).into(),
    }
}

fn reached(value: Expr, bound: Value, falling: bool) -> Expr {
    if falling {
        value.lte(bound)
    } else {
        value.gte(bound)
    }
}

fn beyond(value: Expr, bound: Value, falling: bool) -> Expr {
    if falling {
        value.lt(bound)
    } else {
        value.gt(bound)
    }
}

fn direction(falling: bool) -> Order {
    if falling { Order::Desc } else { Order::Asc }
}

fn sort_value(row: &Row<'_>, class: Class) -> Result<Option<SortValue>, StorageError> {
    Ok(match class {
        Class::Text => row.get::<Option<String>>("sort_key")?.map(SortValue::Text),
        Class::Whole => row.get::<Option<i64>>("sort_key")?.map(SortValue::Whole),
    })
}
