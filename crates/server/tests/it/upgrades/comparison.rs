//! What of an earlier answer is gone or different in a later one.

use serde_json::{Map, Value};

/// Where and how the later answer falls short of the earlier one. Members of objects may have come
/// in between; elements of lists must not, but for what is true only by way of others.
pub(super) fn shortfalls(place: &str, earlier: &Value, later: Option<&Value>) -> Vec<String> {
    match (earlier, later) {
        (_, None) => vec![format!("{place} is gone")],
        (Value::Object(earlier), Some(Value::Object(later))) => {
            let says_otherwise = |name: &str| name == "in_scope" && is_leaver(later);
            let kept = earlier.iter().filter(|(name, _)| !says_otherwise(name));
            let compare = |(name, value): (&String, _)| {
                shortfalls(&format!("{place}.{name}"), value, later.get(name))
            };
            kept.flat_map(compare).collect()
        }
        (Value::Array(earlier), Some(Value::Array(later))) => of_lists(place, earlier, later),
        (_, Some(later)) if earlier == later => Vec::new(),
        (_, Some(later)) => vec![format!("{place} was {earlier} and is {later}")],
    }
}

fn of_lists(place: &str, earlier: &[Value], later: &[Value]) -> Vec<String> {
    let was_told = |element| earlier.iter().any(|other| key(other) == key(element));
    let later: Vec<&Value> = later
        .iter()
        .filter(|element| !is_indirect(element) || was_told(*element))
        .collect();
    let mut found = Vec::new();
    for (index, element) in earlier.iter().enumerate() {
        let (name, now) = match key(element) {
            Some(wanted) => {
                let mut others = later.iter().copied();
                (
                    wanted.to_owned(),
                    others.find(|other| key(other) == Some(wanted)),
                )
            }
            None => (index.to_string(), later.get(index).copied()),
        };
        found.extend(shortfalls(&format!("{place}[{name}]"), element, now));
    }
    if later.len() > earlier.len() {
        let (was, is) = (earlier.len(), later.len());
        found.push(format!("{place} had {was} elements and has {is}"));
    }
    found
}

/// What tells an element from its neighbours, if anything does.
fn key(element: &Value) -> Option<&str> {
    let name = |name| element.get(name).and_then(Value::as_str);
    name("id").or_else(|| name("value"))
}

/// A contact that has left. Earlier versions said of everybody to be in scope.
fn is_leaver(contact: &Map<String, Value>) -> bool {
    contact.get("status").and_then(Value::as_str) == Some("left")
}

/// A membership by way of another group (RFC 7643 §4.1.2), which an earlier version did not tell.
fn is_indirect(element: &Value) -> bool {
    element.get("type").and_then(Value::as_str) == Some("indirect")
}

#[test]
fn everything_gone_or_different_is_found() {
    use serde_json::json;

    let earlier =
        json!([{"id": "a", "n": 1, "groups": [{"value": "g"}]}, {"id": "b", "s": ["x", "y"]}]);
    for (later, expected) in [
        (earlier.clone(), vec![]),
        (
            json!([
                {"id": "b", "s": ["x", "y"], "new": 1},
                {"id": "a", "n": 1, "groups": [{"value": "g"}, {"value": "h", "type": "indirect"}]},
            ]),
            vec![],
        ),
        (
            json!([{"id": "a", "n": 2, "groups": []}, {"id": "b", "s": ["y", "x"]}]),
            vec![
                "r[a].groups[g] is gone",
                "r[a].n was 1 and is 2",
                "r[b].s[0] was \"x\" and is \"y\"",
                "r[b].s[1] was \"y\" and is \"x\"",
            ],
        ),
        (
            json!([{"id": "b", "s": ["x", "y", "z"]}]),
            vec!["r[a] is gone", "r[b].s had 2 elements and has 3"],
        ),
        (
            json!([earlier[0], earlier[1], {"id": "c", "type": "indirect"}]),
            vec![],
        ),
        (
            json!([earlier[0], earlier[1], {"id": "c"}]),
            vec!["r had 2 elements and has 3"],
        ),
    ] {
        let mut found = shortfalls("r", &earlier, Some(&later));
        found.sort();
        assert_eq!(found, expected, "{later}");
    }
}
