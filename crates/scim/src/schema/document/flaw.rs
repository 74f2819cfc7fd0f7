//! What is wrong with a document.

use std::fmt;

/// Why a document is refused: where it comes from, the place in it as a JSON pointer (RFC 6901),
/// and the reason. Displayed as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    source: String,
    pointer: String,
    reason: String,
}

impl Flaw {
    pub(super) fn new(pointer: String, reason: impl Into<String>) -> Self {
        Self {
            source: String::new(),
            pointer,
            reason: reason.into(),
        }
    }

    /// The same, of a document from there.
    pub(super) fn of(self, source: &str) -> Self {
        Self {
            source: source.to_owned(),
            ..self
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.source)?;
        if !self.pointer.is_empty() {
            write!(formatter, "at {}: ", self.pointer)?;
        }
        formatter.write_str(&self.reason)
    }
}

impl std::error::Error for Flaw {}
