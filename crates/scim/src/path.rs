//! Attribute paths as written (RFC 7644 §3.10) and PATCH paths (§3.5.2).

use std::fmt;

use crate::filter::Filter;
use crate::{Limits, ScimError};

/// `[urn:]name[.sub]`, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttrPath {
    /// The schema URN before the name.
    pub urn: Option<String>,
    /// The attribute's name.
    pub name: String,
    /// The sub-attribute's name.
    pub sub: Option<String>,
}

/// The path of a PATCH operation: an attribute path, or one with a value filter,
/// `emails[type eq "work"].value`.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchPath {
    /// The attribute; with a filter its `sub` is `None`.
    pub attribute: AttrPath,
    /// The filter in brackets, relative to an element of the attribute.
    pub filter: Option<Filter>,
    /// The sub-attribute behind the brackets.
    pub sub: Option<String>,
}

impl AttrPath {
    /// Reads an attribute path.
    pub fn parse(_text: &str, _limits: &Limits) -> Result<Self, ScimError> {
        Err(ScimError::invalid_path(""))
    }
}

impl PatchPath {
    /// Reads the path of a PATCH operation.
    pub fn parse(_text: &str, _limits: &Limits) -> Result<Self, ScimError> {
        Err(ScimError::invalid_path(""))
    }
}

impl fmt::Display for AttrPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.urn {
            write!(formatter, "{urn}:")?;
        }
        formatter.write_str(&self.name)?;
        match &self.sub {
            Some(sub) => write!(formatter, ".{sub}"),
            None => Ok(()),
        }
    }
}
