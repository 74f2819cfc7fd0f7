//! Attribute paths as written (RFC 7644 §3.10).
//!
//! ```text
//! attribute-path = [ urn ":" ] name [ "." name ]
//! name           = ( letter / "$" ) *( letter / digit / "-" / "_" / "$" )
//! ```
//!
//! A URN holds dots and colons itself; the last colon separates it from the name.

use std::fmt;

use nom::Parser;
use nom::bytes::complete::{take_while, take_while1};
use nom::character::complete::{char, satisfy};
use nom::combinator::{opt, recognize};
use nom::sequence::{delimited, pair, preceded};

use crate::syntax::{Parsed, blank, expect, is_word_character, read_all, stop, to_the_end};
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

impl AttrPath {
    /// Reads an attribute path, as `sortBy` and `attributes` hold it.
    ///
    /// # Errors
    ///
    /// 400 `invalidPath`, with the position.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, ScimError> {
        read_all("path", text, limits, ScimError::invalid_path, |text| {
            let path = delimited(blank, attribute_path, blank);
            to_the_end("the end of the path", path).parse(text)
        })
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

/// `attribute-path`. The whole word is taken, and what is not a name in it refused afterwards.
pub(crate) fn attribute_path(text: &str) -> Parsed<'_, AttrPath> {
    let (rest, word) = expect("an attribute name", take_while1(is_word_character)).parse(text)?;
    let (urn, local) = match word.rsplit_once(':') {
        Some((urn, local)) => (Some(urn), local),
        None => (None, word),
    };
    if urn == Some("") {
        return stop(text, "expected a schema URN before the colon");
    }
    let (unread, (name, sub)) =
        (expect("an attribute name", name), opt(sub_attribute)).parse(local)?;
    if !unread.is_empty() {
        return stop(unread, "this cannot be part of an attribute name");
    }
    let path = AttrPath {
        urn: urn.map(str::to_owned),
        name: name.to_owned(),
        sub,
    };
    Ok((rest, path))
}

/// `"." name`
pub(crate) fn sub_attribute(text: &str) -> Parsed<'_, String> {
    preceded(char('.'), expect("the name of a sub-attribute", name))
        .map(str::to_owned)
        .parse(text)
}

/// `name`
fn name(text: &str) -> Parsed<'_, &str> {
    let first = satisfy(|character| character.is_ascii_alphabetic() || character == '$');
    recognize(pair(first, take_while(is_name_character))).parse(text)
}

pub(crate) fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '$')
}
