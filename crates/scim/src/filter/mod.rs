//! Filters (RFC 7644 §3.4.2.2): parsed by grammar, resolved against a schema, then interpreted.
//!
//! [`parse`] knows only the grammar. [`resolve`] holds the parsed filter against a resource type.
//! What comes out, [`Expr`], is the only form that is ever interpreted: here in memory, which is
//! its meaning, and by the storage in SQL.

mod ast;
mod evaluate;
mod expr;
mod parse;
mod resolve;

pub use ast::{CompareOp, Filter, RawValue};
pub use expr::{Expr, Literal, Predicate, Test};
