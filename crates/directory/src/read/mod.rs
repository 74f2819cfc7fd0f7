//! Reading: one resource, or a page of those that a search selects.

mod search;
mod walk;

use scim::message::{ListParameters, list_response};
use scim::project::Projection;
use scim::{ResourceType, ScimError};
use serde_json::Value;
use storage::resources;

use crate::directory::named;
use crate::fault::Fault;
use crate::{Caller, Directory, Rendered, Shape};
use search::Search;

/// The farthest a client can reach into a list: what both databases can count.
const FARTHEST: u64 = i64::MAX.unsigned_abs();

impl Directory {
    /// One resource (RFC 7644 §3.4.1).
    ///
    /// # Errors
    ///
    /// 404 if the tenant has no such resource.
    pub async fn get(
        &self,
        caller: &Caller,
        resource_type: &str,
        id: &str,
        shape: &Shape,
    ) -> Result<Rendered, ScimError> {
        Ok(self.fetch(caller, resource_type, id, shape).await?)
    }

    /// A page of the resources of a type, as a `ListResponse` (RFC 7644 §3.4.2). With a cursor, even
    /// an empty one, pages go from cursor to cursor (RFC 9865).
    ///
    /// # Errors
    ///
    /// 400 for a filter, sorting or projection that the schema does not know, and for a cursor that
    /// does not belong to this search or is too old.
    pub async fn list(
        &self,
        caller: &Caller,
        resource_type: &str,
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        let registry = self.types_of(caller.tenant).await?;
        let resource_type = named(&registry, resource_type)?;
        let name = resource_type.name.as_str();
        let among = std::slice::from_ref(resource_type);
        Ok(self.answer(caller, name, among, parameters).await?)
    }

    /// A page of the resources of all types, filtered, sorted and counted together, as one
    /// `ListResponse` (RFC 7644 §3.4.3). An attribute that a type does not know has no value there.
    ///
    /// # Errors
    ///
    /// As [`Directory::list`], where no schema knows the attribute.
    pub async fn search_all(
        &self,
        caller: &Caller,
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        let registry = self.types_of(caller.tenant).await?;
        let among = registry.resource_types();
        Ok(self.answer(caller, "", among, parameters).await?)
    }

    async fn fetch(
        &self,
        caller: &Caller,
        resource_type: &str,
        id: &str,
        shape: &Shape,
    ) -> Result<Rendered, Fault> {
        let registry = self.types_of(caller.tenant).await?;
        let resource_type = named(&registry, resource_type)?;
        let projection = shape.projection(resource_type)?;
        let conn = self.database().reader();
        let stored = resources::get(conn, caller.tenant, resource_type, id)
            .await?
            .ok_or_else(|| ScimError::not_found(&resource_type.name, id))?;
        let rendered = self
            .render(conn, caller.tenant, resource_type, stored, &projection)
            .await?;
        Ok(rendered)
    }

    async fn answer(
        &self,
        caller: &Caller,
        name: &str,
        among: &[ResourceType],
        parameters: &ListParameters,
    ) -> Result<Value, Fault> {
        let search = Search::new(parameters, among, self.limits())?;
        if let Some(cursor) = &parameters.cursor {
            let page = self.walk(caller, name, parameters, &search, cursor).await?;
            return Ok(page.into_response());
        }
        let settings = self.settings();
        let wanted = parameters.count.unwrap_or(settings.default_results);
        let start_index = parameters.start_index.max(1);
        let (total, found) = resources::page(
            self.database().reader(),
            caller.tenant,
            &resources::Search {
                among: &search.selections(),
                descending: search.descending,
            },
            (start_index - 1).min(FARTHEST),
            wanted.min(settings.max_results),
        )
        .await?;
        let resources = search.render(self, caller.tenant, found).await?;
        Ok(list_response(total, start_index, resources))
    }
}

impl Shape {
    pub(crate) fn projection<'s>(
        &self,
        resource_type: &'s ResourceType,
    ) -> Result<Projection<'s>, ScimError> {
        Projection::parse(
            self.attributes.as_deref(),
            self.excluded_attributes.as_deref(),
            resource_type,
        )
    }
}
