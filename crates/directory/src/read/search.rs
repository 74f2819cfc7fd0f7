//! A search among the resources of one type, and the window of results that a client asked for.

use scim::filter::{self, Expr};
use scim::message::ListParameters;
use scim::path::AttrPath;
use scim::project::Projection;
use scim::schema::{AttrRef, Kind};
use scim::{Limits, ResourceType, ScimError};
use serde_json::Value;
use storage::TenantKey;
use storage::resources::{self, ListQuery, Sort};

use crate::fault::Fault;
use crate::{Directory, Settings};

/// The farthest a client can reach into a list: what both databases can count.
const FARTHEST: u64 = i64::MAX.unsigned_abs();

/// A search that was held against the schema of a type.
pub(super) struct Search<'s> {
    resource_type: &'s ResourceType,
    filter: Option<Expr<'s>>,
    sort: Option<Sort<'s>>,
    projection: Projection<'s>,
}

/// What is wanted of all results, and what was found of it so far. It moves over several searches
/// as if their results stood one behind the other.
pub(super) struct Window {
    skip: u64,
    room: u64,
    pub(super) total: u64,
    pub(super) resources: Vec<Value>,
}

impl Window {
    pub(super) fn of(parameters: &ListParameters, settings: &Settings) -> Self {
        let wanted = parameters.count.unwrap_or(settings.default_results);
        Self {
            skip: parameters.start_index.saturating_sub(1).min(FARTHEST),
            room: wanted.min(settings.max_results),
            total: 0,
            resources: Vec::new(),
        }
    }
}

impl<'s> Search<'s> {
    pub(super) fn new(
        parameters: &ListParameters,
        resource_type: &'s ResourceType,
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        let filter = parameters
            .filter
            .as_deref()
            .map(|text| filter::compile(text, resource_type, limits))
            .transpose()?;
        let attribute = parameters
            .sort_by
            .as_deref()
            .map(|path| sort_attribute(path, resource_type, limits))
            .transpose()?;
        Ok(Self {
            resource_type,
            filter,
            sort: attribute.map(|attribute| Sort {
                attribute,
                descending: parameters.descending,
            }),
            projection: Projection::parse(
                parameters.attributes.as_deref(),
                parameters.excluded_attributes.as_deref(),
                resource_type,
            )?,
        })
    }

    /// Adds to the window what it still has room for.
    pub(super) async fn fill(
        &self,
        directory: &Directory,
        tenant: TenantKey,
        window: &mut Window,
    ) -> Result<(), Fault> {
        let conn = directory.database().reader();
        let query = ListQuery {
            filter: self.filter.as_ref(),
            sort: self.sort,
            offset: window.skip,
            limit: window.room,
        };
        let page = resources::list(conn, tenant, self.resource_type, &query).await?;
        let rendered = directory
            .render_all(
                conn,
                tenant,
                self.resource_type,
                page.resources,
                &self.projection,
            )
            .await?;
        window.total += page.total;
        window.skip = window.skip.saturating_sub(page.total);
        window.room = window.room.saturating_sub(rendered.len() as u64);
        window
            .resources
            .extend(rendered.into_iter().map(|resource| resource.body));
        Ok(())
    }
}

/// The attribute that `sortBy` names; of a complex one, its `value`.
fn sort_attribute<'s>(
    text: &str,
    resource_type: &'s ResourceType,
    limits: &Limits,
) -> Result<AttrRef<'s>, ScimError> {
    let refuse = |why: &str| ScimError::invalid_path(format!("sortBy: {text:?} {why}."));
    let path = AttrPath::parse(text, limits)?;
    let found = resource_type
        .find(path.urn.as_deref(), &path.name, path.sub.as_deref())
        .ok_or_else(|| refuse(&format!("is no attribute of a {}", resource_type.name)))?;
    let found = match found.attribute.sub("value") {
        Some(value) if found.sub.is_none() => found.with_sub(value),
        _ => found,
    };
    if found.leaf().kind == Kind::Complex {
        return Err(refuse("has several parts; name one of them"));
    }
    if !found.leaf().searchable {
        return Err(refuse("cannot be sorted by"));
    }
    Ok(found)
}
