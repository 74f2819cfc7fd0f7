//! Reading a body with long lists of members. Whatever is not as expected is left to be read like any
//! other JSON, which then says what is wrong and where.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;
use serde_json::{Deserializer, Map, Value};

use super::{Content, List, mark};
use crate::Id;
use crate::schema::{GROUP as URN, MEMBERS};

/// What a text of more bytes is worth looking at like anything else.
const LONGEST: usize = 256;

/// Bytes of a member that is a UUID.
const SHORTEST: usize = r#"{"value":"00000000-0000-0000-0000-000000000000"},"#.len();

/// The fields of an object in their order, not read yet.
struct Fields<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

/// An element of a list of members as most clients write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member<'t> {
    #[serde(borrow)]
    value: Cow<'t, str>,
    #[serde(borrow, default, rename = "$ref")]
    address: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    display: Option<Cow<'t, str>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'t, str>>,
}

/// Where the paths of a bulk request's operations on groups lead.
const GROUPS: &str = "Groups";

/// What stands in a bulk request for the id of a resource that it makes.
const REFERENCE: &str = "bulkId:";

/// NUL as JSON has it.
const NUL: &str = "\\u0000";

/// The body of a request about a group. Of one with a NUL in it no list is kept short, so that nothing
/// a client writes is taken for a [`super::MARK`].
pub(super) fn body(text: &str, longest: usize) -> Option<Content> {
    read(text, longest, Reader::field)
}

/// The body of a bulk request, in which lists are kept short where it speaks of groups.
pub(super) fn bulk(text: &str, longest: usize) -> Option<Content> {
    read(text, longest, Reader::bulk_field)
}

fn read(
    text: &str,
    longest: usize,
    field: impl Fn(&mut Reader, &str, &RawValue) -> Option<Value>,
) -> Option<Content> {
    if text.contains(NUL) {
        return None;
    }
    let mut reader = Reader {
        longest: Ord::min(longest, LONGEST),
        lists: Vec::new(),
    };
    let value = reader.object(text, field)?;
    Some(Content {
        value,
        lists: Arc::new(reader.lists),
    })
}

struct Reader {
    longest: usize,
    lists: Vec<List>,
}

impl Reader {
    fn object<'t>(
        &mut self,
        text: &'t str,
        field: impl Fn(&mut Self, &str, &'t RawValue) -> Option<Value>,
    ) -> Option<Value> {
        let Fields(fields) = serde_json::from_str(text).ok()?;
        let mut object = Map::new();
        for (name, raw) in fields {
            let value = field(self, &name, raw)?;
            object.insert(name.into_owned(), value);
        }
        Some(Value::Object(object))
    }

    fn field(&mut self, name: &str, raw: &RawValue) -> Option<Value> {
        if name.eq_ignore_ascii_case("Operations") {
            return self.each(raw, Self::operation);
        }
        self.attribute(name, raw)
    }

    fn bulk_field(&mut self, name: &str, raw: &RawValue) -> Option<Value> {
        if name.eq_ignore_ascii_case("Operations") {
            return self.each(raw, Self::bulk_operation);
        }
        value(raw)
    }

