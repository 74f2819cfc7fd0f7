//! What stood in the recording, and what stands there now.

use std::collections::BTreeMap;

use serde_json::Value;

/// An id shorter than this is found in texts only between slashes or quotation marks.
const TELLING: usize = 6;

/// Texts of the recording, each with the one that came in its place.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Parts of any text: base URL and tag.
    parts: Vec<(String, String)>,
    /// Ids and cursors, which stand alone or apart in a text.
    words: BTreeMap<String, String>,
    /// Entity tags, by the resource's id of now and the tag of the recording.
    versions: BTreeMap<(String, String), String>,
}

impl Names {
    /// From now on a part of any text stands for another.
    pub(super) fn part(&mut self, old: &str, new: &str) {
        if !old.is_empty() && old != new {
            self.parts.push((old.to_owned(), new.to_owned()));
        }
    }

    /// From now on an id or a cursor stands for another.
    pub(super) fn word(&mut self, old: &str, new: &str) {
        if !old.is_empty() {
            self.words.insert(old.to_owned(), new.to_owned());
        }
    }

    /// From now on an entity tag of the resource stands for another.
    pub(super) fn version(&mut self, id: &str, old: &str, new: &str) {
        let key = (id.to_owned(), old.to_owned());
        self.versions.insert(key, new.to_owned());
    }

    /// The entity tags of now, for a header that names some of the resource.
    pub(super) fn tags(&self, id: &str, header: &str) -> String {
        let now = |tag: &str| {
            let known = self.versions.get(&(id.to_owned(), tag.trim().to_owned()));
            known.map_or_else(|| tag.trim().to_owned(), Clone::clone)
        };
        let tags: Vec<String> = header.split(',').map(now).collect();
        tags.join(", ")
    }

    /// The text as it is now.
    pub(super) fn text(&self, text: &str) -> String {
        if let Some(new) = self.words.get(text) {
            return new.clone();
        }
        let parts = self.parts.iter();
        let text = parts.fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
        let apart = self.words.iter().filter(|(old, _)| text.contains(*old));
        // An id of now may be another's of the recording, so each place is replaced once only.
        let words: Vec<(&String, &String)> = apart.collect();
        replaced(&text, &words)
    }

    /// The value with all texts in it as they are now.
    pub(super) fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.text(text).into(),
            Value::Array(list) => list.iter().map(|it| self.value(it)).collect(),
            Value::Object(fields) => {
                let field = |(name, value): (&String, &Value)| (name.clone(), self.value(value));
                Value::Object(fields.iter().map(field).collect())
            }
            other => other.clone(),
        }
    }
}

/// The text with each word replaced that stands apart in it.
fn replaced(text: &str, words: &[(&String, &String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let found = words
            .iter()
            .filter(|(old, _)| rest.starts_with(old.as_str()))
            .filter(|(old, _)| stands_apart(&out, old, rest))
            .max_by_key(|(old, _)| old.len());
        let length = if let Some((old, new)) = found {
            out.push_str(new);
            old.len()
        } else {
            out.push(next);
            next.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

fn stands_apart(before: &str, word: &str, rest: &str) -> bool {
    let (before, after) = (before.chars().next_back(), rest.get(word.len()..));
    let after = after.and_then(|after| after.chars().next());
    let is_edge = |neighbour: Option<char>| match neighbour {
        None => true,
        Some(it) if word.len() < TELLING => matches!(it, '/' | '"' | '?'),
        Some(it) => !(it.is_alphanumeric() || it == '-' || it == '_'),
    };
    is_edge(before) && is_edge(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, now: &str) {
        let mut names = Names::default();
        names.part("https://old/scim", "https://new/v2");
        names.part("0ldtag", "newtag");
        names.word("7", "8");
        names.word("8", "9");
        names.word("user-id-1", "user-id-2");
        assert_eq!(names.text(text), now, "{text}");
    }

    #[test]
    fn ids_are_found_where_they_stand_apart() {
        check("7", "8");
        check("/Users/7", "/Users/8");
        check("https://old/scim/Users/7", "https://new/v2/Users/8");
        check(r#"members[value eq "7"]"#, r#"members[value eq "8"]"#);
        check("call 7 or 77", "call 7 or 77");
        check("no user-id-1 here", "no user-id-2 here");
        check("user-id-12", "user-id-12");
        check("ann-0ldtag-1", "ann-newtag-1");
    }

    #[test]
    fn entity_tags_belong_to_their_resource() {
        let mut names = Names::default();
        names.version("u", "W/\"1\"", "W/\"a\"");
        assert_eq!(names.tags("u", "W/\"1\", W/\"2\""), "W/\"a\", W/\"2\"");
        assert_eq!(names.tags("v", "W/\"1\""), "W/\"1\"");
        assert_eq!(names.tags("u", "*"), "*");
    }
}
