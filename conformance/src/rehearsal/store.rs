//! What the server holds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use scim::Resource;

/// The clock's beginning, in seconds since 1970.
const BEGINNING: i64 = 1_767_225_600;

/// One resource.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// The name of its type.
    pub(super) kind: String,
    pub(super) id: String,
    /// From 1, one more with each change.
    pub(super) version: u64,
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
    pub(super) resource: Resource,
    /// Ids, in the order in which they came.
    pub(super) members: Vec<String>,
}

/// All resources, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    records: BTreeMap<String, Record>,
    made: u64,
    writes: i64,
    /// Ids of what is about to be made, which others may refer to already.
    pub(super) promised: BTreeSet<String>,
}

impl Store {
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// An id that nobody has. Later ones are greater.
    pub(super) fn new_id(&mut self) -> String {
        self.made += 1;
        format!("00000000-0000-7000-8000-{:012x}", self.made)
    }

    /// The time of a write.
    pub(super) fn tick(&mut self) -> DateTime<Utc> {
        self.writes += 1;
        DateTime::UNIX_EPOCH + TimeDelta::seconds(BEGINNING.saturating_add(self.writes))
    }

    pub(super) fn get(&self, kind: &str, id: &str) -> Option<&Record> {
        self.any(id).filter(|record| record.kind == kind)
    }

    /// The resource of that id, of whatever type.
    pub(super) fn any(&self, id: &str) -> Option<&Record> {
        self.records.get(id)
    }

    /// Whether something may refer to the id.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.records.contains_key(id) || self.promised.contains(id)
    }

    pub(super) fn of_kind<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Record> {
        let records = self.records.values();
        records.filter(move |record| record.kind == kind)
    }

    /// What has the resource of that id as a member.
    pub(super) fn groups_of<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Record> {
        let holds = move |record: &&Record| record.members.iter().any(|member| member == id);
        self.records.values().filter(holds)
    }

    pub(super) fn put(&mut self, record: Record) {
        self.records.insert(record.id.clone(), record);
    }

    /// Takes a resource away, and out of all groups.
    pub(super) fn remove(&mut self, id: &str) {
        let now = self.tick();
        self.records.remove(id);
        for record in self.records.values_mut() {
            let before = record.members.len();
            record.members.retain(|member| member != id);
            if record.members.len() != before {
                record.version += 1;
                record.modified = now;
            }
        }
    }
}
