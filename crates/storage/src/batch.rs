//! Lists of any length as one bound value: a JSON array that the database takes apart. So no limit
//! on the number of bound values is ever near, and a statement's text doesn't depend on how many
//! values it is given.

use sea_orm::DbBackend;
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, Func, FunctionCall, JoinType, Query, SelectStatement,
};
use serde_json::Value;

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
    let list = Expr::val(texts.map(String::as_str).collect::<Value>());
    match backend {
        DbBackend::Postgres => Func::cust("jsonb_array_elements_text").arg(list),
        _ => Func::cust("json_each").arg(list),
    }
}

/// Pairs of texts as rows, to be read with [`pair_column`].
pub(crate) fn pairs(backend: DbBackend, pairs: &[(String, String)]) -> FunctionCall {
    let list = Value::Array(
        pairs
            .iter()
            .map(|(first, second)| Value::from(vec![first.as_str(), second.as_str()]))
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
