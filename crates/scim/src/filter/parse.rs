//! The grammar of filters.

use super::ast::Filter;
use crate::{Limits, ScimError};

/// Reads a filter.
pub fn parse(_text: &str, _limits: &Limits) -> Result<Filter, ScimError> {
    Err(ScimError::invalid_filter(""))
}
