//! Filters as text.

use std::fmt;

use super::ast::Filter;

impl fmt::Display for Filter {
    fn fmt(&self, _formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
