//! A bulk request while it is carried out.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use scim::bulk::{BulkRequest, Entry, Method, Operation, Outcome, bulk_response};
use scim::{Registry, ScimError};
use serde_json::Value;

use crate::{Act, Caller, Directory, Existing, Rendered, Shape, Write, Written};

/// What was done so far, and what became of it.
pub(super) struct Job<'a> {
    directory: &'a Directory,
    registry: &'a Registry,
    caller: &'a Caller,
    /// The same without a deadline, to undo what was done.
    undoing: Caller,
    entries: &'a [Entry],
    /// The `bulkId`s of all operations that make a resource.
    makers: HashSet<&'a str>,
    /// The ids of the resources that were made, by `bulkId`.
    ids: HashMap<String, String>,
    outcomes: Vec<Option<Outcome>>,
    errors: u64,
    fail_on_errors: u64,
}

/// A write that was done.
pub(super) struct Done {
    pub(super) status: u16,
    pub(super) id: String,
    pub(super) location: String,
    pub(super) version: Option<String>,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        directory: &'a Directory,
        registry: &'a Registry,
        caller: &'a Caller,
        request: &'a BulkRequest,
    ) -> Self {
        Self {
            directory,
            registry,
            caller,
            undoing: Caller {
                deadline: None,
                ..caller.clone()
            },
            entries: &request.entries,
            makers: request.makers().into_keys().collect(),
            ids: HashMap::new(),
            outcomes: vec![None; request.entries.len()],
            errors: 0,
            fail_on_errors: request.fail_on_errors.unwrap_or(u64::MAX),
        }
    }

    /// Whether the time of the whole request is over.
    pub(super) fn is_late(&self) -> bool {
        let deadline = self.caller.deadline;
        deadline.is_some_and(|deadline| deadline <= Instant::now())
    }

    /// Says of operations that they were not begun. They are no errors of the client's.
    pub(super) fn refuse_late(&mut self, positions: &[usize]) {
        for &position in positions {
            let error = self.operation(position).err().unwrap_or_else(not_begun);
            let outcome = Outcome::failed(error, self.location_of(position));
            self.set(position, outcome);
        }
    }

    /// Whether there were as many errors as the client accepts.
    pub(super) fn is_over(&self) -> bool {
        self.errors >= self.fail_on_errors
    }

    pub(super) fn answer(self) -> Value {
        let outcomes = self.entries.iter().zip(self.outcomes);
        bulk_response(outcomes.filter_map(|(entry, outcome)| Some((entry, outcome?))))
    }

    /// Carries out operations that do not refer to each other.
    pub(super) async fn carry_out(&mut self, positions: &[usize]) {
        for &position in positions {
            if self.is_late() {
                self.refuse_late(&[position]);
                continue;
            }
            let result = match self.operation(position) {
                Ok(operation) => match self.check(operation, |_| false) {
                    Ok(()) => {
                        self.write(operation.resolved(self.registry, &self.ids))
                            .await
                    }
                    Err(error) => Err(self.turn_away(operation, error).await),
                },
                Err(error) => Err(error),
            };
            self.note(position, result);
        }
    }

    pub(super) fn operation(&self, position: usize) -> Result<&'a Operation, ScimError> {
        match self.entries.get(position).map(|entry| &entry.operation) {
            Some(Ok(operation)) => Ok(operation),
            Some(Err(error)) => Err(error.clone()),
            None => Err(ScimError::with_status(500, "There is no such operation.")),
        }
    }

    pub(super) fn bulk_id(&self, position: usize) -> Option<&'a str> {
        self.entries.get(position)?.bulk_id.as_deref()
    }

    /// The operation with the ids of what was made up to now; what was not made is left out.
    pub(super) fn resolved(&self, operation: &Operation) -> Operation {
        operation.resolved(self.registry, &self.ids)
    }

    /// From now on the operation's `bulkId` stands for this id, or for none.
    pub(super) fn name(&mut self, position: usize, id: Option<&str>) {
        let Some(name) = self.bulk_id(position) else {
            return;
        };
        match id {
            Some(id) => self.ids.insert(name.to_owned(), id.to_owned()),
            None => self.ids.remove(name),
        };
    }

    /// Refuses an operation that refers to something that was not made, and is not `to_come`.
    pub(super) fn check(
        &self,
        operation: &Operation,
        to_come: impl Fn(&str) -> bool,
    ) -> Result<(), ScimError> {
        let references = operation.references(self.registry);
        let mut names = references.iter().map(String::as_str);
        match names.find(|name| !self.ids.contains_key(*name) && !to_come(name)) {
            None => Ok(()),
            Some(name) if self.makers.contains(name) => Err(failed_before(name)),
            Some(name) => Err(ScimError::invalid_value(format!(
                "\"bulkId:{name}\" refers to nothing: no POST of this bulk request has that bulkId. \
                 Name one of the request, or the id of a resource that exists."
            ))),
        }
    }

    pub(super) fn note(&mut self, position: usize, result: Result<Done, ScimError>) {
        let outcome = match result {
            Ok(written) => {
                if written.status == 201 {
                    self.name(position, Some(&written.id));
                }
                Outcome {
                    result: Ok(written.status),
                    location: Some(written.location),
                    version: written.version,
                }
            }
            Err(error) => {
                self.errors += 1;
                Outcome::failed(error, self.location_of(position))
            }
        };
        self.set(position, outcome);
    }

    fn set(&mut self, position: usize, outcome: Outcome) {
        if let Some(place) = self.outcomes.get_mut(position) {
            *place = Some(outcome);
        }
    }

    /// Does what an operation says, by the use-case that a single request would have come to.
    pub(super) async fn write(&self, operation: Operation) -> Result<Done, ScimError> {
        self.write_for(self.caller, operation).await
    }

    /// Takes back what an operation did, be it late or not.
    pub(super) async fn undo(&self, operation: Operation) -> Result<Done, ScimError> {
        self.write_for(&self.undoing, operation).await
    }

    async fn write_for(&self, caller: &Caller, operation: Operation) -> Result<Done, ScimError> {
        let location = self.location(&operation);
        let (id, resource_type) = (operation.id.clone(), operation.resource_type.clone());
        let id = id.as_deref();
        let request = request(caller, operation, resource_type, id);
        let without_body = |location, version| Done {
            status: 204,
            id: id.unwrap_or_default().to_owned(),
            location,
            version,
        };
        Ok(match self.directory.write(request).await? {
            Written::Created(made) => done(201, made),
            Written::Changed(new) => done(200, new),
            Written::Unlisted { version, location } => without_body(location, Some(version)),
            Written::Deleted => without_body(location.unwrap_or_default(), None),
        })
    }

    /// Refuses an operation because of another one, and has that journaled.
    pub(super) async fn turn_away(&self, operation: &Operation, error: ScimError) -> ScimError {
        let (resource_type, id) = (operation.resource_type.clone(), operation.id.as_deref());
        let request = request(self.caller, operation.clone(), resource_type, id);
        self.directory.turn_away(&request, error).await
    }

    fn location_of(&self, position: usize) -> Option<String> {
        let operation = self.operation(position).ok()?;
        self.location(&operation.resolved(self.registry, &self.ids))
    }

    /// The address that an operation goes to, unless it is yet to be made.
    fn location(&self, operation: &Operation) -> Option<String> {
        let id = operation.id.as_deref()?;
        let resource_type = self.registry.resource_type(&operation.resource_type)?;
        let is_known = !id.starts_with("bulkId:");
        is_known.then_some(self.directory.location(resource_type, id))
    }
}

