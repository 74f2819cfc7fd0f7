//! One operation of a bulk request, and what can be wrong with it alone.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::{reference, take};
use crate::{Content, Registry, ResourceType, ScimError};

/// What an operation does. There is no reading in bulk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Make a resource (RFC 7644 §3.3).
    Post,
    /// Give a resource other attributes (RFC 7644 §3.5.1).
    Put,
    /// Change a resource in part (RFC 7644 §3.5.2).
    Patch,
    /// Remove a resource (RFC 7644 §3.6).
    Delete,
}

impl Method {
    const ALL: [Self; 4] = [Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The HTTP method.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(text))
    }
}

/// An operation as it was sent, and what is told of it in the answer whatever becomes of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The method as the answer names it; `None` if none was given.
    pub method: Option<String>,
    /// The client's name for the operation, and for the resource it makes.
    pub bulk_id: Option<String>,
    /// What to do, or why that cannot be understood.
    pub operation: Result<Operation, ScimError>,
}

/// What an operation is to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// How.
    pub method: Method,
    /// The name of the resource type.
    pub resource_type: String,
    /// The id in the path, for which a reference may stand; `None` to create.
    pub id: Option<String>,
    /// The version that the resource must have, an entity tag.
    pub version: Option<String>,
    /// The body that a single request would have; null to delete.
    pub data: Content,
}

impl Entry {
    /// Reads the `number`th operation of a request.
    pub(super) fn read(
        operation: Value,
        number: usize,
        registry: &Registry,
        request: &Content,
    ) -> Self {
        let Value::Object(mut fields) = operation else {
            let what = "must be a JSON object with \"method\", \"path\" and \"data\"";
            return Self {
                method: None,
                bulk_id: None,
                operation: Err(malformed(number, what)),
            };
        };
        let method = take(&mut fields, "method");
        let method = method.as_ref().and_then(Value::as_str);
        let bulk_id = text(&mut fields, "bulkId", number);
        let known = method.and_then(|method| Method::parse(method.trim()));
        let operation = match &bulk_id {
            Err(error) => Err(error.clone()),
            Ok(bulk_id) => Reader {
                number,
                registry,
                request,
                fields,
                is_named: bulk_id.is_some(),
            }
            .operation(known),
        };
        Self {
            method: known
                .map(|known| known.as_str().to_owned())
                .or_else(|| method.map(str::to_owned)),
            bulk_id: bulk_id.unwrap_or_default(),
            operation,
        }
    }

    /// Whether others may refer to what this makes, or would make if it were not malformed.
    pub(super) fn makes_a_resource(&self) -> bool {
        match &self.operation {
            Ok(operation) => operation.method == Method::Post,
            Err(_) => self.method.as_deref() == Some(Method::Post.as_str()),
        }
    }
}

impl Operation {
    /// The `bulkId`s that it refers to, in attributes that the registry's schemas know to refer.
    pub fn references(&self, registry: &Registry) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        names.extend(
            self.id
                .as_deref()
                .and_then(reference::in_text)
                .map(str::to_owned),
        );
        self.data_with(registry, &mut |name| {
            names.insert(name.to_owned());
            None
        });
        names
    }

    /// The operation with the ids of what it refers to, by `bulkId`. Where an id is missing, the
    /// value that refers to it is left out.
    #[must_use]
    pub fn resolved(&self, registry: &Registry, ids: &HashMap<String, String>) -> Self {
        let mut lookup = |name: &str| ids.get(name).cloned();
        let id = self.id.as_ref().map(|id| {
            let named = reference::in_text(id).and_then(&mut lookup);
            named.unwrap_or_else(|| id.clone())
        });
        Self {
            id,
            data: self.data_with(registry, &mut lookup),
            resource_type: self.resource_type.clone(),
            version: self.version.clone(),
            ..*self
        }
    }

    fn data_with(
        &self,
        registry: &Registry,
        lookup: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Content {
        let Some(resource_type) = registry.resource_type(&self.resource_type) else {
            return self.data.clone();
        };
        let mut copy = reference::Copy {
            resource_type,
            lookup,
        };
        let data = match self.method {
            Method::Patch => copy.patch(self.data.value()),
            _ => copy.body(self.data.value()),
        };
        self.data.part(data)
    }
}

