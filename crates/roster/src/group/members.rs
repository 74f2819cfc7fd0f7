//! Who came into a group and who went out of it.

use std::collections::BTreeSet;

use scim::diff::Change;
use serde_json::{Value, json};

/// The members that a request adds and removes, all its changes taken together: whoever is added
/// and removed again did neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberDelta {
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl MemberDelta {
    /// Whether nobody came or went.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many came or went.
    pub fn len(&self) -> usize {
        self.added.len() + self.removed.len()
    }

    /// SCIM ids of those who came.
    pub fn added(&self) -> &BTreeSet<String> {
        &self.added
    }

    /// SCIM ids of those who went.
    pub fn removed(&self) -> &BTreeSet<String> {
        &self.removed
    }

    /// Everyone whose membership changed.
    pub fn ids(&self) -> Vec<String> {
        self.added.union(&self.removed).cloned().collect()
    }

    /// These were not members before, and are now.
    pub fn add(&mut self, ids: impl IntoIterator<Item = String>) {
        for id in ids {
            if !self.removed.remove(&id) {
                self.added.insert(id);
            }
        }
    }

    /// These were members before, and are no longer.
    pub fn remove(&mut self, ids: impl IntoIterator<Item = String>) {
        for id in ids {
            if !self.added.remove(&id) {
                self.removed.insert(id);
            }
        }
    }

    /// What the journal says of it; `None` if nobody came or went.
    pub fn change(&self) -> Option<Change> {
        (!self.is_empty()).then(|| Change {
            attribute: "members".to_owned(),
            old: list(&self.removed),
            new: list(&self.added),
        })
    }
}

fn list(ids: &BTreeSet<String>) -> Value {
    if ids.is_empty() {
        Value::Null
    } else {
        json!(ids)
    }
}
