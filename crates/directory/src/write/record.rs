//! What the journal will say of a write, gathered while it is carried out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use roster::group::MemberDelta;
use roster::{Action, JournalCategory, JournalEntry, JournalError, Status, Target};
use scim::diff::Change;
use scim::normalize::note_ignored;
use scim::schema::Role;
use scim::text::storable;
use scim::{Limits, Resource, ResourceType, ScimError, uri};
use serde_json::Value;
use uuid::Uuid;

use crate::{Act, Caller, Write};

/// A journal entry in the making.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) action: Action,
    pub(super) target_id: Option<String>,
    pub(super) target_name: Option<String>,
    pub(super) changes: Vec<Change>,
    pub(super) ignored: Vec<String>,
    pub(super) membership_changes: usize,
    members: MemberDelta,
    target: Target,
    resource_type: Option<String>,
}

impl Record {
    /// What can be said before anything was looked at: for a write that is refused at once.
    pub(super) fn intended(request: &Write, resource_type: &ResourceType, limits: &Limits) -> Self {
        let (action, target_name) = match &request.act {
            Act::Create { body, .. } => {
                let body = body.as_ref().ok();
                let name = body.and_then(|body| name_in(body.value(), resource_type, limits));
                (Action::Create, name)
            }
            Act::Replace { .. } | Act::Patch { .. } => (Action::Update, None),
            Act::Delete { .. } => (Action::Delete, None),
        };
        let target = target(resource_type);
        Self {
            action,
            target,
            resource_type: (target == Target::Resource).then(|| resource_type.name.clone()),
            target_id: request.id().filter(|id| is_ours(id)).map(str::to_owned),
            target_name,
            changes: Vec::new(),
            ignored: Vec::new(),
            membership_changes: 0,
            members: MemberDelta::default(),
        }
    }

    /// Tells of a group's members that came and went.
    pub(super) fn note_members(&mut self, members: MemberDelta) {
        self.membership_changes += members.len();
        self.members = members;
    }

    /// Names the attributes that hold something else than the URI they should, and are kept.
    pub(super) fn note_links(
        &mut self,
        before: &Resource,
        after: &Resource,
        resource_type: &ResourceType,
    ) {
        for path in uri::newly_malformed(before, after, resource_type) {
            note_ignored(&mut self.ignored, &format!("{path} (kept, but no URI)"));
        }
    }

    /// The entry of a write that was done. Without any change it was skipped, unless it made or
    /// removed the resource. Members that came and went are beside it, since they may be many.
    pub(super) fn done(
        &mut self,
        id: String,
        at: DateTime<Utc>,
        caller: &Caller,
    ) -> (JournalEntry, MemberDelta) {
        let whole = matches!(self.action, Action::Create | Action::Delete);
        let status = if whole || !self.changes.is_empty() || !self.members.is_empty() {
            Status::Success
        } else {
            Status::Skipped
        };
        let changes = std::mem::take(&mut self.changes);
        let entry = JournalEntry {
            changes,
            status,
            ..self.entry(id, at, caller)
        };
        (entry, std::mem::take(&mut self.members))
    }

    /// The entry of a write that was refused. Nothing changed, whatever was found out before.
    pub(super) fn refused(
        self,
        id: String,
        at: DateTime<Utc>,
        caller: &Caller,
        error: &ScimError,
    ) -> JournalEntry {
        JournalEntry {
            error: Some(JournalError::from(error)),
            membership_changes: 0,
            ..self.entry(id, at, caller)
        }
    }

    fn entry(&self, id: String, at: DateTime<Utc>, caller: &Caller) -> JournalEntry {
        JournalEntry {
            id,
            at,
            action: self.action,
            target: self.target,
            resource_type: self.resource_type.clone(),
            target_id: self.target_id.clone(),
            target_name: self.target_name.clone(),
            status: Status::Failure,
            changes: Vec::new(),
            error: None,
            token_id: Some(caller.token_id.clone()),
            request_id: Some(caller.request_id.clone()),
            ignored: self.ignored.clone(),
            membership_changes: u32::try_from(self.membership_changes).unwrap_or(u32::MAX),
            category: JournalCategory::Write,
            actor: None,
            times: None,
        }
    }
}

/// The record of a write that may be carried out on another thread: there it is taken, and put back
/// when the write is done or has failed.
#[derive(Clone, Debug)]
pub(super) struct Shared(Arc<Mutex<Option<Record>>>);

impl Shared {
    pub(super) fn new(record: Record) -> Self {
        Self(Arc::new(Mutex::new(Some(record))))
    }

    /// None if a write that has it never came to its end.
    pub(super) fn take(&self) -> Option<Record> {
        self.lock().take()
    }

    pub(super) fn put(&self, record: Record) {
        *self.lock() = Some(record);
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, Option<Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether resources of a type are people or groups to the training programme, or nothing to it.
fn target(resource_type: &ResourceType) -> Target {
    match resource_type.role {
        Role::User => Target::User,
        Role::Group => Target::Group,
        Role::Other => Target::Resource,
    }
}

/// The name a client wants to give, as far as its body can be read.
fn name_in(body: &Value, resource_type: &ResourceType, limits: &Limits) -> Option<String> {
    let attribute = resource_type.unique_attribute()?;
    let (_, name) = body
        .as_object()?
        .iter()
        .find(|(key, _)| attribute.is_named(key))?;
    let name = name.as_str()?;
    (name.len() <= limits.string_length).then(|| storable(name).into_owned())
}

/// Whether an id has the form of those that are given here; anything else in a path is noise.
fn is_ours(id: &str) -> bool {
    id.len() == 36 && Uuid::try_parse(id).is_ok()
}
