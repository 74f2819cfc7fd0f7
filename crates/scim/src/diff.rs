//! What differs between two states of a resource, by attribute path.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::schema::{Attribute, Returned};
use crate::{Resource, ResourceType};

/// What stands for a value that nobody may read.
const CONCEALED: &str = "(not disclosed)";

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

/// The changes that lead from `old` to `new`, in the order of their paths: a database need not keep
/// the order in which attributes came, and the same change shall always be told alike.
///
/// The parts of a single-valued complex attribute and of an extension are compared one by one; a
/// multi-valued attribute is one value. Passwords are in no resource, so in no change either.
pub fn changes(old: &Resource, new: &Resource) -> Vec<Change> {
    let mut changes = Vec::new();
    compare_objects(old.attributes(), new.attributes(), "", &mut changes);
    changes.sort_by(|a, b| a.attribute.cmp(&b.attribute));
    changes
}

/// Hides the values of attributes that are never returned: that they changed may be told, what they
/// are may not.
pub fn conceal(changes: &mut [Change], resource_type: &ResourceType) {
    for change in changes {
        let Some(place) = resource_type.find_path(&change.attribute) else {
            continue;
        };
        let is_hidden = [place.attribute, place.leaf()].into_iter().any(is_never);
        for value in [&mut change.old, &mut change.new] {
            if is_hidden && !value.is_null() {
                *value = CONCEALED.into();
            } else {
                conceal_parts(place.leaf(), value);
            }
        }
    }
}

fn conceal_parts(attribute: &Attribute, value: &mut Value) {
    match value {
        Value::Array(elements) => elements
            .iter_mut()
            .for_each(|element| conceal_parts(attribute, element)),
        Value::Object(parts) => {
            for (name, part) in parts {
                if attribute.sub(name).is_some_and(is_never) {
                    *part = CONCEALED.into();
                }
            }
        }
        _ => {}
    }
}

fn is_never(attribute: &Attribute) -> bool {
    attribute.returned == Returned::Never
}

fn compare_objects(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    prefix: &str,
    changes: &mut Vec<Change>,
) {
    let added = new.keys().filter(|name| !old.contains_key(*name));
    for name in old.keys().chain(added) {
        compare_values(name, old.get(name), new.get(name), prefix, changes);
    }
}

fn compare_values(
    name: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    prefix: &str,
    changes: &mut Vec<Change>,
) {
    if old == new {
        return;
    }
    let path = format!("{prefix}{name}");
    // A missing object has no parts, so that each part of what appears or vanishes is one change.
    let none = Map::new();
    match (parts(old, &none), parts(new, &none)) {
        (Some(old), Some(new)) => {
            let prefix = format!("{path}{}", separator(name));
            compare_objects(old, new, &prefix, changes);
        }
        _ => changes.push(Change {
            attribute: path,
            old: old.cloned().unwrap_or_default(),
            new: new.cloned().unwrap_or_default(),
        }),
    }
}

fn parts<'v>(
    value: Option<&'v Value>,
    none: &'v Map<String, Value>,
) -> Option<&'v Map<String, Value>> {
    value.map_or(Some(none), Value::as_object)
}

/// What stands between a name and the names inside it: a URN, and only a URN, has colons.
fn separator(name: &str) -> char {
    if name.contains(':') { ':' } else { '.' }
}
