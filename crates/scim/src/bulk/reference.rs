//! References to resources that are yet to be made (RFC 7644 §3.7.2): `bulkId:` and a name, where
//! an id will stand.
//!
//! A reference is a text that consists of it, wherever in the data; the last segment of a `$ref`;
//! in a PATCH also a value in the filter of a `path`.

use serde_json::{Map, Value};

const PREFIX: &str = "bulkId:";

/// The id of the resource of that name; `None` if there is none (yet).
type Lookup<'l> = &'l mut dyn FnMut(&str) -> Option<String>;

/// The name that a text refers to.
pub(super) fn in_text(text: &str) -> Option<&str> {
    text.strip_prefix(PREFIX)
}

/// A copy of `data` with ids for references. Where `lookup` knows none, what refers is left out: a
/// list's element, an attribute, and an object whose `value` or `$ref` it is. `has_paths` says
/// whether `path` is the path of a PATCH operation.
pub(super) fn replace(data: &Value, has_paths: bool, lookup: Lookup<'_>) -> Value {
    let mut copy = Copy { has_paths, lookup };
    match data {
        Value::Object(fields) => Value::Object(copy.fields(fields).0),
        other => copy.value("", other).unwrap_or_default(),
    }
}

struct Copy<'l> {
    has_paths: bool,
    lookup: Lookup<'l>,
}

impl Copy<'_> {
    fn value(&mut self, name: &str, value: &Value) -> Option<Value> {
        match value {
            Value::String(text) => self.text(name, text).map(Value::String),
            Value::Array(elements) => {
                let elements = elements.iter();
                Some(elements.filter_map(|it| self.value(name, it)).collect())
            }
            Value::Object(fields) => {
                let (fields, is_pointless) = self.fields(fields);
                (!is_pointless).then_some(Value::Object(fields))
            }
            simple => Some(simple.clone()),
        }
    }

    /// The fields, and whether what they should refer to is missing.
    fn fields(&mut self, fields: &Map<String, Value>) -> (Map<String, Value>, bool) {
        let mut copies = Map::new();
        let mut is_pointless = false;
        for (name, value) in fields {
            match self.value(name, value) {
                Some(copy) => {
                    copies.insert(name.clone(), copy);
                }
                None => is_pointless |= is_pointer(name),
            }
        }
        (copies, is_pointless)
    }

    fn text(&mut self, name: &str, text: &str) -> Option<String> {
        if let Some(referred) = in_text(text) {
            return (self.lookup)(referred);
        }
        if self.has_paths && name.eq_ignore_ascii_case("path") {
            return self.path(text);
        }
        match text.rsplit_once('/') {
            Some((base, last)) if name.eq_ignore_ascii_case("$ref") => match in_text(last) {
                Some(referred) => Some(format!("{base}/{}", (self.lookup)(referred)?)),
                None => Some(text.to_owned()),
            },
            _ => Some(text.to_owned()),
        }
    }

    /// The path with ids for all references in its filter, in quotes or without.
    fn path(&mut self, path: &str) -> Option<String> {
        let mut pieces = path.split(PREFIX);
        let mut copy = pieces.next().unwrap_or_default().to_owned();
        let mut is_known = true;
        for piece in pieces {
            let is_quoted = copy.ends_with('"');
            let is_end = |character: char| match character {
                '"' => true,
                other => !is_quoted && (other.is_whitespace() || "()[]".contains(other)),
            };
            let end = piece.find(is_end).unwrap_or(piece.len());
            let (referred, rest) = piece.split_at_checked(end)?;
            match (self.lookup)(referred) {
                Some(id) => copy.push_str(&id),
                None => is_known = false,
            }
            copy.push_str(rest);
        }
        is_known.then_some(copy)
    }
}

fn is_pointer(name: &str) -> bool {
    name.eq_ignore_ascii_case("value") || name.eq_ignore_ascii_case("$ref")
}
