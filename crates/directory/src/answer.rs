//! Bodies of answers to reads.

/// A body: JSON that is ready to be sent.
#[derive(Debug, Default)]
pub struct Answer {
    text: String,
}

/// A resource as a read answers it.
#[derive(Debug)]
pub struct Shown {
    /// Its entity tag, such as `W/"3"`.
    pub version: String,
    /// Its address.
    pub location: String,
    /// The body.
    pub body: Answer,
}

impl Answer {
    pub(crate) fn new(text: String) -> Self {
        Self { text }
    }

    /// All of it at once.
    pub fn into_text(self) -> String {
        self.text
    }
}
