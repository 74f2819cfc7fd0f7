//! A resource type (RFC 7643 §6): one core schema and its extensions, with attribute look-up.

use serde_json::{Map, Value};

use super::attribute::Attribute;
use super::characteristics::{Kept, Uniqueness};
use super::common;

/// A schema (RFC 7643 §7): a URN and its attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// The URN.
    pub id: String,
    /// A name for people.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// A schema with these attributes.
    pub fn new(id: &str, name: &str, description: &str, attributes: Vec<Attribute>) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            attributes,
        }
    }

    /// The attribute of that name, in any letter case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.is_named(name))
    }

    /// Whether `urn` is this schema's; URNs ignore case (RFC 8141).
    pub fn is(&self, urn: &str) -> bool {
        self.id.eq_ignore_ascii_case(urn)
    }
}

/// A schema that extends a resource type.
#[derive(Clone, Debug, PartialEq)]
pub struct Extension {
    /// Its schema.
    pub schema: Schema,
    /// Whether every resource of the type must have it.
    pub required: bool,
}

/// What the resources of a type stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// People.
    User,
    /// Sets of people and of other groups.
    Group,
    /// Anything else, as every type of a customer's own does.
    #[default]
    Other,
}

/// A type of resource: where it is served, and what it holds.
#[derive(Clone, Debug)]
pub struct ResourceType {
    /// Name and id, such as `User`.
    pub name: String,
    /// Path below the SCIM base, such as `/Users`.
    pub endpoint: String,
    /// What it is for.
    pub description: String,
    /// What its resources stand for.
    pub role: Role,
    /// The core schema.
    pub schema: Schema,
    /// The extensions.
    pub extensions: Vec<Extension>,
    common: Vec<Attribute>,
}

/// A place in a resource that the schema knows: an attribute, perhaps of an extension, perhaps one
/// of its sub-attributes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttrRef<'s> {
    /// The extension that holds the attribute; `None` for core and common attributes.
    pub extension: Option<&'s Schema>,
    /// The attribute.
    pub attribute: &'s Attribute,
    /// The sub-attribute, where one is meant.
    pub sub: Option<&'s Attribute>,
}

impl<'s> AttrRef<'s> {
    /// The attribute whose characteristics count: the sub-attribute where one is meant.
    pub fn leaf(&self) -> &'s Attribute {
        self.sub.unwrap_or(self.attribute)
    }

    /// The same place, one level down.
    #[must_use]
    pub fn with_sub(self, sub: &'s Attribute) -> Self {
        Self {
            sub: Some(sub),
            ..self
        }
    }

    /// Where the values are kept.
    pub fn kept(&self) -> Kept {
        self.attribute.kept
    }

    /// The canonical path, such as `name.givenName` or `urn:…:User:manager.value`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        if let Some(extension) = self.extension {
            path.push_str(&extension.id);
            path.push(':');
        }
        path.push_str(&self.attribute.name);
        if let Some(sub) = self.sub {
            path.push('.');
            path.push_str(&sub.name);
        }
        path
    }
}

impl ResourceType {
    /// A resource type with the common attributes of RFC 7643 §3.1 beside those of its schemas;
    /// `externalId` only where the core schema does not announce it itself. Its role is
    /// [`Role::Other`]; see [`ResourceType::role`].
    pub fn new(
        name: &str,
        endpoint: &str,
        description: &str,
        schema: Schema,
        extensions: Vec<Extension>,
    ) -> Self {
        let mut common = common::attributes();
        if schema.attribute("externalId").is_none() {
            common.push(common::external_id());
        }
        Self {
            name: name.to_owned(),
            endpoint: endpoint.to_owned(),
            description: description.to_owned(),
            role: Role::Other,
            schema,
            extensions,
            common,
        }
    }

    /// A type that no client is served, with the attributes of its schema and no others.
    pub fn unserved(name: &str, schema: Schema) -> Self {
        Self {
            name: name.to_owned(),
            endpoint: String::new(),
            description: schema.description.clone(),
            role: Role::Other,
            schema,
            extensions: Vec::new(),
            common: Vec::new(),
        }
    }

    /// Says what its resources stand for.
    #[must_use]
    pub fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The core schema and the extensions' schemas.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        std::iter::once(&self.schema).chain(self.extensions.iter().map(|it| &it.schema))
    }

    /// The URNs that a resource with these attributes lists as its `schemas`: the core schema's, and
    /// that of each extension of which it has attributes.
    pub fn schemas_of(&self, attributes: &Map<String, Value>) -> Vec<&str> {
        let extensions = self.extensions.iter().map(|it| it.schema.id.as_str());
        std::iter::once(self.schema.id.as_str())
            .chain(extensions.filter(|urn| attributes.contains_key(*urn)))
            .collect()
    }

    /// The attribute that names resources of the type: no two of a tenant have the same value.
    pub fn unique_attribute(&self) -> Option<&Attribute> {
        let mut attributes = self.schema.attributes.iter();
        attributes.find(|attribute| attribute.uniqueness == Uniqueness::Server)
    }

    /// The attribute whose values are rows instead of a part of the document: a group's members, a
    /// user's groups.
    pub fn related_attribute(&self) -> Option<&Attribute> {
        let mut attributes = self.schema.attributes.iter();
        attributes.find(|attribute| attribute.kept != Kept::Document)
    }

    /// Common and core attributes.
    pub fn core_attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.common.iter().chain(&self.schema.attributes)
    }

    /// The common or core attribute of that name, in any letter case.
    pub fn core_attribute(&self, name: &str) -> Option<&Attribute> {
        self.core_attributes()
            .find(|attribute| attribute.is_named(name))
    }

    /// The extension's schema with that URN, in any letter case.
    pub fn extension(&self, urn: &str) -> Option<&Schema> {
        self.extensions
            .iter()
            .map(|it| &it.schema)
            .find(|schema| schema.is(urn))
    }

    /// Looks up an attribute by the parts of its path. A `urn` is the core schema's or an
    /// extension's. Without one, a core attribute is meant, else the one extension that has an
    /// attribute of that name: Entra writes `manager` and `department` bare.
    pub fn find(&self, urn: Option<&str>, name: &str, sub: Option<&str>) -> Option<AttrRef<'_>> {
        let (extension, attribute) = match urn {
            Some(urn) if self.schema.is(urn) => (None, self.core_attribute(name)?),
            Some(urn) => {
                let extension = self.extension(urn)?;
                (Some(extension), extension.attribute(name)?)
            }
            None => self.find_bare(name)?,
        };
        let sub = match sub {
            Some(sub) => Some(attribute.sub(sub)?),
            None => None,
        };
        Some(AttrRef {
            extension,
            attribute,
            sub,
        })
    }

    /// Looks up an attribute by its path as a client writes it: `title`, `name.givenName`,
    /// `urn:…:User:manager.value`. `None` for whatever is no such path or known to no schema.
    pub fn find_path(&self, path: &str) -> Option<AttrRef<'_>> {
        let (urn, path) = match path.rsplit_once(':') {
            Some((urn, path)) => (Some(urn), path),
            None => (None, path),
        };
        match path.split_once('.') {
            Some((name, sub)) => self.find(urn, name, Some(sub)),
            None => self.find(urn, path, None),
        }
    }

    fn find_bare(&self, name: &str) -> Option<(Option<&Schema>, &Attribute)> {
        if let Some(attribute) = self.core_attribute(name) {
            return Some((None, attribute));
        }
        self.extensions
            .iter()
            .find_map(|it| Some((Some(&it.schema), it.schema.attribute(name)?)))
    }
}
