//! Orders.

use scim::schema::{AttrRef, Kind};
use sea_orm::sea_query::{Expr, Func, NullOrdering, Order, Query, SelectStatement};

use super::dialect::{Dialect, sqlite_path};
use super::place::{Scope, Value, Values};
use super::{Compiler, rows};
use crate::resources::Sort;

impl Compiler<'_> {
    /// Puts the rows of a query in order; ties are broken by id.
    pub(crate) fn order(&self, select: &mut SelectStatement, sort: Option<Sort<'_>>) {
        if let Some(sort) = sort
            && let Some((key, kind)) = self.sort_key(sort.attribute)
        {
            let key = match kind {
                Kind::Boolean | Kind::Decimal | Kind::Integer | Kind::DateTime => key,
                _ => self.dialect.by_bytes(key),
            };
            let (order, nulls) = if sort.descending {
                (Order::Desc, NullOrdering::First)
            } else {
                (Order::Asc, NullOrdering::Last)
            };
            select.order_by_expr_with_nulls(key, order, nulls);
        }
        select.order_by_expr(rows::resource("id"), Order::Asc);
    }

    /// What to sort by; `None` for a complex attribute without a `value`.
    fn sort_key(&self, attribute: AttrRef<'_>) -> Option<(Expr, Kind)> {
        let attribute = match (attribute.leaf().kind, attribute.sub) {
            (Kind::Complex, None) => attribute.with_sub(attribute.attribute.sub("value")?),
            _ => attribute,
        };
        let kind = attribute.leaf().kind;
        if let Some(related) = self.first_related(attribute) {
            return Some((related, kind));
        }
        let key = match self.values(attribute, Scope::Resource) {
            Values::One(value) => value.scalar(self.dialect, kind),
            Values::Many { .. } => self.preferred(attribute).scalar(self.dialect, kind),
        };
        Some((key, kind))
    }

    /// The value of the primary element of a list, else of the first.
    fn preferred(&self, attribute: AttrRef<'_>) -> Value {
        let mut path = Vec::new();
        path.extend(attribute.extension.map(|extension| extension.id.clone()));
        path.push(attribute.attribute.name.clone());
        let mut below: Vec<String> = Vec::new();
        below.extend(attribute.sub.map(|sub| sub.name.clone()));
        if !attribute.attribute.multi_valued {
            path.append(&mut below);
        }
        Value::Json(preferred_element(self.dialect, &path), below)
    }
}

fn preferred_element(dialect: Dialect, path: &[String]) -> Expr {
    let document = rows::resource("comparable");
    match dialect {
        Dialect::Postgres => {
            let list = dialect.json(document, path);
            let primary = Func::cust("jsonb_path_query_first")
                .arg(list.clone())
                .arg(Expr::cust("'$[*] ? (@.\"primary\" == true)'"));
            let first = dialect.json(list, &["0".to_owned()]);
            Func::coalesce([primary.into(), first]).into()
        }
        Dialect::Sqlite => {
            let primary = Query::select()
                .column(("element", "value"))
                .from_function(dialect.elements(document.clone(), path), "element")
                .and_where(Expr::cust(
                    "CASE \"element\".\"type\" WHEN 'object' THEN \
                     json_extract(\"element\".\"value\", '$.primary') END",
                ))
                .order_by(("element", "key"), Order::Asc)
                .limit(1)
                .take();
            let first = Func::cust("json_extract")
                .arg(document)
                .arg(format!("{}[0]", sqlite_path(path)));
            let primary = Expr::SubQuery(None, Box::new(primary.into()));
            Func::coalesce([primary, first.into()]).into()
        }
    }
}
