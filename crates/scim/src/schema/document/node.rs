//! The objects of a document, read member by member.

use serde_json::{Map, Value};

use super::flaw::Flaw;

/// An object, and the JSON pointer to it.
pub(super) struct Node<'v> {
    fields: &'v Map<String, Value>,
    pointer: String,
}

impl<'v> Node<'v> {
    pub(super) fn new(value: &'v Value, pointer: String) -> Result<Self, Flaw> {
        match value {
            Value::Object(fields) => Ok(Self { fields, pointer }),
            other => Err(Flaw::new(pointer, expected("an object", other))),
        }
    }

    pub(super) fn flaw(&self, name: &str, reason: impl Into<String>) -> Flaw {
        let name = name.replace('~', "~0").replace('/', "~1");
        Flaw::new(format!("{}/{name}", self.pointer), reason)
    }

    /// A flaw of the object as a whole.
    pub(super) fn flaw_here(&self, reason: impl Into<String>) -> Flaw {
        Flaw::new(self.pointer.clone(), reason)
    }

    /// Refuses any member but these.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Flaw> {
        match self
            .fields
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            None => Ok(()),
            Some(unknown) => {
                let reason = format!("is not known here; expected one of {}", known.join(", "));
                Err(self.flaw(unknown, reason))
            }
        }
    }

    /// Whether there is such a member that is not null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'v str>, Flaw> {
        self.read(name, "a string", Value::as_str)
    }

    pub(super) fn required_text(&self, name: &str) -> Result<&'v str, Flaw> {
        match self.text(name)? {
            Some(text) if !text.trim().is_empty() => Ok(text),
            Some(_) => Err(self.flaw(name, "must not be empty")),
            None => Err(self.flaw_here(format!("{name} is missing"))),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Flaw> {
        self.read(name, "true or false", Value::as_bool)
    }

    /// One of the words that stand for values.
    pub(super) fn word<T: Copy>(
        &self,
        name: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Result<Option<T>, Flaw> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let found = all.iter().find(|candidate| word(**candidate) == text);
        found.copied().map(Some).ok_or_else(|| {
            let words: Vec<_> = all.iter().map(|candidate| word(*candidate)).collect();
            let words = words.join(", ");
            self.flaw(name, format!("expected one of {words}, found {text:?}"))
        })
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Flaw> {
        let list = self.list(name)?;
        let text = |element: &Value| element.as_str().map(str::to_owned);
        let texts: Option<Vec<_>> = list.iter().map(text).collect();
        texts.ok_or_else(|| self.flaw(name, "expected a list of strings"))
    }

    pub(super) fn nodes(&self, name: &str) -> Result<Vec<Self>, Flaw> {
        let elements = self.list(name)?.iter().enumerate();
        elements
            .map(|(index, element)| Self::new(element, format!("{}/{name}/{index}", self.pointer)))
            .collect()
    }

    fn list(&self, name: &str) -> Result<&'v [Value], Flaw> {
        let list = self.read(name, "a list", Value::as_array)?;
        Ok(list.map_or(&[], Vec::as_slice))
    }

    fn read<T>(
        &self,
        name: &str,
        kind: &str,
        read: impl FnOnce(&'v Value) -> Option<T>,
    ) -> Result<Option<T>, Flaw> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(self.flaw(name, expected(kind, value))),
        }
    }

    fn get(&self, name: &str) -> Option<&'v Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }
}

fn expected(kind: &str, found: &Value) -> String {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    format!("expected {kind}, found {found}")
}
