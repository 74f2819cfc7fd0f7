//! Bodies of answers to reads.

use scim::ScimError;
use storage::StorageError;

use crate::fault::Fault;
use crate::read::Writing;

/// A body: JSON that is ready to be sent, or its first part. The rest of a long one is written while
/// it is sent, from what was read before, so that never more than a part of it is in memory.
#[derive(Debug, Default)]
pub struct Answer {
    text: String,
    rest: Option<Box<Writing>>,
}

/// What is yet to be written of a body.
#[derive(Debug)]
pub struct Rest(Option<Box<Writing>>);

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
    /// What is written behind `text`, which may be empty.
    pub(crate) fn write(mut text: String, mut writing: Writing) -> Result<Self, StorageError> {
        let is_whole = writing.write_part(&mut text)?;
        Ok(Self {
            text,
            rest: (!is_whole).then(|| Box::new(writing)),
        })
    }

    /// Its first part, and the rest unless that is all.
    pub fn into_parts(self) -> (String, Option<Rest>) {
        (self.text, self.rest.map(|rest| Rest(Some(rest))))
    }
}

impl Rest {
    /// The next part; none after the last.
    ///
    /// # Errors
    ///
    /// 500 for a resource that is not stored as it should be. There is no next part then.
    pub fn next_part(&mut self) -> Result<Option<String>, ScimError> {
        let Some(mut writing) = self.0.take() else {
            return Ok(None);
        };
        let mut text = String::new();
        if !writing.write_part(&mut text).map_err(Fault::from)? {
            self.0 = Some(writing);
        }
        Ok(Some(text))
    }
}