    fn bulk_operation(&mut self, text: &str) -> Option<Value> {
        let Fields(fields) = serde_json::from_str(text).ok()?;
        let path = fields
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("path"))?;
        let path: Cow<'_, str> = serde_json::from_str(path.1.get()).ok()?;
        let is_of_groups = path.trim().trim_matches('/').starts_with(GROUPS);
        self.object(text, |reader, name, raw| match raw.get().chars().next() {
            Some('{') if is_of_groups && name.eq_ignore_ascii_case("data") => {
                reader.object(raw.get(), Self::field)
            }
            _ => value(raw),
        })
    }

    /// A list, each of whose elements is read in the same way.
    fn each(
        &mut self,
        raw: &RawValue,
        read: impl Fn(&mut Self, &str) -> Option<Value>,
    ) -> Option<Value> {
        let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
        let elements = elements.into_iter().map(|it| read(self, it.get()));
        Some(Value::Array(elements.collect::<Option<_>>()?))
    }

    /// Something that may be the list of members.
    fn attribute(&mut self, name: &str, raw: &RawValue) -> Option<Value> {
        if names_members(name)
            && let Some(list) = self.list(raw.get())
        {
            return Some(list);
        }
        value(raw)
    }

    fn operation(&mut self, text: &str) -> Option<Value> {
        let Fields(fields) = serde_json::from_str(text).ok()?;
        let mut paths = fields
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("path"));
        let path = paths.next();
        if paths.next().is_some() {
            // Which of them counts is not to be judged here.
            return None;
        }
        let path = path.and_then(|(_, raw)| serde_json::from_str::<Cow<'_, str>>(raw.get()).ok());
        self.object(text, |reader, name, raw| match &path {
            _ if !name.eq_ignore_ascii_case("value") => value(raw),
            Some(path) => reader.attribute(path, raw),
            None if raw.get().starts_with('{') => reader.object(raw.get(), Self::attribute),
            None => value(raw),
        })
    }

    /// Keeps a list of members short, if it is one.
    fn list(&mut self, text: &str) -> Option<Value> {
        // Memory in which nothing is put in the end is none.
        let ids = Vec::with_capacity(text.len() / SHORTEST);
        let members = Members {
            longest: self.longest,
            ids,
        };
        let ids = members.deserialize(&mut Deserializer::from_str(text));
        // An empty list says nothing, which is not to be told from a short one.
        let ids = ids.ok().filter(|ids| !ids.is_empty())?;
        let length = ids.len();
        let ids = Arc::new(distinct(ids));
        self.lists.push(List { ids, length });
        Some(mark(self.lists.len() - 1))
    }
}

fn names_members(path: &str) -> bool {
    let name = match path.get(..URN.len()) {
        Some(urn) if urn.eq_ignore_ascii_case(URN) => path.get(URN.len() + 1..),
        _ => Some(path),
    };
    name.is_some_and(|name| name.eq_ignore_ascii_case(MEMBERS))
}

fn value(raw: &RawValue) -> Option<Value> {
    serde_json::from_str(raw.get()).ok()
}

/// Those that occur, once each and where they come first.
fn distinct(ids: Vec<Id>) -> Vec<Id> {
    let mut sorted: Vec<&Id> = ids.iter().collect();
    sorted.sort_unstable();
    let are_distinct = sorted.is_sorted_by(|one, two| one < two);
    if are_distinct {
        return ids;
    }
    let mut seen = HashSet::new();
    let new = ids.iter().filter(|id| seen.insert(*id));
    new.cloned().collect()
}

/// Reads the ids of a list of members, whose texts are so long at most.
struct Members {
    longest: usize,
    ids: Vec<Id>,
}

impl<'de> DeserializeSeed<'de> for Members {
    type Value = Vec<Id>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Id>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Id>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of members")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut members: A) -> Result<Vec<Id>, A::Error> {
        while let Some(member) = members.next_element::<Member<'_>>()? {
            if !member.is_plain(self.longest) {
                return Err(de::Error::custom("not plain"));
            }
            self.ids.push(Id::from(member.value.as_ref()));
        }
        Ok(self.ids)
    }
}

impl Member<'_> {
    /// Whether nothing of it can be wrong but that there is no resource of that id.
    fn is_plain(&self, longest: usize) -> bool {
        let texts = [&self.address, &self.display, &self.kind];
        let mut texts = texts.into_iter().flatten().chain([&self.value]);
        let is_plain = |text: &Cow<'_, str>| text.len() <= longest && !text.contains(REFERENCE);
        !self.value.is_empty() && texts.all(is_plain)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(Vec::new()))
    }
}

impl<'de> Visitor<'de> for Fields<'de> {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Self, A::Error> {
        while let Some(name) = fields.next_key::<Cow<'de, str>>()? {
            self.0.push((name, fields.next_value()?));
        }
        Ok(self)
    }
}
