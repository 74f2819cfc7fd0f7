//! Lists and searches (RFC 7644 §3.4.2, RFC 9865).

use scim::filter::{self, Expr};
use scim::message::{CursorPage, ListParameters, list_response};
use scim::project::Projection;
use scim::{ResourceType, ScimError};
use serde_json::{Map, Value};

use super::order::{Found, Place, sort_key, sorted_by};
use super::render::Shape;
use super::{Server, reply};
use crate::http::Response;

/// As many resources a page has if the client doesn't say.
const USUAL_PAGE: u64 = 100;

impl Server {
    /// One page of the resources of these types that the parameters select.
    pub(super) fn list(
        &self,
        kinds: &[ResourceType],
        parameters: &ListParameters,
    ) -> Result<Response, ScimError> {
        let body = match &parameters.cursor {
            Some(cursor) => self.page_at(cursor, kinds, parameters)?,
            None => self.page_by_index(kinds, parameters)?,
        };
        Ok(reply::json(200, &body))
    }

    fn page_by_index(
        &self,
        kinds: &[ResourceType],
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        let found = self.found(kinds, parameters)?;
        let total = found.len() as u64;
        let start = parameters.start_index;
        let count = self.count(parameters);
        let skipped = usize::try_from(start - 1).unwrap_or(usize::MAX);
        let page = found.into_iter().skip(skipped).take(count);
        let page = page.map(|found| found.body).collect();
        Ok(list_response(total, start, page))
    }

    fn page_at(
        &self,
        cursor: &str,
        kinds: &[ResourceType],
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        if parameters
            .count
            .is_some_and(|count| count > self.max_results)
        {
            let detail = format!("A page has at most {} resources.", self.max_results);
            return Err(ScimError::invalid_count(detail));
        }
        let found = self.found(kinds, parameters)?;
        let total = Some(found.len() as u64);
        let count = self.count(parameters);
        let endpoints: Vec<&str> = kinds.iter().map(|kind| kind.endpoint.as_str()).collect();
        let place = Place {
            signer: &self.signer,
            endpoint: &endpoints.concat(),
            parameters,
            count,
        };
        let page = place.page(cursor, found)?;
        Ok(CursorPage { total, ..page }.into_response())
    }

    fn count(&self, parameters: &ListParameters) -> usize {
        let count = parameters.count.unwrap_or(USUAL_PAGE);
        usize::try_from(count.min(self.max_results)).unwrap_or(usize::MAX)
    }

    /// Everything the parameters select, in order.
    fn found(
        &self,
        kinds: &[ResourceType],
        parameters: &ListParameters,
    ) -> Result<Vec<Found>, ScimError> {
        let filter = parameters.filter.as_deref();
        let filter = filter
            .map(|text| filter::parse(text, &self.limits))
            .transpose()?;
        let shape = Shape {
            attributes: parameters.attributes.clone(),
            excluded: parameters.excluded_attributes.clone(),
        };
        let sort_by = parameters.sort_by.as_deref();
        let places = sorted_by(sort_by, kinds)?;
        let mut all = Vec::new();
        for (kind, place) in kinds.iter().zip(places) {
            let filter = filter.as_ref();
            let filter = filter
                .map(|filter| filter::resolve_among(filter, kind, kinds))
                .transpose()?;
            let projection = shape.of(kind)?;
            let records = self.store.of_kind(&kind.name);
            all.extend(records.filter_map(|record| {
                let whole = self.whole(kind, record);
                let key = place.and_then(|place| sort_key(place, &whole));
                let body = selected(filter.as_ref(), &projection, whole)?;
                Some(Found::new(key, &record.id, body))
            }));
        }
        all.sort_by(|one, other| one.order(other, parameters.descending));
        Ok(all)
    }
}

fn selected(
    filter: Option<&Expr<'_>>,
    projection: &Projection<'_>,
    whole: Map<String, Value>,
) -> Option<Value> {
    let is_selected = filter.is_none_or(|filter| filter.matches(&whole));
    is_selected.then(|| Value::Object(projection.apply(whole)))
}
