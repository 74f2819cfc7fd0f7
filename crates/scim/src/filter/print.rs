//! Filters as text that parses to the same filter again.

use std::fmt::{Display, Formatter, Result};

use super::ast::{CompareOp, Filter, RawValue};

impl Display for Filter {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::And(filters) => join(formatter, filters, " and "),
            Self::Or(filters) => join(formatter, filters, " or "),
            Self::Not(filter) => write!(formatter, "not ({filter})"),
            Self::Present(attribute) => write!(formatter, "{attribute} pr"),
            Self::Compare(attribute, operator, value) => {
                write!(formatter, "{attribute} {operator} {value}")
            }
            Self::ValuePath(attribute, filter) => write!(formatter, "{attribute}[{filter}]"),
        }
    }
}

impl Display for CompareOp {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str(self.as_str())
    }
}

impl Display for RawValue {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Quoted(text) => serde_json::Value::from(text.as_str()).fmt(formatter),
            Self::Bare(word) => formatter.write_str(word),
        }
    }
}

/// Lists inside a list keep their own parentheses.
fn join(formatter: &mut Formatter<'_>, filters: &[Filter], separator: &str) -> Result {
    for (index, filter) in filters.iter().enumerate() {
        if index > 0 {
            formatter.write_str(separator)?;
        }
        match filter {
            Filter::And(_) | Filter::Or(_) => write!(formatter, "({filter})")?,
            other => other.fmt(formatter)?,
        }
    }
    Ok(())
}
