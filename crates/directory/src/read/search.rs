//! A search that was held against the schemas of the types it is about.

use std::sync::Arc;

use scim::filter::{self, Expr};
use scim::message::ListParameters;
use scim::path::AttrPath;
use scim::project::Projection;
use scim::schema::{AttrRef, Kind, Returned};
use scim::{Limits, ResourceType, ScimError};
use storage::TenantKey;
use storage::resources::{Found, Selection};

use super::page::Page;
use super::writing::{OfType, Writing};
use crate::fault::Fault;
use crate::{Answer, Directory, Shape, TenantRegistry};

/// A search among the resources of one type or of several.
pub(super) struct Search<'s> {
    registry: &'s Arc<TenantRegistry>,
    parts: Vec<Part<'s>>,
    shape: Shape,
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
        registry: &'s Arc<TenantRegistry>,
        resource_types: &'s [ResourceType],
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        let shape = Shape {
            attributes: parameters.attributes.clone(),
            excluded_attributes: parameters.excluded_attributes.clone(),
        };
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
                projection: shape.projection(resource_type)?,
            })
        };
        let parts: Result<_, ScimError> = resource_types.iter().enumerate().map(part).collect();
        Ok(Self {
            registry,
            parts: parts?,
            shape,
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

    /// The answer with what was found, in the same order.
    pub(super) async fn answer(
        &self,
        directory: &Directory,
        tenant: TenantKey,
        page: Page,
        found: Vec<Found>,
    ) -> Result<Answer, Fault> {
        let mut types = Vec::with_capacity(self.parts.len());
        for (selection, part) in self.parts.iter().enumerate() {
            let of_part = found.iter().filter(|it| it.selection == selection);
            let of_part: Vec<_> = of_part.map(|it| &it.unread).collect();
            let (resource_type, projection) = (part.resource_type, &part.projection);
            let linked = directory.related_of(tenant, resource_type, &of_part, projection);
            types.push(OfType::new(self.registry, resource_type, linked.await?)?);
        }
        let page = Page {
            length: found.len(),
            ..page
        };
        let writing = Writing {
            directory: directory.clone(),
            registry: Arc::clone(self.registry),
            shape: self.shape.clone(),
            types,
            found: found.into_iter(),
            is_list: true,
            under_way: None,
            count: 0,
        };
        Ok(Answer::write(page.head(), writing)?)
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
