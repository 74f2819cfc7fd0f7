//! What the grammar gives: names and values as they were written.

use crate::path::AttrPath;

/// A parsed filter. Conjunctions and disjunctions are lists, so that a long filter is not deep.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of them hold. Never empty.
    And(Vec<Filter>),
    /// One of them holds. Never empty.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The attribute has a value (`pr`).
    Present(AttrPath),
    /// The attribute compares so with the value.
    Compare(AttrPath, CompareOp, RawValue),
    /// One element of the multi-valued attribute satisfies the filter (`emails[…]`).
    ValuePath(AttrPath, Box<Filter>),
}

/// A comparison operator (RFC 7644 table 3), without `pr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Ge,
    /// Less than.
    Lt,
    /// Less than or equal.
    Le,
}

impl CompareOp {
    /// All of them, in the order of RFC 7644 table 3.
    pub const ALL: [Self; 9] = [
        Self::Eq,
        Self::Ne,
        Self::Co,
        Self::Sw,
        Self::Ew,
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
    ];

    /// The keyword.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    /// The operator of that keyword, in any letter case.
    pub fn parse(keyword: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operator| operator.as_str().eq_ignore_ascii_case(keyword))
    }
}

/// A comparison value before its attribute's type is known.
#[derive(Clone, Debug, PartialEq)]
pub enum RawValue {
    /// A JSON string, unescaped.
    Quoted(String),
    /// Anything without quotes: `true`, `null`, `12.5`, or a word that a client forgot to quote.
    Bare(String),
}
