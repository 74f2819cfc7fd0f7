//! Many writes in one request (RFC 7644 §3.7).

use std::collections::HashMap;

use scim::bulk::{BulkRequest, Method, Operation, Outcome, Unit, bulk_response};
use scim::{Registry, ScimError};
use serde_json::Value;

use super::Server;
use super::condition::etag;
use super::write::Wish;

/// What was done so far.
struct Job<'r> {
    request: &'r BulkRequest,
    /// The ids of what was made, by `bulkId`.
    ids: HashMap<String, String>,
    outcomes: Vec<Option<Outcome>>,
    errors: u64,
}

impl Server {
    /// Carries out a bulk request and gives the body of its answer.
    pub(super) fn bulk(&mut self, body: Value) -> Result<Value, ScimError> {
        let request = BulkRequest::parse(body.into(), &self.registry, &self.limits)?;
        let mut job = Job {
            request: &request,
            ids: HashMap::new(),
            outcomes: vec![None; request.entries.len()],
            errors: 0,
        };
        let most = request.fail_on_errors.unwrap_or(u64::MAX);
        for unit in request.units(&self.registry) {
            if job.errors >= most {
                break;
            }
            self.carry_out(&mut job, &unit);
        }
        let outcomes = request.entries.iter().zip(job.outcomes);
        let tried = outcomes.filter_map(|(entry, outcome)| Some((entry, outcome?)));
        Ok(bulk_response(tried))
    }

    /// What refers to each other in a circle is made together or not at all: ids are given out
    /// first, so that each can refer to the others.
    fn carry_out(&mut self, job: &mut Job<'_>, unit: &Unit) {
        let before = self.store.clone();
        if unit.is_circular {
            let names: Vec<_> = unit.positions.iter().map(|it| job.name(*it)).collect();
            for name in names.into_iter().flatten() {
                let id = self.store.new_id();
                self.store.promised.insert(id.clone());
                job.ids.insert(name, id);
            }
        }
        let errors = job.errors;
        for &position in &unit.positions {
            let outcome = self.operation(job, position);
            let location = self.location_of(job, position);
            job.note(position, outcome, location);
        }
        self.store.promised.clear();
        if unit.is_circular && job.errors > errors {
            self.store = before;
            job.undo(unit);
        }
    }

    fn operation(&mut self, job: &mut Job<'_>, position: usize) -> Result<Outcome, ScimError> {
        let entry = job.request.entries.get(position);
        let operation = match entry.map(|entry| entry.operation.clone()) {
            Some(operation) => operation?,
            None => return Err(ScimError::with_status(500, "There is no such operation.")),
        };
        job.check(&operation, &self.registry)?;
        let name = job.name(position);
        let made = name.as_ref().and_then(|name| job.ids.get(name)).cloned();
        let (id, outcome) = self.write(operation.resolved(&self.registry, &job.ids), made)?;
        if let (Some(name), Method::Post) = (name, operation.method) {
            job.ids.insert(name, id);
        }
        Ok(outcome)
    }

    /// The address of what an operation names; a `POST` names nothing yet.
    fn location_of(&self, job: &Job<'_>, position: usize) -> Option<String> {
        let operation = job.request.entries.get(position)?.operation.as_ref().ok()?;
        let operation = operation.resolved(&self.registry, &job.ids);
        let kind = self.registry.resource_type(&operation.resource_type)?;
        let id = operation.id.filter(|id| !id.starts_with("bulkId:"))?;
        Some(format!("{}{}/{id}", self.base_url, kind.endpoint))
    }

    fn write(
        &mut self,
        operation: Operation,
        made: Option<String>,
    ) -> Result<(String, Outcome), ScimError> {
        let kind = self.registry.resource_type(&operation.resource_type);
        let kind = kind
            .cloned()
            .ok_or_else(|| ScimError::with_status(404, "There is no such resource type."))?;
        let wish = Wish {
            kind: &kind,
            body: operation.data.value().clone(),
            if_match: operation.version,
        };
        let id = operation.id.unwrap_or_default();
        let (status, id) = match operation.method {
            Method::Post => (201, self.create(&wish, made)?),
            Method::Put => (200, self.replace(&wish, &id).map(|()| id)?),
            Method::Patch => (200, self.patch(&wish, &id).map(|()| id)?),
            Method::Delete => {
                let location = self.location(self.record(&kind, &id)?);
                self.delete(&kind, &id, wish.if_match.as_deref())?;
                return Ok((id, outcome(204, location, None)));
            }
        };
        let record = self.record(&kind, &id)?;
        let version = Some(etag(record.version));
        let outcome = outcome(status, self.location(record), version);
        Ok((id, outcome))
    }
}

impl Job<'_> {
    fn name(&self, position: usize) -> Option<String> {
        self.request.entries.get(position)?.bulk_id.clone()
    }

    /// Refuses an operation that refers to what was not made.
    fn check(&self, operation: &Operation, registry: &Registry) -> Result<(), ScimError> {
        let references = operation.references(registry);
        match references.iter().find(|name| !self.ids.contains_key(*name)) {
            None => Ok(()),
            Some(name) if self.request.makers().contains_key(name.as_str()) => Err(
                ScimError::with_status(409, format!("\"bulkId:{name}\" was not made.")),
            ),
            Some(name) => Err(ScimError::invalid_value(format!(
                "\"bulkId:{name}\" is not in the request."
            ))),
        }
    }

    /// Notes what came of an operation; `location` is where a failed one went to.
    fn note(
        &mut self,
        position: usize,
        outcome: Result<Outcome, ScimError>,
        location: Option<String>,
    ) {
        let outcome = outcome.unwrap_or_else(|error| {
            self.errors += 1;
            Outcome::failed(error, location)
        });
        if let Some(place) = self.outcomes.get_mut(position) {
            *place = Some(outcome);
        }
    }

    /// Says of what was made in a circle that it was undone.
    fn undo(&mut self, unit: &Unit) {
        for &position in &unit.positions {
            if let Some(name) = self.name(position) {
                self.ids.remove(&name);
            }
            let was_made = |outcome: &Outcome| outcome.result.is_ok();
            let outcome = self.outcomes.get(position).and_then(Option::as_ref);
            if outcome.is_some_and(was_made) {
                let detail = "Another resource of its circle could not be made.";
                self.note(position, Err(ScimError::with_status(409, detail)), None);
            }
        }
    }
}

fn outcome(status: u16, location: String, version: Option<String>) -> Outcome {
    Outcome {
        result: Ok(status),
        location: Some(location),
        version,
    }
}
