//! Schemas and resource types that come as data (RFC 7643 §6, §7): JSON documents, read strictly.
//!
//! Reading looks at one document alone; whether it fits with all the others is seen when a
//! [`Registry`](super::Registry) is [extended](super::Registry::extended) by it. Nothing is passed
//! over: a misspelt name that was ignored would be a rule that is not kept.

mod attribute;
mod flaw;
mod names;
mod node;
mod resource_type;
mod schema;

use serde_json::{Value, json};

use super::resource_type::Schema;
pub use flaw::Flaw;
pub(super) use names::same;
use node::Node;
pub(super) use resource_type::{Extended, Outline};

/// The keys of an object that is no document but holds some (RFC 7644 §3.4.2).
const LIST: &str = "Resources";

/// A document, and where it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub(super) content: Content,
    source: String,
    pointer: String,
    written: Value,
}

/// What a document describes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Schema(Schema),
    ResourceType(Outline),
}

/// What kind of thing a document describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentKind {
    /// A schema.
    Schema,
    /// A resource type, or the extensions of one that is known otherwise.
    ResourceType,
}

impl DocumentKind {
    /// The word that stands for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::ResourceType => "resource_type",
        }
    }

    /// The value that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Schema, Self::ResourceType]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

impl Document {
    /// Reads one document, a JSON array of them, or a `ListResponse`. `source` says in errors
    /// where they come from, such as the name of a file.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`], with its place.
    pub fn read_all(source: &str, value: &Value) -> Result<Vec<Self>, Flaw> {
        let (list, prefix) = match (value, value.get(LIST)) {
            (Value::Array(list), _) => (list.as_slice(), ""),
            (_, Some(Value::Array(list))) => (list.as_slice(), "/Resources"),
            _ => return Ok(vec![Self::read(source, value, String::new())?]),
        };
        list.iter()
            .enumerate()
            .map(|(index, element)| Self::read(source, element, format!("{prefix}/{index}")))
            .collect()
    }

    /// What it describes.
    pub fn kind(&self) -> DocumentKind {
        match &self.content {
            Content::Schema(_) => DocumentKind::Schema,
            Content::ResourceType(_) => DocumentKind::ResourceType,
        }
    }

    /// The schema's URN, or the resource type's name.
    pub fn id(&self) -> &str {
        match &self.content {
            Content::Schema(schema) => &schema.id,
            Content::ResourceType(description) => &description.name,
        }
    }

    /// Whether that is its id, in any letter case.
    pub fn is(&self, id: &str) -> bool {
        same(self.id(), id)
    }

    /// The name for people.
    pub fn name(&self) -> &str {
        match &self.content {
            Content::Schema(schema) => &schema.name,
            Content::ResourceType(description) => &description.name,
        }
    }

    /// The document as it was written.
    pub fn to_json(&self) -> &Value {
        &self.written
    }

    /// The URNs of the schemas that a resource type is extended by here.
    pub fn extensions(&self) -> impl Iterator<Item = &str> {
        let extensions = match &self.content {
            Content::Schema(_) => &[],
            Content::ResourceType(description) => description.extensions.as_slice(),
        };
        extensions.iter().map(|extension| extension.schema.as_str())
    }

    /// The URN of the schema that a resource type names as its own.
    pub fn core_schema(&self) -> Option<&str> {
        match &self.content {
            Content::Schema(_) => None,
            Content::ResourceType(description) => description.schema.as_deref(),
        }
    }

    /// Whether the other document says the same, however it is written.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.content == other.content
    }

    /// The same resource type with other extensions, pairs of URN and whether it is required.
    #[must_use]
    pub fn with_extensions(&self, extensions: Vec<(String, bool)>) -> Self {
        let mut document = self.clone();
        if let Content::ResourceType(description) = &mut document.content {
            let listed: Value = extensions
                .iter()
                .map(|(schema, required)| json!({"schema": schema, "required": required}))
                .collect();
            if let Some(fields) = document.written.as_object_mut() {
                fields.insert("schemaExtensions".to_owned(), listed);
            }
            description.extensions = extensions
                .into_iter()
                .map(|(schema, required)| Extended { schema, required })
                .collect();
        }
        document
    }

    /// The extensions that this and a later document of the same resource type list together.
    pub fn extensions_with(&self, later: &Self) -> Vec<(String, bool)> {
        let of = |document: &Self| match &document.content {
            Content::Schema(_) => Vec::new(),
            Content::ResourceType(description) => description.extensions.clone(),
        };
        let mut all: Vec<(String, bool)> = Vec::new();
        for extended in of(self).into_iter().chain(of(later)) {
            match all.iter_mut().find(|(urn, _)| same(urn, &extended.schema)) {
                Some((_, required)) => *required |= extended.required,
                None => all.push((extended.schema, extended.required)),
            }
        }
        all
    }

    /// Whether a later document gives this resource type another endpoint or schema.
    pub fn is_moved_by(&self, later: &Self) -> bool {
        let differs = |before: &Option<String>, after: &Option<String>| match (before, after) {
            (Some(before), Some(after)) => !same(before, after),
            (before, after) => before.is_none() && after.is_some(),
        };
        match (&self.content, &later.content) {
            (Content::ResourceType(before), Content::ResourceType(after)) => {
                differs(&before.endpoint, &after.endpoint) || differs(&before.schema, &after.schema)
            }
            _ => false,
        }
    }

    /// The attribute of this schema, by path, that `later` leaves out or gives another nature, so
    /// that values which fitted would not fit any longer.
    pub fn broken_by(&self, later: &Self) -> Option<String> {
        match (&self.content, &later.content) {
            (Content::Schema(before), Content::Schema(after)) => {
                schema::broken(&before.attributes, &after.attributes)
            }
            _ => None,
        }
    }

    /// A flaw of this document; `place` is a JSON pointer within it.
    pub(super) fn flaw(&self, place: &str, reason: impl Into<String>) -> Flaw {
        let pointer = format!("{}{place}", self.pointer);
        Flaw::new(pointer, reason).of(&self.source)
    }

    fn read(source: &str, value: &Value, pointer: String) -> Result<Self, Flaw> {
        let content = Node::new(value, pointer.clone())
            .and_then(|node| content(&node))
            .map_err(|flaw| flaw.of(source))?;
        Ok(Self {
            content,
            source: source.to_owned(),
            pointer,
            written: value.clone(),
        })
    }
}

/// RFC 7643 §8.7 leaves `schemas` out of its schemas, so the shape decides where it is missing.
fn content(node: &Node<'_>) -> Result<Content, Flaw> {
    use crate::discovery::{RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA};
    let urns = node.texts("schemas")?;
    let declares = |urn: &str| urns.iter().any(|declared| same(declared, urn));
    let is_schema = match urns.as_slice() {
        [] => node.has("attributes"),
        _ if declares(SCHEMA_SCHEMA) => true,
        _ if declares(RESOURCE_TYPE_SCHEMA) => false,
        _ => {
            return Err(node.flaw(
                "schemas",
                format!("expected {SCHEMA_SCHEMA} or {RESOURCE_TYPE_SCHEMA}"),
            ));
        }
    };
    if is_schema {
        schema::read(node).map(Content::Schema)
    } else {
        resource_type::read(node).map(Content::ResourceType)
    }
}
