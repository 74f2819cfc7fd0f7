//! Holds a filter against a schema.

use super::ast::Filter;
use super::expr::Expr;
use crate::ScimError;
use crate::schema::{AttrRef, ResourceType};

/// Resolves a filter on resources of a type.
pub fn resolve<'s>(
    _filter: &Filter,
    _resource_type: &'s ResourceType,
) -> Result<Expr<'s>, ScimError> {
    Err(ScimError::invalid_filter(""))
}

/// Resolves a filter on the elements of a complex attribute.
pub fn resolve_elements<'s>(
    _filter: &Filter,
    _attribute: AttrRef<'s>,
) -> Result<Expr<'s>, ScimError> {
    Err(ScimError::invalid_filter(""))
}
