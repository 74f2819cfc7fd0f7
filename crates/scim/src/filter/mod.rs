//! Filters (RFC 7644 §3.4.2.2): parsed by grammar, resolved against a schema, then interpreted.
//!
//! [`parse`] knows only the grammar. [`resolve`] holds the parsed filter against a resource type.
//! What comes out, [`Expr`], is the only form that is ever interpreted: here in memory, which is
//! its meaning, and by the storage in SQL.

mod ast;
mod evaluate;
mod expr;
mod literal;
mod parse;
mod print;
mod resolve;
mod value;

pub use ast::{CompareOp, Filter, RawValue};
pub use expr::{Expr, Literal, Predicate, Test};
pub(crate) use parse::Grammar;
pub use parse::parse;
pub use resolve::{resolve, resolve_among, resolve_elements};

use crate::{Limits, ResourceType, ScimError};

/// Parses and resolves a filter on resources of a type.
///
/// # Errors
///
/// 400 `invalidFilter`, and 403 `sensitive` where it names an attribute that nobody may read.
pub fn compile<'s>(
    text: &str,
    resource_type: &'s ResourceType,
    limits: &Limits,
) -> Result<Expr<'s>, ScimError> {
    resolve(&parse(text, limits)?, resource_type)
}
