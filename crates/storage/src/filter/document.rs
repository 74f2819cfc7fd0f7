//! Values in a JSON document.

use scim::schema::AttrRef;
use sea_orm::sea_query::{Expr, Query, SelectStatement};

use super::dialect::Dialect;
use super::value::{Value, Values};

/// The alias of a row of elements, for filters in brackets.
const ELEMENT: &str = "element";

/// The alias of the values of a multi-valued sub-attribute.
const ITEM: &str = "item";

/// The values of an attribute in a document.
pub(super) fn values(dialect: Dialect, document: Expr, attribute: AttrRef<'_>) -> Values {
    let mut walk = Walk::new(dialect, document);
    if let Some(extension) = attribute.extension {
        walk.step(&extension.id, None);
    }
    let list = attribute.attribute.multi_valued.then_some(ELEMENT);
    walk.step(&attribute.attribute.name, list);
    walk.sub(attribute);
    walk.end()
}

/// The values of a sub-attribute in a row of elements of its attribute.
pub(super) fn in_element(dialect: Dialect, attribute: AttrRef<'_>) -> Values {
    let mut walk = Walk::new(dialect, Expr::col((ELEMENT, "value")));
    walk.sub(attribute);
    walk.end()
}

/// A way into a document, name by name; each list on it adds rows.
struct Walk {
    dialect: Dialect,
    document: Expr,
    path: Vec<String>,
    from: Option<SelectStatement>,
}

impl Walk {
    fn new(dialect: Dialect, document: Expr) -> Self {
        Self {
            dialect,
            document,
            path: Vec::new(),
            from: None,
        }
    }

    fn sub(&mut self, attribute: AttrRef<'_>) {
        if let Some(sub) = attribute.sub {
            self.step(&sub.name, sub.multi_valued.then_some(ITEM));
        }
    }

    /// Goes to a name, and if a list is there, on to each of its elements.
    fn step(&mut self, name: &str, list: Option<&'static str>) {
        self.path.push(name.to_owned());
        if let Some(alias) = list {
            let elements = self.dialect.elements(self.document.clone(), &self.path);
            self.from
                .get_or_insert_with(|| Query::select().expr(Expr::cust("1")).take())
                .from_function(elements, alias);
            self.document = Expr::col((alias, "value"));
            self.path.clear();
        }
    }

    fn end(self) -> Values {
        let value = Value::Json(self.document, self.path);
        match self.from {
            Some(from) => Values::Many {
                from: Box::new(from),
                value,
            },
            None => Values::One(value),
        }
    }
}
