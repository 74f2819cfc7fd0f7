//! A registry and more: schemas and resource types that come as documents.

use super::document::{Content, Document, Flaw, Outline, same};
use super::registry::Registry;
use super::resource_type::{Extension, ResourceType, Schema};
use super::{Attribute, Uniqueness};

/// Endpoints that are no resource type's.
const RESERVED_ENDPOINTS: [&str; 5] = [
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/Schemas",
    "/Bulk",
    "/Me",
];
/// Names of resource types that RFC 7643 §5 to §7 gave away.
const RESERVED_NAMES: [&str; 3] = ["ServiceProviderConfig", "ResourceType", "Schema"];
/// What the URNs of the protocol itself begin with, messages and discovery.
const RESERVED_URNS: [&str; 4] = [
    "urn:ietf:params:scim:api:",
    "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
    "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
    "urn:ietf:params:scim:schemas:core:2.0:Schema",
];

impl Registry {
    /// The registry with what the documents describe: schemas first, then resource types, each in
    /// the order given. A resource type whose name is known already is extended.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`]; the registry stays as it is.
    pub fn extended(&self, documents: &[Document]) -> Result<Self, Flaw> {
        let mut registry = self.clone();
        for document in documents {
            if let Content::Schema(schema) = &document.content {
                registry.add_schema(document, schema)?;
            }
        }
        for document in documents {
            if let Content::ResourceType(description) = &document.content {
                registry.add_resource_type(document, description)?;
            }
        }
        Ok(registry)
    }

    fn add_schema(&mut self, document: &Document, schema: &Schema) -> Result<(), Flaw> {
        let is_reserved = |start: &&str| {
            let beginning = schema.id.get(..start.len());
            beginning.is_some_and(|beginning| same(beginning, start))
        };
        if RESERVED_URNS.iter().any(is_reserved) {
            return Err(document.flaw("/id", "this URN belongs to the protocol itself"));
        }
        for other in self.schemas() {
            if other.is(&schema.id) {
                let reason = format!("there is a schema {} already", other.id);
                return Err(document.flaw("/id", reason));
            }
            if is_attribute_of(schema, other) || is_attribute_of(other, schema) {
                let reason = format!(
                    "cannot be told from the path of an attribute with {}",
                    other.id
                );
                return Err(document.flaw("/id", reason));
            }
        }
        self.loose.push(schema.clone());
        Ok(())
    }

    fn add_resource_type(
        &mut self,
        document: &Document,
        description: &Outline,
    ) -> Result<(), Flaw> {
        let known = self
            .resource_types
            .iter()
            .position(|it| same(&it.name, &description.name));
        let extensions = self.extensions(document, description)?;
        match known.and_then(|position| self.resource_types.get_mut(position)) {
            Some(known) => extend(known, document, description, extensions),
            None => self.add_new(document, description, extensions),
        }
    }

    fn add_new(
        &mut self,
        document: &Document,
        description: &Outline,
        extensions: Vec<Extension>,
    ) -> Result<(), Flaw> {
        let name = description.name.as_str();
        if RESERVED_NAMES.iter().any(|reserved| same(reserved, name)) {
            return Err(document.flaw("/name", "this name belongs to the protocol itself"));
        }
        let endpoint = self.free_endpoint(document, description)?;
        let schema = self.core_schema(document, description)?;
        if extensions
            .iter()
            .any(|extension| extension.schema.is(&schema.id))
        {
            let reason = "the type's own schema cannot extend it as well";
            return Err(document.flaw("/schemaExtensions", reason));
        }
        let text = description.description.as_deref().unwrap_or(name);
        let added = ResourceType::new(name, endpoint, text, schema, extensions);
        self.resource_types.push(added);
        Ok(())
    }

