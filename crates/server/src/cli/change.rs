//! What changed, in words.

use std::collections::HashMap;

use scim::diff::Change;
use serde_json::Value;

/// So many characters of a value are shown.
const LONGEST: usize = 60;

/// So many of those that came or went are named.
pub(super) const NAMED: usize = 5;

/// Changes in words. Of lists it is told what came and went: by name, where `names` has one for an id.
pub(super) fn in_words(changes: &[Change], names: &HashMap<String, String>) -> String {
    let changes = changes.iter().map(|change| said(change, names));
    changes.collect::<Vec<_>>().join("; ")
}

fn said(change: &Change, names: &HashMap<String, String>) -> String {
    let Change {
        attribute,
        old,
        new,
    } = change;
    match (old, new) {
        (Value::Null, Value::Array(came)) => format!("{attribute}: {}", moved('+', came, names)),
        (Value::Array(went), Value::Null) => format!("{attribute}: {}", moved('-', went, names)),
        (Value::Array(went), Value::Array(came)) => {
            let (went, came) = differing(went, came);
            let parts = [moved('-', &went, names), moved('+', &came, names)];
            let parts = parts.iter().filter(|part| !part.is_empty());
            let parts: Vec<&str> = parts.map(String::as_str).collect();
            format!("{attribute}: {}", parts.join(" "))
        }
        (Value::Null, new) => format!("{attribute}: {}", short(new)),
        (old, Value::Null) => format!("{attribute}: {} removed", short(old)),
        (old, new) => format!("{attribute}: {} → {}", short(old), short(new)),
    }
}

/// What only one of two lists has; both lists if they have the same in another order.
fn differing(old: &[Value], new: &[Value]) -> (Vec<Value>, Vec<Value>) {
    let without = |list: &[Value], other: &[Value]| -> Vec<Value> {
        let only = list.iter().filter(|value| !other.contains(value));
        only.cloned().collect()
    };
    // Nobody reads more than a few, and long lists are of ids that came and went.
    if old.len().max(new.len()) > 1_000 {
        return (old.to_vec(), new.to_vec());
    }
    match (without(old, new), without(new, old)) {
        (went, came) if went.is_empty() && came.is_empty() => (old.to_vec(), new.to_vec()),
        differing => differing,
    }
}

/// The first of those that came or went, and how many there are more.
fn moved(sign: char, values: &[Value], names: &HashMap<String, String>) -> String {
    if values.is_empty() {
        return String::new();
    }
    let name = |value: &Value| {
        let known = value.as_str().and_then(|id| names.get(id));
        known.cloned().unwrap_or_else(|| short(value))
    };
    let first: Vec<String> = values.iter().take(NAMED).map(name).collect();
    let more = match values.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{sign}{}{more}", first.join(", "))
}

/// A value, or its beginning.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) => match parts.get("value") {
            Some(Value::String(text)) => text.clone(),
            _ => value.to_string(),
        },
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let names = HashMap::from([("a".to_owned(), "Ann Lee".to_owned())]);
        for (old, new, expected) in [
            (json!("Clerk"), json!("Lead"), "title: Clerk → Lead"),
            (json!(null), json!("Lead"), "title: Lead"),
            (json!("Clerk"), json!(null), "title: Clerk removed"),
            (json!(true), json!(false), "title: true → false"),
            (json!(null), json!(["a", "b"]), "title: +Ann Lee, b"),
            (json!(["a"]), json!(null), "title: -Ann Lee"),
            (json!(["a"]), json!(["b", "c"]), "title: -Ann Lee +b, c"),
            (json!(["a", "b"]), json!(["b", "c"]), "title: -Ann Lee +c"),
            (json!(["b"]), json!(["b", "c"]), "title: +c"),
            (
                json!(null),
                json!([{"value": "x@y.example", "type": "work"}]),
                "title: +x@y.example",
            ),
            (
                json!(null),
                json!(["1", "2", "3", "4", "5", "6", "7"]),
                "title: +1, 2, 3, 4, 5 and 2 more",
            ),
            (json!(null), json!({"a": 1}), "title: {\"a\":1}"),
        ] {
            let attribute = "title".to_owned();
            let change = Change {
                attribute,
                old,
                new,
            };
            assert_eq!(said(&change, &names), expected);
        }
        let long = json!("é".repeat(LONGEST + 1));
        assert_eq!(short(&long), format!("{}…", "é".repeat(LONGEST)));
    }
}
