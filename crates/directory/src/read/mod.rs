//! Reading: one resource, or a page of those that a search selects.

mod page;
mod related;
mod search;
mod walk;
mod writing;

use std::sync::Arc;

use scim::message::ListParameters;
use scim::project::Projection;
use scim::{ResourceType, ScimError};
use storage::resources::{self, Found};

use crate::directory::named;
use crate::etag::etag;
use crate::fault::Fault;
use crate::{Answer, Caller, Directory, Shape, Shown, TenantRegistry};
use page::Page;
use search::Search;
use writing::OfType;

pub(crate) use writing::Writing;

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
    ) -> Result<Shown, ScimError> {
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
    ) -> Result<Answer, ScimError> {
        let registry = self.types_of(caller.tenant).await?;
        let resource_type = named(&registry, resource_type)?;
        let name = resource_type.name.as_str();
        let among = std::slice::from_ref(resource_type);
        // It has room for all kinds of searches, which nobody shall move about.
        let answer = Box::pin(self.answer(caller, name, &registry, among, parameters));
        Ok(answer.await?)
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
    ) -> Result<Answer, ScimError> {
        let registry = self.types_of(caller.tenant).await?;
        let among = registry.resource_types();
        let answer = Box::pin(self.answer(caller, "", &registry, among, parameters));
        Ok(answer.await?)
    }

    async fn fetch(
        &self,
        caller: &Caller,
        resource_type: &str,
        id: &str,
        shape: &Shape,
    ) -> Result<Shown, Fault> {
        let registry = self.types_of(caller.tenant).await?;
        let resource_type = named(&registry, resource_type)?;
        let projection = shape.projection(resource_type)?;
        let (conn, tenant) = (self.database().reader(), caller.tenant);
        let found = resources::read(conn, tenant, resource_type, id).await?;
        let found = found.ok_or_else(|| ScimError::not_found(&resource_type.name, id))?;
        let linked = self
            .related_of(tenant, resource_type, &[&found], &projection)
            .await?;
        let of_type = OfType::new(&registry, resource_type, linked)?;
        let version = etag(found.version);
        let location = self.location(resource_type, &found.id);
        let found = Found {
            selection: 0,
            unread: found,
            key: None,
        };
        let writing = Writing {
            directory: self.clone(),
            registry: Arc::clone(&registry),
            shape: shape.clone(),
            types: vec![of_type],
            found: vec![found].into_iter(),
            is_list: false,
            under_way: None,
            count: 0,
        };
        Ok(Shown {
            version,
            location,
            body: Answer::write(String::with_capacity(2048), writing)?,
        })
    }

    async fn answer(
        &self,
        caller: &Caller,
        name: &str,
        registry: &Arc<TenantRegistry>,
        among: &[ResourceType],
        parameters: &ListParameters,
    ) -> Result<Answer, Fault> {
        let search = Search::new(parameters, registry, among, self.limits())?;
        if let Some(cursor) = &parameters.cursor {
            return self.walk(caller, name, parameters, &search, cursor).await;
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
        let page = Page {
            total: Some(total),
            start_index: Some(start_index),
            ..Page::default()
        };
        search.answer(self, caller.tenant, page, found).await
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
