//! A resource type document (RFC 7643 §6).

use super::flaw::Flaw;
use super::names::{self, same};
use super::node::Node;

const MEMBERS: [&str; 8] = [
    "schemas",
    "id",
    "name",
    "description",
    "endpoint",
    "schema",
    "schemaExtensions",
    "meta",
];

/// A resource type before its schemas are looked up.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::schema) struct Outline {
    pub(in crate::schema) name: String,
    pub(in crate::schema) description: Option<String>,
    pub(in crate::schema) endpoint: Option<String>,
    pub(in crate::schema) schema: Option<String>,
    pub(in crate::schema) extensions: Vec<Extended>,
}

/// An extension of it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::schema) struct Extended {
    pub(in crate::schema) schema: String,
    pub(in crate::schema) required: bool,
}

pub(super) fn read(node: &Node<'_>) -> Result<Outline, Flaw> {
    node.only(&MEMBERS)?;
    let name = names::resource_type(node)?;
    if node.text("id")?.is_some_and(|id| !same(id, &name)) {
        return Err(node.flaw("id", "a resource type's id is its name; leave it out"));
    }
    let schema = node.has("schema").then(|| names::urn(node, "schema"));
    Ok(Outline {
        name,
        description: node.text("description")?.map(str::to_owned),
        endpoint: names::endpoint(node)?,
        schema: schema.transpose()?,
        extensions: extensions(&node.nodes("schemaExtensions")?)?,
    })
}

fn extensions(nodes: &[Node<'_>]) -> Result<Vec<Extended>, Flaw> {
    let mut extensions: Vec<Extended> = Vec::new();
    for node in nodes {
        node.only(&["schema", "required"])?;
        let schema = names::urn(node, "schema")?;
        if extensions.iter().any(|other| same(&other.schema, &schema)) {
            return Err(node.flaw("schema", "the list has this extension already"));
        }
        let required = node.flag("required")?.unwrap_or(false);
        extensions.push(Extended { schema, required });
    }
    Ok(extensions)
}
