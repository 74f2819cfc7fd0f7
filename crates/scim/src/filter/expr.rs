//! A filter that was held against the schema and is ready to be interpreted.

use super::ast::CompareOp;
use crate::schema::AttrRef;

/// A resolved filter. What it selects is defined by [`Expr::matches`].
#[derive(Clone, Debug, PartialEq)]
pub enum Expr<'s> {
    /// All of them hold.
    And(Vec<Expr<'s>>),
    /// One of them holds.
    Or(Vec<Expr<'s>>),
    /// It does not hold.
    Not(Box<Expr<'s>>),
    /// One attribute is tested. If the attribute or its parent is multi-valued, one value is
    /// enough.
    Test(Test<'s>),
    /// One element of the complex attribute satisfies the inner expression, whose tests all name a
    /// sub-attribute of it.
    Element(AttrRef<'s>, Box<Expr<'s>>),
}

impl Expr<'_> {
    /// Selects everything, or nothing.
    pub(super) fn constant(verdict: bool) -> Self {
        let everything = Self::And(Vec::new());
        if verdict {
            everything
        } else {
            Self::Not(Box::new(everything))
        }
    }
}

/// One attribute, and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Test<'s> {
    /// The attribute. Never a complex one for a comparison: resolving puts `value` under it.
    pub attribute: AttrRef<'s>,
    /// What is asked.
    pub predicate: Predicate,
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// It has a value; for a complex attribute: any sub-attribute has one.
    Present,
    /// It compares so with the literal. `Ne` holds also where there is no value at all.
    Compare(CompareOp, Literal),
}

/// A comparison value of the attribute's type.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Text, already folded by [`crate::text::fold`] unless the attribute is caseExact.
    Text(String),
    /// A boolean; only `eq` and `ne`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction; always finite.
    Decimal(f64),
    /// Milliseconds since 1970, see [`crate::instant::millis`].
    Instant(i64),
}
