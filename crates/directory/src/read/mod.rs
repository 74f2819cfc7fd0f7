//! Reading: one resource, or a page of those that a search selects.

mod search;

use scim::ScimError;
use scim::message::{ListParameters, list_response};
use scim::project::Projection;
use serde_json::Value;
use storage::resources;

use crate::fault::Fault;
use crate::{Caller, Directory, Rendered, Shape};
use search::{Search, Window};

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

    /// A page of the resources of a type, as a `ListResponse` (RFC 7644 §3.4.2).
    ///
    /// # Errors
    ///
    /// 400 for a filter, sorting or projection that the schema does not know.
    pub async fn list(
        &self,
        caller: &Caller,
        resource_type: &str,
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        let resource_type = self.resource_type(resource_type)?;
        let search = Search::new(parameters, resource_type, self.limits())?;
        self.answer(caller, parameters, &[search]).await
    }

    /// A page of the resources of all types, in the order of the registry, as one `ListResponse`
    /// (RFC 7644 §3.4.3). Sorting is within a type. A type whose schema does not know the request's
    /// attributes adds nothing.
    ///
    /// # Errors
    ///
    /// 400 for a filter, sorting or projection that no schema knows.
    pub async fn search_all(
        &self,
        caller: &Caller,
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        let (fitting, refusals): (Vec<_>, Vec<_>) = self
            .registry()
            .resource_types()
            .iter()
            .map(|resource_type| Search::new(parameters, resource_type, self.limits()))
            .partition(Result::is_ok);
        let searches: Vec<Search<'_>> = fitting.into_iter().flatten().collect();
        match refusals.into_iter().find_map(Result::err) {
            Some(refusal) if searches.is_empty() => Err(refusal),
            _ => self.answer(caller, parameters, &searches).await,
        }
    }

    async fn fetch(
        &self,
        caller: &Caller,
        resource_type: &str,
        id: &str,
        shape: &Shape,
    ) -> Result<Rendered, Fault> {
        let resource_type = self.resource_type(resource_type)?;
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
        parameters: &ListParameters,
        searches: &[Search<'_>],
    ) -> Result<Value, ScimError> {
        let mut window = Window::of(parameters, self.settings());
        for search in searches {
            search.fill(self, caller.tenant, &mut window).await?;
        }
        let start_index = parameters.start_index.max(1);
        Ok(list_response(window.total, start_index, window.resources))
    }
}

impl Shape {
    pub(crate) fn projection<'s>(
        &self,
        resource_type: &'s scim::ResourceType,
    ) -> Result<Projection<'s>, ScimError> {
        Projection::parse(
            self.attributes.as_deref(),
            self.excluded_attributes.as_deref(),
            resource_type,
        )
    }
}
