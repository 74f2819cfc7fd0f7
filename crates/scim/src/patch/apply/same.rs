//! When two values are the same: as filters compare them, by each attribute's `caseExact`.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::comparable;
use crate::schema::Attribute;

/// Whether two values of an attribute, or of an element of it, are the same.
pub(super) fn value(attribute: &Attribute, left: &Value, right: &Value) -> bool {
    left == right || comparable::value(attribute, left) == comparable::value(attribute, right)
}

/// Elements to look for in a list, each by what is said of it. Looking one up takes as long as
/// there are different sets of sub-attributes in them, however many elements there are.
pub(super) struct Wanted<'a> {
    attribute: &'a Attribute,
    keys: HashMap<BTreeSet<String>, HashSet<String>>,
    values: HashSet<String>,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(attribute: &'a Attribute, elements: &[Value]) -> Self {
        let mut wanted = Self {
            attribute,
            keys: HashMap::new(),
            values: HashSet::new(),
        };
        for element in elements {
            wanted.insert(element);
        }
        wanted
    }

    /// Whether an element has everything that one of those wanted has, and perhaps more.
    pub(super) fn is_met_by(&self, element: &Value) -> bool {
        let Value::Object(parts) = element else {
            let value = comparable::value(self.attribute, element).to_string();
            return self.values.contains(&value);
        };
        self.keys.iter().any(|(names, keys)| {
            comparable::key(self.attribute, parts, names.iter().map(String::as_str))
                .is_some_and(|key| keys.contains(&key))
        })
    }

    fn insert(&mut self, element: &Value) {
        let Value::Object(parts) = element else {
            let value = comparable::value(self.attribute, element).to_string();
            self.values.insert(value);
            return;
        };
        let names: BTreeSet<String> = parts.keys().cloned().collect();
        if let Some(key) = comparable::key(self.attribute, parts, names.iter().map(String::as_str))
        {
            self.keys.entry(names).or_default().insert(key);
        }
    }
}
