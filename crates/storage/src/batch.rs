//! Lists of any length as one bound value: a JSON array that the database takes apart. So no limit
//! on the number of bound values is ever near, and a statement's text doesn't depend on how many
//! values it is given.

use sea_orm::DbBackend;
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, Func, FunctionCall, JoinType, Query, SelectStatement, Value,
};
use serde_json::Value as Json;

use crate::{TenantKey, key};

/// The alias of the list in `FROM`.
pub(crate) const BATCH: &str = "batch";

/// The texts as rows of one column, for `IN`; those that cannot be stored are left out.
pub(crate) fn texts(backend: DbBackend, texts: &[String]) -> SelectStatement {
    Query::select()
        .column((BATCH, "value"))
        .from_function(rows(backend, texts), BATCH)
        .take()
}

/// Whether a row has certain values in some columns and one of the texts in another, as a condition
/// that costs as many look-ups as there are texts in an index on all of those columns.
///
/// Without statistics PostgreSQL takes every tenant and group for a small one, reads all of it, and
/// compares each row with all texts. So the values come from where it does not see them before it
/// plans: it can look the rows up by all columns or read the whole table, whose size it knows. And of
/// an array's length it assumes that it is short.
pub(crate) fn is_one_of<const N: usize>(
    backend: DbBackend,
    known: [(&'static str, Value); N],
    column: &'static str,
    texts: &[String],
) -> Expr {
    let texts = self::texts(backend, texts);
    if backend != DbBackend::Postgres {
        let is_known = known
            .into_iter()
            .map(|(column, value)| Expr::col(column).eq(value));
        let is_among = Expr::col(column).in_subquery(texts);
        return is_known.fold(is_among, Expr::and);
    }
    let columns = known.iter().map(|(column, _)| *column).chain([column]);
    let columns = Expr::tuple(columns.map(Expr::col));
    let array = Func::cust("ARRAY").arg(Expr::SubQuery(None, Box::new(texts.into())));
    let rows = Query::select()
        .exprs(known.map(|(_, value)| Expr::val(value)))
        .expr(Func::cust("UNNEST").arg(array))
        .take();
    columns.in_subquery(rows)
}

/// A query of `table`, under an alias, that looks up each text in turn by `column`: it costs as many
/// look-ups as there are texts, whatever else the table holds.
///
/// With `IN` instead, SQLite may find it cheaper to go through all rows of a tenant in the order in
/// which they are wanted. It never reorders a cross join.
pub(crate) fn look_up(
    backend: DbBackend,
    texts: &[String],
    (table, alias): (&'static str, &'static str),
    tenant: TenantKey,
    column: &'static str,
) -> SelectStatement {
    if backend == DbBackend::Postgres {
        let known = [("tenant_key", tenant.into())];
        return Query::select()
            .from_as(table, alias)
            .and_where(is_one_of(backend, known, column, texts))
            .take();
    }
    let is_wanted = Expr::col((alias, column)).eq(Expr::col((BATCH, "value")));
    Query::select()
        .from_function(rows(backend, texts), BATCH)
        .join_as(JoinType::CrossJoin, table, alias, Condition::all())
        .and_where(Expr::col((alias, "tenant_key")).eq(tenant))
        .and_where(is_wanted)
        .take()
}

fn rows(backend: DbBackend, texts: &[String]) -> FunctionCall {
    let texts = texts.iter().filter(|text| key::is_storable(text));
    let list = Expr::val(texts.map(String::as_str).collect::<Json>());
    match backend {
        DbBackend::Postgres => Func::cust("jsonb_array_elements_text").arg(list),
        _ => Func::cust("json_each").arg(list),
    }
}

/// Pairs of texts as rows, to be read with [`pair_column`].
pub(crate) fn pairs(backend: DbBackend, pairs: &[(String, String)]) -> FunctionCall {
    let list = Json::Array(
        pairs
            .iter()
            .map(|(first, second)| Json::from(vec![first.as_str(), second.as_str()]))
            .collect(),
    );
    match backend {
        DbBackend::Postgres => Func::cust("jsonb_array_elements").arg(list),
        _ => Func::cust("json_each").arg(list),
    }
}

/// The first or second text of a pair.
pub(crate) fn pair_column(backend: DbBackend, index: u8) -> Expr {
    let pair = Expr::col((BATCH, "value"));
    match backend {
        DbBackend::Postgres => Func::cust("jsonb_extract_path_text")
            .arg(pair)
            .arg(index.to_string())
            .into(),
        _ => Func::cust("json_extract")
            .arg(pair)
            .arg(format!("$[{index}]"))
            .into(),
    }
}