/// The fields of an operation, on their way into it.
struct Reader<'r> {
    number: usize,
    registry: &'r Registry,
    request: &'r Content,
    fields: Map<String, Value>,
    is_named: bool,
}

impl Reader<'_> {
    fn operation(mut self, method: Option<Method>) -> Result<Operation, ScimError> {
        let number = self.number;
        let method = method
            .ok_or_else(|| malformed(number, "needs a \"method\": POST, PUT, PATCH or DELETE"))?;
        let path = text(&mut self.fields, "path", number)?
            .ok_or_else(|| malformed(number, "needs a \"path\", such as /Users"))?;
        let (resource_type, id) = place(&path, self.registry)?;
        let resource_type = resource_type.name.clone();
        check_method(method, id.as_deref(), &path)?;
        if method == Method::Post && !self.is_named {
            return Err(ScimError::invalid_value(format!(
                "Operation {number} of the bulk request makes a resource and needs a \"bulkId\", \
                 by which its answer can be told from the others."
            )));
        }
        Ok(Operation {
            method,
            resource_type,
            id,
            version: text(&mut self.fields, "version", number)?,
            data: self.data(method).map(|data| self.request.part(data))?,
        })
    }

    fn data(&mut self, method: Method) -> Result<Value, ScimError> {
        match (method, take(&mut self.fields, "data")) {
            (Method::Delete, _) => Ok(Value::Null),
            (_, None) => Err(malformed(
                self.number,
                "needs \"data\", the body that a single request would have",
            )),
            // The example of RFC 7644 §3.7.3 has the operations of a PATCH alone.
            (Method::Patch, Some(Value::Array(operations))) => {
                Ok(json!({ "Operations": operations }))
            }
            (_, Some(data)) => Ok(data),
        }
    }
}

/// A field that is text; empty text is none.
fn text(
    fields: &mut Map<String, Value>,
    name: &str,
    number: usize,
) -> Result<Option<String>, ScimError> {
    match take(fields, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok((!text.is_empty()).then_some(text)),
        Some(_) => Err(malformed(
            number,
            &format!("has a {name:?} that is no text"),
        )),
    }
}

fn malformed(number: usize, what: &str) -> ScimError {
    ScimError::invalid_syntax(format!("Operation {number} of the bulk request {what}."))
}

/// The resource type and the id that a path names, relative to the SCIM base.
fn place<'r>(
    path: &str,
    registry: &'r Registry,
) -> Result<(&'r ResourceType, Option<String>), ScimError> {
    let (bare, _query) = path.split_once('?').unwrap_or((path, ""));
    let bare = bare.trim().trim_matches('/');
    let found = registry.resource_types().iter().find_map(|candidate| {
        let rest = bare.strip_prefix(candidate.endpoint.trim_matches('/'))?;
        match rest.strip_prefix('/') {
            None => rest.is_empty().then_some((candidate, None)),
            Some(id) if id.contains('/') => None,
            Some(id) => Some((candidate, Some(id.to_owned()))),
        }
    });
    found.ok_or_else(|| {
        let endpoints = registry.resource_types().iter();
        let endpoints: Vec<&str> = endpoints.map(|known| known.endpoint.as_str()).collect();
        ScimError::with_status(
            404,
            format!(
                "There are no resources at {path:?}. Operations of a bulk request go to {}, or to \
                 the id of a resource below one of them.",
                endpoints.join(", ")
            ),
        )
    })
}

fn check_method(method: Method, id: Option<&str>, path: &str) -> Result<(), ScimError> {
    let problem = match (method, id) {
        (Method::Post, Some(_)) => "only possible at the endpoint of a resource type",
        (Method::Put | Method::Patch | Method::Delete, None) => {
            "only possible at the id of a resource"
        }
        _ => return Ok(()),
    };
    let method = method.as_str();
    Err(ScimError::with_status(
        405,
        format!("{method} is {problem}, and not at {path:?}."),
    ))
}
