//! Where the values of an attribute are.

use scim::schema::{AttrRef, Kind};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};

use super::dialect::Dialect;
use super::rows;

/// The alias of a row of elements, for filters in brackets.
const ELEMENT: &str = "element";

/// The alias of the values of a multi-valued sub-attribute.
const ITEM: &str = "item";

/// What the names in a filter are looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// A row of `resources`.
    Resource,
    /// A row of elements of a list in the comparable document.
    Element,
    /// A row of memberships, from the group's side.
    Member,
    /// A row of memberships, from the member's side.
    Group,
}

/// The values of an attribute.
pub(super) enum Values {
    /// At most one.
    One(Value),
    /// Any number: one for each row of the query.
    Many {
        /// A query for the rows.
        from: Box<SelectStatement>,
        /// The value in a row.
        value: Value,
    },
}

/// One value.
#[derive(Clone)]
pub(super) enum Value {
    /// A column, or something made of columns.
    Sql(Expr),
    /// A place in a JSON document.
    Json(Expr, Vec<String>),
}

impl Values {
    /// Whether something holds of one of them.
    pub(super) fn any(&self, condition: impl Fn(&Value) -> Expr) -> Expr {
        match self {
            Self::One(value) => condition(value),
            Self::Many { from, value } => {
                let mut rows = SelectStatement::clone(from);
                Expr::exists(rows.and_where(condition(value)).take())
            }
        }
    }

    /// Whether there is none.
    pub(super) fn none(&self, dialect: Dialect) -> Expr {
        match self {
            Self::One(value) => value.json(dialect).is_null(),
            Self::Many { .. } => self.any(|value| value.is_present(dialect)).not(),
        }
    }
}

impl Value {
    /// Whether it is there.
    pub(super) fn is_present(&self, dialect: Dialect) -> Expr {
        self.json(dialect).is_not_null()
    }

    /// As SQL has it.
    pub(super) fn scalar(&self, dialect: Dialect, kind: Kind) -> Expr {
        match self {
            Self::Sql(expression) => expression.clone(),
            Self::Json(document, path) => dialect.scalar(document.clone(), path, kind),
        }
    }

    /// As JSON, where it is in a document.
    pub(super) fn json(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Sql(expression) => expression.clone(),
            Self::Json(document, path) => dialect.json(document.clone(), path),
        }
    }
}

/// The values of an attribute in a scope.
pub(super) fn values(dialect: Dialect, attribute: AttrRef<'_>, scope: Scope) -> Values {
    let sub = attribute.sub.map_or("", |sub| sub.name.as_str());
    match scope {
        Scope::Resource => match column(attribute) {
            Some(column) => Values::One(Value::Sql(column)),
            None => in_document(dialect, attribute),
        },
        Scope::Element => in_element(dialect, attribute),
        Scope::Member => Values::One(Value::Sql(rows::member(dialect, sub))),
        Scope::Group => Values::One(Value::Sql(rows::group(dialect, sub))),
    }
}

/// `id` and `meta`, which are columns of their own.
pub(super) fn column(attribute: AttrRef<'_>) -> Option<Expr> {
    if attribute.extension.is_some() {
        return None;
    }
    let sub = attribute.sub.map(|sub| sub.name.as_str());
    match (attribute.attribute.name.as_str(), sub) {
        ("id" | "meta", None) => Some(rows::resource("id")),
        ("meta", Some("resourceType")) => Some(rows::resource("resource_type")),
        ("meta", Some("created")) => Some(rows::resource("created_at")),
        ("meta", Some("lastModified")) => Some(rows::resource("modified_at")),
        ("meta", Some("version")) => {
            let number = rows::resource("version").cast_as("text");
            Some(
                Func::cust("concat")
                    .args([Expr::val("W/\""), number, Expr::val("\"")])
                    .into(),
            )
        }
        _ => None,
    }
}

fn in_document(dialect: Dialect, attribute: AttrRef<'_>) -> Values {
    let mut walk = Walk::new(dialect, rows::resource("comparable"));
    if let Some(extension) = attribute.extension {
        walk.step(&extension.id, None);
    }
    let list = attribute.attribute.multi_valued.then_some(ELEMENT);
    walk.step(&attribute.attribute.name, list);
    walk.sub(attribute);
    walk.end()
}

fn in_element(dialect: Dialect, attribute: AttrRef<'_>) -> Values {
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
