//! What differs between two states of a resource, by attribute path.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Resource;

/// One attribute whose value differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its path: `title`, `name.givenName`, `emails`, `urn:…:User:department`.
    pub attribute: String,
    /// The value before; null if there was none.
    pub old: Value,
    /// The value after; null if there is none.
    pub new: Value,
}

/// The changes that lead from `old` to `new`, in the order in which the attributes stand in `old`,
/// then those that only `new` has.
///
/// The parts of a single-valued complex attribute and of an extension are compared one by one;
/// a multi-valued attribute is one value. Passwords are in no resource, so in no change either.
pub fn changes(old: &Resource, new: &Resource) -> Vec<Change> {
    let mut changes = Vec::new();
    compare(old.attributes(), new.attributes(), "", &mut changes);
    changes
}

fn compare(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    prefix: &str,
    changes: &mut Vec<Change>,
) {
    let added = new.keys().filter(|name| !old.contains_key(*name));
    for name in old.keys().chain(added) {
        let (before, after) = (old.get(name), new.get(name));
        if before != after {
            record(&format!("{prefix}{name}"), before, after, changes);
        }
    }
}

fn record(path: &str, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<Change>) {
    let empty = Map::new();
    let parts = |value: Option<&'_ Value>| value.and_then(Value::as_object).cloned();
    let (before, after) = (parts(old), parts(new));
    if before.is_none() && after.is_none() {
        changes.push(Change {
            attribute: path.to_owned(),
            old: old.cloned().unwrap_or_default(),
            new: new.cloned().unwrap_or_default(),
        });
        return;
    }
    let prefix = format!("{path}{}", separator(path));
    let (before, after) = (before.as_ref(), after.as_ref());
    compare(
        before.unwrap_or(&empty),
        after.unwrap_or(&empty),
        &prefix,
        changes,
    );
}

/// An extension's attributes follow its URN behind a colon, sub-attributes follow a dot.
fn separator(path: &str) -> char {
    todo!("{path}")
}
