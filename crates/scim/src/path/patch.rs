//! PATCH paths (RFC 7644 §3.5.2).
//!
//! ```text
//! patch-path = attribute-path [ "[" filter "]" [ "." name ] ]
//! ```

use std::fmt;

use nom::Parser;
use nom::combinator::opt;
use nom::sequence::delimited;

use super::attribute::{AttrPath, attribute_path, sub_attribute};
use crate::filter::{Filter, Grammar};
use crate::syntax::{Parsed, blank, read_all, to_the_end};
use crate::{Limits, ScimError};

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

impl PatchPath {
    /// Reads the path of a PATCH operation.
    ///
    /// # Errors
    ///
    /// 400 `invalidPath`, with the position.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, ScimError> {
        let grammar = Grammar::new(limits);
        read_all("path", text, limits, ScimError::invalid_path, |text| {
            let path = delimited(blank, |text| patch_path(&grammar, text), blank);
            to_the_end("the end of the path", path).parse(text)
        })
    }
}

impl fmt::Display for PatchPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.attribute.fmt(formatter)?;
        if let Some(filter) = &self.filter {
            write!(formatter, "[{filter}]")?;
        }
        match &self.sub {
            Some(sub) => write!(formatter, ".{sub}"),
            None => Ok(()),
        }
    }
}

/// `patch-path`
fn patch_path<'a>(grammar: &Grammar<'_>, text: &'a str) -> Parsed<'a, PatchPath> {
    let (rest, attribute) = attribute_path(text)?;
    let (rest, filter) = opt(|rest| grammar.selection(&attribute, rest, 0)).parse(rest)?;
    let (rest, sub) = match filter {
        Some(_) => opt(sub_attribute).parse(rest)?,
        None => (rest, None),
    };
    let path = PatchPath {
        attribute,
        filter: filter.map(|filter| *filter),
        sub,
    };
    Ok((rest, path))
}
