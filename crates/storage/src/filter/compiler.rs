//! Makes SQL of a filter.

use scim::filter::{Expr as Filter, Predicate, Test};
use scim::schema::AttrRef;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Func};

use super::compare::holds;
use super::demand::pin;
use super::dialect::Dialect;
use super::layout::{Layout, Place, Relation, Served};
use super::value::{Value, Values};
use super::{document, hint};
use crate::TenantKey;

/// Makes SQL of filters and orders on the rows of one tenant in a table.
pub(crate) struct Compiler {
    pub(super) dialect: Dialect,
    pub(super) layout: &'static dyn Layout,
    tenant: TenantKey,
}

/// What the names in a filter are looked up in.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    /// A row of the table.
    Row,
    /// A row of elements of a list in the comparable document.
    Element,
    /// A row that is related to one of the table.
    Related(&'static dyn Relation),
}

impl Compiler {
    pub(crate) fn new(backend: DbBackend, layout: &'static dyn Layout, tenant: TenantKey) -> Self {
        Self {
            dialect: Dialect::of(backend),
            layout,
            tenant,
        }
    }

    /// The rows that satisfy a filter.
    pub(crate) fn condition(&self, filter: &Filter<'_>) -> Expr {
        self.compile(filter, Scope::Row)
    }

    pub(super) fn compile(&self, filter: &Filter<'_>, scope: Scope) -> Expr {
        match filter {
            Filter::And(all) => self.join(all, scope, Expr::and),
            Filter::Or(any) => self.join(any, scope, Expr::or),
            Filter::Not(inner) => negate(self.compile(inner, scope)),
            Filter::Test(test) => self.test(test, scope),
            Filter::Element(attribute, inner) => self.element(*attribute, inner, scope),
        }
    }

    fn join(
        &self,
        filters: &[Filter<'_>],
        scope: Scope,
        operator: impl Fn(Expr, Expr) -> Expr,
    ) -> Expr {
        filters
            .iter()
            .map(|filter| self.compile(filter, scope))
            .reduce(operator)
            .unwrap_or_else(|| Expr::cust("TRUE"))
    }

    fn test(&self, test: &Test<'_>, scope: Scope) -> Expr {
        if let Some(condition) = self.related_test(test, scope) {
            return condition;
        }
        let values = self.values(test.attribute, scope);
        let kind = test.attribute.leaf().kind;
        match &test.predicate {
            Predicate::Present => values.any(|value| value.is_present(self.dialect)),
            Predicate::Compare(operator, literal) => {
                let exact = holds(self.dialect, &values, kind, *operator, literal);
                match scope {
                    Scope::Row => hint::served(self.layout, self.tenant, test, exact),
                    _ => exact,
                }
            }
        }
    }

    fn element(&self, attribute: AttrRef<'_>, inner: &Filter<'_>, scope: Scope) -> Expr {
        if let Some(relation) = self.relation(attribute, scope) {
            return self.related(relation, inner);
        }
        if !attribute.attribute.multi_valued {
            let present = self.values(attribute, scope);
            let present = present.any(|value| value.is_present(self.dialect));
            return present.and(self.compile(inner, scope));
        }
        let exact = match self.values(attribute, scope) {
            Values::Many { mut from, .. } => {
                let inner = self.compile(inner, Scope::Element);
                Expr::exists(from.and_where(inner).take())
            }
            Values::One(_) => Expr::cust("FALSE"),
        };
        hint::served_element(self.layout, self.tenant, attribute, inner, exact)
    }

    /// The values of an attribute of a row of the table, or of a part of one.
    pub(super) fn values(&self, attribute: AttrRef<'_>, scope: Scope) -> Values {
        let sub = attribute.sub.map_or("", |sub| sub.name.as_str());
        match scope {
            Scope::Row => self.values_of_row(attribute, sub),
            Scope::Element => document::in_element(self.dialect, attribute),
            Scope::Related(relation) => Values::One(Value::Sql(relation.value(self.dialect, sub))),
        }
    }

    fn values_of_row(&self, attribute: AttrRef<'_>, sub: &str) -> Values {
        match self.layout.place(attribute) {
            Place::Column(column) => Values::One(Value::Sql(column)),
            Place::Flag(condition) => Values::One(Value::Flag(condition)),
            Place::Document => {
                document::values(self.dialect, self.layout.column("comparable"), attribute)
            }
            Place::Related(relation) => Values::Many {
                from: Box::new(relation.own(self.dialect).expr(Expr::cust("1")).take()),
                value: Value::Sql(relation.value(self.dialect, sub)),
            },
        }
    }

    /// A test on related rows that an index serves; `None` for any other.
    fn related_test(&self, test: &Test<'_>, scope: Scope) -> Option<Expr> {
        let relation = self.relation(test.attribute, scope)?;
        let filter = Filter::Test(test.clone());
        pin(&filter, relation.served_by())?;
        Some(self.related(relation, &filter))
    }

    fn relation(&self, attribute: AttrRef<'_>, scope: Scope) -> Option<&'static dyn Relation> {
        match (scope, self.layout.place(attribute)) {
            (Scope::Row, Place::Related(relation)) => Some(relation),
            _ => None,
        }
    }

    /// Whether a row has a related one that satisfies the filter. Where the filter names what an
    /// index serves, this leads to the rows that have such a one; else each row's own are read.
    fn related(&self, relation: &'static dyn Relation, filter: &Filter<'_>) -> Expr {
        let condition = || self.compile(filter, Scope::Related(relation));
        let own = || {
            let mut rows = relation.own(self.dialect);
            Expr::exists(rows.expr(Expr::cust("1")).and_where(condition()).take())
        };
        let Some(pin) = pin(filter, relation.served_by()) else {
            return own();
        };
        match relation.served(self.dialect, self.tenant, pin, &condition) {
            Served::Whole(all) => all,
            Served::Equality(equality) if matches!(filter, Filter::Test(_)) => equality,
            Served::Equality(equality) => equality.and(own()),
        }
    }
}

fn negate(condition: Expr) -> Expr {
    Expr::from(Func::coalesce([condition, Expr::cust("FALSE")])).not()
}