    fn free_endpoint<'d>(
        &self,
        document: &Document,
        description: &'d Outline,
    ) -> Result<&'d str, Flaw> {
        let Some(endpoint) = &description.endpoint else {
            return Err(document.flaw("", "endpoint is missing"));
        };
        if RESERVED_ENDPOINTS
            .iter()
            .any(|reserved| same(reserved, endpoint))
        {
            let reason = format!("{endpoint} belongs to the protocol itself");
            return Err(document.flaw("/endpoint", reason));
        }
        match self
            .resource_types
            .iter()
            .find(|other| same(&other.endpoint, endpoint))
        {
            None => Ok(endpoint),
            Some(other) => {
                let reason = format!("{endpoint} is the endpoint of {} already", other.name);
                Err(document.flaw("/endpoint", reason))
            }
        }
    }

    /// The schema of a new type, which no other type has as its own.
    fn core_schema(&self, document: &Document, description: &Outline) -> Result<Schema, Flaw> {
        let Some(urn) = &description.schema else {
            return Err(document.flaw("", "schema is missing"));
        };
        if let Some(other) = self
            .resource_types
            .iter()
            .find(|other| other.schema.is(urn))
        {
            let reason = format!("{urn} is the schema of {} already", other.name);
            return Err(document.flaw("/schema", reason));
        }
        let schema = self.schemas().find(|schema| schema.is(urn));
        let schema = schema.ok_or_else(|| unknown(document, "/schema", urn))?;
        let mut unique = schema.attributes.iter().filter(|it| is_unique(it));
        if let (Some(first), Some(second)) = (unique.next(), unique.next()) {
            let reason = format!(
                "{urn} keeps two attributes unique, {} and {}; a resource type can have one",
                first.name, second.name
            );
            return Err(document.flaw("/schema", reason));
        }
        Ok(schema.clone())
    }

    fn extensions(
        &self,
        document: &Document,
        description: &Outline,
    ) -> Result<Vec<Extension>, Flaw> {
        let extensions = description.extensions.iter().enumerate();
        extensions
            .map(|(index, extended)| {
                let place = format!("/schemaExtensions/{index}/schema");
                let schema = self.extension_schema(document, &place, &extended.schema)?;
                Ok(Extension {
                    schema: schema.clone(),
                    required: extended.required,
                })
            })
            .collect()
    }

    fn extension_schema(
        &self,
        document: &Document,
        place: &str,
        urn: &str,
    ) -> Result<&Schema, Flaw> {
        if let Some(other) = self
            .resource_types
            .iter()
            .find(|other| other.schema.is(urn))
        {
            let reason = format!("{urn} is the schema of {} and no extension", other.name);
            return Err(document.flaw(place, reason));
        }
        let schema = self.schemas().find(|schema| schema.is(urn));
        let schema = schema.ok_or_else(|| unknown(document, place, urn))?;
        match schema.attributes.iter().find(|it| is_unique(it)) {
            None => Ok(schema),
            Some(unique) => {
                let reason = format!(
                    "{urn} keeps {} unique, which only a resource type's own schema can",
                    unique.name
                );
                Err(document.flaw(place, reason))
            }
        }
    }
}

/// Adds extensions to a type that is there; what else the document says of it must be so already.
fn extend(
    known: &mut ResourceType,
    document: &Document,
    description: &Outline,
    extensions: Vec<Extension>,
) -> Result<(), Flaw> {
    let differs = |said: &Option<String>, present: &str| {
        said.as_ref().is_some_and(|said| !same(said, present))
    };
    let taken = |present: &str| {
        format!(
            "there is a resource type {} already, with {present}",
            known.name
        )
    };
    if differs(&description.schema, &known.schema.id) {
        return Err(document.flaw("/schema", taken(&known.schema.id)));
    }
    if differs(&description.endpoint, &known.endpoint) {
        return Err(document.flaw("/endpoint", taken(&known.endpoint)));
    }
    if extensions.is_empty() {
        let reason = format!(
            "there is a resource type {} already; schemaExtensions would extend it",
            known.name
        );
        return Err(document.flaw("/name", reason));
    }
    for extension in extensions {
        let urn = &extension.schema.id;
        match known.extensions.iter_mut().find(|it| it.schema.is(urn)) {
            Some(present) => present.required |= extension.required,
            None => known.extensions.push(extension),
        }
    }
    Ok(())
}

fn is_unique(attribute: &Attribute) -> bool {
    attribute.uniqueness != Uniqueness::None
}

/// Whether the URN of a schema is also the path of an attribute of another one.
fn is_attribute_of(schema: &Schema, other: &Schema) -> bool {
    let name = schema.id.rsplit_once(':').filter(|(urn, _)| other.is(urn));
    name.is_some_and(|(_, name)| other.attribute(name).is_some())
}

fn unknown(document: &Document, place: &str, urn: &str) -> Flaw {
    let reason = format!("there is no schema {urn}; give its document as well");
    document.flaw(place, reason)
}
