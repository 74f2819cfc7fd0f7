//! The JSON of a request's body. As values, a list of members takes thirteen times its text, so a long
//! one is kept as ids.
//!
//! In its place among the values stands an object with a name that no client can have written.

mod read;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::Id;

/// Ids in the order of a request, each once.
pub type Ids = Arc<Vec<Id>>;

/// The name that stands for a list.
const MARK: &str = "\0list";

/// From this length on, a body's lists are worth the work.
const LONG: usize = 64 * 1024;

/// A body that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    value: Value,
    lists: Arc<Vec<List>>,
}

/// A list of objects of which each has an id, and nothing beside it that has to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List {
    pub(crate) ids: Ids,
    /// How many elements it has, those included that name an id again.
    pub(crate) length: usize,
}

impl From<Value> for Content {
    fn from(value: Value) -> Self {
        Self {
            value,
            lists: Arc::default(),
        }
    }
}

impl Content {
    /// Reads JSON. Of an object's equal names the last one counts.
    ///
    /// # Errors
    ///
    /// It is no JSON, with the place.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes).map(|value: Value| value.into())
    }

    /// The same for what is to become of a group, of which lists of members are kept short. Texts in
    /// them may have as many bytes as `longest`; a list with longer ones is read like anything else.
    ///
    /// # Errors
    ///
    /// As [`Content::parse`].
    pub fn parse_group(bytes: &[u8], longest: usize) -> Result<Self, serde_json::Error> {
        match long_text(bytes).and_then(|text| read::body(text, longest)) {
            Some(content) => Ok(content),
            None => Self::parse(bytes),
        }
    }

    /// The same for a bulk request, whose operations may be about groups.
    ///
    /// # Errors
    ///
    /// As [`Content::parse`].
    pub fn parse_bulk(bytes: &[u8], longest: usize) -> Result<Self, serde_json::Error> {
        match long_text(bytes).and_then(|text| read::bulk(text, longest)) {
            Some(content) => Ok(content),
            None => Self::parse(bytes),
        }
    }

    /// What it says, but for its long lists.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// A part of it.
    pub(crate) fn part(&self, value: Value) -> Self {
        Self {
            value,
            lists: Arc::clone(&self.lists),
        }
    }

    /// Takes what it says, but for its long lists.
    pub(crate) fn take_value(&mut self) -> Value {
        self.value.take()
    }

    pub(crate) fn lists(&self) -> &[List] {
        &self.lists
    }
}

/// The text of a body whose lists are worth the work.
fn long_text(bytes: &[u8]) -> Option<&str> {
    (bytes.len() >= LONG)
        .then(|| str::from_utf8(bytes).ok())
        .flatten()
}

/// The list that a value stands for.
pub(crate) fn list_of<'l>(value: &Value, lists: &'l [List]) -> Option<&'l List> {
    let place = value.as_object()?.get(MARK)?.as_u64()?;
    lists.get(usize::try_from(place).ok()?)
}

fn mark(place: usize) -> Value {
    Value::Object(Map::from_iter([(MARK.to_owned(), place.into())]))
}
