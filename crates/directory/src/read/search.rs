//! A search that was held against the schemas of the types it is about.

use std::collections::HashMap;

use scim::filter::{self, Expr};
use scim::message::ListParameters;
use scim::path::AttrPath;
use scim::project::Projection;
use scim::schema::{AttrRef, Kind, Returned};
use scim::{Limits, ResourceType, ScimError};
use serde_json::Value;
use storage::TenantKey;
use storage::resources::{Found, Selection};

use crate::Directory;
use crate::fault::Fault;

/// A search among the resources of one type or of several.
pub(super) struct Search<'s> {
    parts: Vec<Part<'s>>,
    pub(super) descending: bool,
}

/// What it means for one type.
struct Part<'s> {
    resource_type: &'s ResourceType,
    filter: Option<Expr<'s>>,
    sort: Option<AttrRef<'s>>,
    projection: Projection<'s>,
}

impl<'s> Search<'s> {
    /// What only some of the types know is without a value in the others (RFC 7644 §3.4.2.1).
    pub(super) fn new(
        parameters: &ListParameters,
        resource_types: &'s [ResourceType],
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        let filter = parameters.filter.as_deref();
        let filter = filter.map(|text| filter::parse(text, limits)).transpose()?;
        let sort = parameters.sort_by.as_deref();
        let sort = sort
            .map(|path| sort_attributes(path, resource_types, limits))
            .transpose()?;
        let part = |(position, resource_type): (usize, &'s ResourceType)| {
            let filter = filter.as_ref();
            Ok(Part {
                resource_type,
                filter: filter
                    .map(|filter| filter::resolve_among(filter, resource_type, resource_types))
                    .transpose()?,
                sort: sort.as_ref().and_then(|sort| *sort.get(position)?),
                projection: Projection::parse(
                    parameters.attributes.as_deref(),
                    parameters.excluded_attributes.as_deref(),
                    resource_type,
                )?,
            })
        };
        let parts: Result<_, ScimError> = resource_types.iter().enumerate().map(part).collect();
        Ok(Self {
            parts: parts?,
            descending: parameters.descending,
        })
    }

    /// The same for the storage.
    pub(super) fn selections(&self) -> Vec<Selection<'_>> {
        let parts = self.parts.iter();
        parts
            .map(|part| Selection {
                resource_type: part.resource_type,
                filter: part.filter.as_ref(),
                sort: part.sort,
            })
            .collect()
    }

    /// What was found as it is answered, in the same order.
    pub(super) async fn render(
        &self,
        directory: &Directory,
        tenant: TenantKey,
        found: Vec<Found>,
    ) -> Result<Vec<Value>, Fault> {
        let conn = directory.database().reader();
        let ids: Vec<String> = found.iter().map(|it| it.stored.id.clone()).collect();
        let mut of_parts: Vec<Vec<_>> = self.parts.iter().map(|_| Vec::new()).collect();
        for found in found {
            if let Some(of_part) = of_parts.get_mut(found.selection) {
                of_part.push(found.stored);
            }
        }
        let mut bodies = HashMap::with_capacity(ids.len());
        for (part, page) in self.parts.iter().zip(of_parts) {
            let rendered = directory
                .render_all(conn, tenant, part.resource_type, page, &part.projection)
                .await?;
            bodies.extend(rendered.into_iter().map(|it| (it.id, it.body)));
        }
        Ok(ids.iter().filter_map(|id| bodies.remove(id)).collect())
    }
}

/// The attribute that `sortBy` names in each type, `None` where a type does not know it.
fn sort_attributes<'s>(
    text: &str,
    resource_types: &'s [ResourceType],
    limits: &Limits,
) -> Result<Vec<Option<AttrRef<'s>>>, ScimError> {
    let refuse = |why: &str| ScimError::invalid_path(format!("sortBy: {text:?} {why}."));
    let path = AttrPath::parse(text, limits)?;
    let found: Vec<_> = resource_types
        .iter()
        .map(|it| it.find(path.urn.as_deref(), &path.name, path.sub.as_deref()))
        .collect();
    if found.iter().all(Option::is_none) {
        let names: Vec<&str> = resource_types.iter().map(|it| it.name.as_str()).collect();
        return Err(refuse(&format!(
            "is no attribute of a {}",
            names.join(" or a ")
        )));
    }
    found
        .into_iter()
        .map(|found| found.map(|found| sortable(found, &refuse)).transpose())
        .collect()
}

/// Of a complex attribute, its `value` is sorted by.
fn sortable<'s>(
    found: AttrRef<'s>,
    refuse: &impl Fn(&str) -> ScimError,
) -> Result<AttrRef<'s>, ScimError> {
    let found = match found.attribute.sub("value") {
        Some(value) if found.sub.is_none() => found.with_sub(value),
        _ => found,
    };
    if found.leaf().kind == Kind::Complex {
        return Err(refuse("has several parts; name one of them"));
    }
    if [found.attribute, found.leaf()]
        .iter()
        .any(|it| it.returned == Returned::Never)
    {
        return Err(refuse("is never disclosed, so nothing can be sorted by it"));
    }
    if !found.leaf().searchable {
        return Err(refuse("cannot be sorted by"));
    }
    Ok(found)
}
