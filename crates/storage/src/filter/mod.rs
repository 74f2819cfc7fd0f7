//! SCIM filters as SQL. Total: every filter that resolves runs wholly in the database.
//!
//! What a filter means is defined by [`scim::filter::Expr::matches`]; the tests hold this compiler
//! against it. Attributes of the resource are looked up in its comparable document, `id` and `meta`
//! in columns, `members` and `groups` among the memberships. Where an index can serve an equality,
//! a condition on the index's key stands for the exact one, or beside it ([`hint`]).
//!
//! A condition may come out as NULL, which the database takes for false everywhere but under NOT;
//! only there it is made one, so that indexes stay usable. All values are bound.

mod compare;
mod demand;
mod dialect;
mod hint;
mod place;
mod rows;
mod sort;
mod value;

use scim::filter::{Expr as Filter, Predicate, Test};
use scim::schema::AttrRef;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Func, SelectStatement};

pub(crate) use self::hint::is_look_up;
pub(crate) use self::sort::{Class, SortKey};

use self::compare::holds;
use self::dialect::Dialect;
use self::value::{Scope, Values};
use crate::TenantKey;

/// Makes SQL of filters and orders on the resources and memberships of one tenant.
pub(crate) struct Compiler {
    dialect: Dialect,
    tenant: TenantKey,
}

impl Compiler {
    pub(crate) fn new(backend: DbBackend, tenant: TenantKey) -> Self {
        Self {
            dialect: Dialect::of(backend),
            tenant,
        }
    }

    /// The rows whose resource satisfies a filter.
    pub(crate) fn condition(&self, filter: &Filter<'_>) -> Expr {
        self.compile(filter, Scope::Resource)
    }

    fn compile(&self, filter: &Filter<'_>, scope: Scope) -> Expr {
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
        if let Some(condition) = self.related_equality(test, scope) {
            return condition;
        }
        let values = self.values(test.attribute, scope);
        let kind = test.attribute.leaf().kind;
        match &test.predicate {
            Predicate::Present => values.any(|value| value.is_present(self.dialect)),
            Predicate::Compare(operator, literal) => {
                let exact = holds(self.dialect, &values, kind, *operator, literal);
                match scope {
                    Scope::Resource => self.served(test, exact),
                    _ => exact,
                }
            }
        }
    }

    fn element(&self, attribute: AttrRef<'_>, inner: &Filter<'_>, scope: Scope) -> Expr {
        if let Some(condition) = self.membership_element(attribute, inner) {
            return condition;
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
        self.served_element(attribute, inner, exact)
    }

    fn values(&self, attribute: AttrRef<'_>, scope: Scope) -> Values {
        self.related_values(attribute, scope)
            .unwrap_or_else(|| place::values(self.dialect, attribute, scope))
    }
}

/// The members of one group that a filter on elements of `members` selects, as a query for ids.
pub(crate) fn members(
    backend: DbBackend,
    tenant: TenantKey,
    group_id: &str,
    filter: &Filter<'_>,
) -> SelectStatement {
    let condition = Compiler::new(backend, tenant).compile(filter, Scope::Member);
    rows::members_of(tenant, group_id)
        .and_where(condition)
        .take()
}

/// The rows whose document has a member of that name at the top, such as an extension's URN.
pub(crate) fn has_member(backend: DbBackend, name: &str) -> Expr {
    let member = value::Value::Json(rows::resource("document"), vec![name.to_owned()]);
    member.is_present(Dialect::of(backend))
}

fn negate(condition: Expr) -> Expr {
    Expr::from(Func::coalesce([condition, Expr::cust("FALSE")])).not()
}