fn request(
    caller: &Caller,
    operation: Operation,
    resource_type: String,
    id: Option<&str>,
) -> Write {
    // The answer shows no more than that, so no members need to be read.
    let shape = Shape {
        attributes: Some("id".to_owned()),
        excluded_attributes: None,
    };
    let body = Ok(operation.data);
    let existing = Existing {
        id: id.unwrap_or_default().to_owned(),
        if_match: operation.version,
        if_none_match: None,
    };
    let act = match operation.method {
        Method::Post => Act::Create { body, shape },
        Method::Put => Act::Replace {
            existing,
            body,
            shape,
        },
        Method::Patch => Act::Patch {
            existing,
            body,
            shape,
        },
        Method::Delete => Act::Delete { existing },
    };
    Write {
        caller: caller.clone(),
        resource_type,
        act,
    }
}

/// 503: there was no time for an operation.
fn not_begun() -> ScimError {
    ScimError::with_status(
        503,
        "The time of this bulk request was over before this operation was begun, so nothing of it \
         was done. Send it again, in a request of fewer operations.",
    )
}

/// 409: an operation depends on another one of the request, which failed or was not tried.
pub(super) fn failed_before(name: &str) -> ScimError {
    ScimError::with_status(
        409,
        format!(
            "\"bulkId:{name}\" refers to an operation of this bulk request that failed, so this one \
             was not carried out. Correct that one and send both again."
        ),
    )
}

fn done(status: u16, rendered: Rendered) -> Done {
    Done {
        status,
        id: rendered.id,
        location: rendered.location,
        version: Some(rendered.version),
    }
}
