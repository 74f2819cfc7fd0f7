//! What the answer of the recording demands of the answer of now.

use serde_json::{Map, Value};

use super::names::Names;
use crate::http::{Request, Response};
use crate::replay::{Difference, Variables, compare};

/// Accepts every value.
const ANY: &str = "{{any}}";

/// Facts about a resource that are others each time.
const TIMES: [&str; 3] = ["created", "lastModified", "version"];

/// Headers that must be there if they were.
const HEADERS: [&str; 3] = ["location", "etag", "www-authenticate"];

/// Takes from an answer what the names of the recording stand for now.
pub(super) fn learn(request: &Request, recorded: &Response, now: &Response, names: &mut Names) {
    let (Some(old), Some(new)) = (recorded.json(), now.json()) else {
        learn_address(recorded.header("location"), now.header("location"), names);
        return;
    };
    learn_value(&old, &new, names);
    learn_address(recorded.header("location"), now.header("location"), names);
    let id = new.get("id").and_then(Value::as_str).map(str::to_owned);
    let id = id.or_else(|| request.path.rsplit('/').next().map(str::to_owned));
    if let (Some(id), Some(old), Some(new)) = (id, recorded.header("etag"), now.header("etag")) {
        names.version(&id, old, new);
    }
}

/// Where the answer of now differs from what the recording lets one expect.
pub(super) fn differences(
    request: &Request,
    recorded: &Response,
    now: &Response,
    names: &Names,
) -> Vec<Difference> {
    let mut variables = Variables::default();
    let mut found = compare(
        "status",
        &recorded.status.into(),
        &now.status.into(),
        &mut variables,
    );
    found.extend(header_differences(recorded, now));
    match (recorded.json(), now.json()) {
        (Some(old), Some(new)) => {
            let mut expected = names.value(&old);
            let mut new = new;
            if is_open_list(request, &expected) {
                close(&mut expected, &mut new);
            }
            align(&expected, &mut new, request.path.contains("sortBy="));
            let expected = forgiving(&expected, &mut variables);
            found.extend(compare("body", &expected, &new, &mut variables));
        }
        _ => found.extend(text_difference(&names.text(&recorded.body), &now.body)),
    }
    found
}

fn learn_value(old: &Value, new: &Value, names: &mut Names) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            learn_object(old, new, names);
            for (name, value) in old {
                if let Some(now) = new.get(name) {
                    learn_value(value, now, names);
                }
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (value, now) in old.iter().zip(new) {
                learn_value(value, now, names);
            }
        }
        _ => {}
    }
}

fn learn_object(old: &Map<String, Value>, new: &Map<String, Value>, names: &mut Names) {
    let pair = |name: &str| {
        let (old, new) = (old.get(name)?.as_str()?, new.get(name)?.as_str()?);
        Some((old.to_owned(), new.to_owned()))
    };
    for name in ["nextCursor", "previousCursor"] {
        if let Some((old, new)) = pair(name) {
            names.word(&old, &new);
        }
    }
    // What has no `meta` is no resource: an extension may have ids of its own.
    if let (Some((old_id, new_id)), true) = (pair("id"), old.contains_key("meta")) {
        let is_known = names.text(&old_id) != old_id;
        if !is_known {
            names.word(&old_id, &new_id);
        }
        let fact = |fields: &Map<String, Value>, name: &str| {
            let fact = fields.get("meta")?.get(name)?.as_str()?;
            Some(fact.to_owned())
        };
        // Filters name them later.
        for name in ["created", "lastModified"] {
            if let (Some(old), Some(new)) = (fact(old, name), fact(new, name)) {
                names.word(&old, &new);
            }
        }
        if let (Some(old), Some(new)) = (fact(old, "version"), fact(new, "version")) {
            names.version(&new_id, &old, &new);
        }
    }
    if let (Some(_), Some((old, new))) = (old.get("method"), pair("location")) {
        learn_address(Some(&old), Some(&new), names);
    }
}

/// The last segment of an address is an id.
fn learn_address(old: Option<&str>, new: Option<&str>, names: &mut Names) {
    let (Some(old), Some(new)) = (old, new) else {
        return;
    };
    if let (Some((_, old)), Some((_, new))) = (old.rsplit_once('/'), new.rsplit_once('/'))
        && old != new
        && names.text(old) == old
    {
        names.word(old, new);
    }
}

fn header_differences(recorded: &Response, now: &Response) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differ = |name: &str, expected: Option<&str>, actual: Option<&str>| {
        found.push(Difference {
            place: format!("header {name}"),
            expected: expected.map(Value::from),
            actual: actual.map(Value::from),
        });
    };
    let media = |answer: &Response| answer.header("content-type").map(media_type);
    let (expected, actual) = (media(recorded), media(now));
    if expected != actual {
        differ("content-type", expected.as_deref(), actual.as_deref());
    }
    for name in HEADERS {
        let (expected, actual) = (recorded.header(name), now.header(name));
        if expected.is_some() != actual.is_some() {
            differ(name, expected, actual);
        }
    }
    found
}

/// The content type without its parameters.
fn media_type(header: &str) -> String {
    let media = header.split(';').next().unwrap_or_default();
    media.trim().to_ascii_lowercase()
}

fn text_difference(expected: &str, actual: &str) -> Option<Difference> {
    (expected != actual).then(|| Difference {
        place: "body".to_owned(),
        expected: (!expected.is_empty()).then(|| expected.into()),
        actual: (!actual.is_empty()).then(|| actual.into()),
    })
}

/// Whether it is a list that nothing narrows, so that it holds what else is in the store.
fn is_open_list(request: &Request, body: &Value) -> bool {
    let path = request.path.split('?').next().unwrap_or_default();
    let is_discovery = ["/Schemas", "/ResourceTypes"].contains(&path);
    let has_filter = request.path.contains("filter=")
        || request
            .body
            .as_deref()
            .is_some_and(|body| body.contains("\"filter\""));
    body.get("totalResults").is_some() && !is_discovery && !has_filter
}

/// Leaves out of both what depends on the rest of the store.
fn close(expected: &mut Value, now: &mut Value) {
    for body in [expected, now] {
        for name in [
            "totalResults",
            "itemsPerPage",
            "Resources",
            "nextCursor",
            "previousCursor",
        ] {
            if let Some(fields) = body.as_object_mut() {
                fields.shift_remove(name);
            }
        }
    }
}

/// Brings the elements of lists into the order of the recording where it says nothing: `ordered` is
/// whether that of the top-level `Resources` does.
fn align(expected: &Value, now: &mut Value, ordered: bool) {
    match (expected, now) {
        (Value::Object(expected), Value::Object(now)) => {
            for (name, value) in expected {
                if let Some(found) = now.get_mut(name) {
                    match (found, ordered && name == "Resources") {
                        (Value::Array(found), true) => {
                            for (value, found) in value.as_array().into_iter().flatten().zip(found)
                            {
                                align(value, found, false);
                            }
                        }
                        (found, _) => align(value, found, ordered),
                    }
                }
            }
        }
        (Value::Array(expected), Value::Array(now)) => {
            for (index, value) in expected.iter().enumerate() {
                let rest = now.iter().enumerate().skip(index);
                let place = rest
                    .filter(|(_, found)| is_same(value, found))
                    .map(|(at, _)| at)
                    .next();
                if let Some(place) = place {
                    now.swap(index, place);
                }
                if let Some(found) = now.get_mut(index) {
                    align(value, found, false);
                }
            }
        }
        _ => {}
    }
}

/// Whether two elements of lists are the same one.
fn is_same(expected: &Value, found: &Value) -> bool {
    let keys = ["id", "bulkId", "value", "name"];
    let key = keys.iter().find(|key| expected.get(**key).is_some());
    match key {
        Some(key) => {
            expected.get(key) == found.get(key) && expected.get("type") == found.get("type")
        }
        None => expected == found,
    }
}

/// The expected body with placeholders where any value is right.
fn forgiving(expected: &Value, variables: &mut Variables) -> Value {
    match expected {
        Value::String(text) if text.contains("{{") => {
            // It is no placeholder: it stood so in the recording.
            let name = format!("text {text}").replace(['{', '}'], "_");
            variables.set(&name, text.as_str().into());
            format!("{{{{{name}}}}}").into()
        }
        Value::Array(list) => list.iter().map(|it| forgiving(it, variables)).collect(),
        Value::Object(fields) => {
            let is_error = fields.contains_key("detail") && fields.contains_key("status");
            let field = |(name, value): (&String, &Value)| {
                let is_any = match name.as_str() {
                    "detail" => is_error,
                    "nextCursor" | "previousCursor" | "version" => value.is_string(),
                    _ => false,
                };
                let value = match (name.as_str(), value) {
                    _ if is_any => ANY.into(),
                    ("meta", Value::Object(meta)) => forgiving_meta(meta, variables),
                    _ => forgiving(value, variables),
                };
                (name.clone(), value)
            };
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

fn forgiving_meta(meta: &Map<String, Value>, variables: &mut Variables) -> Value {
    let field = |(name, value): (&String, &Value)| {
        let is_time = value
            .as_str()
            .is_some_and(|text| scim::instant::parse(text).is_some());
        let value = if is_time || TIMES.contains(&name.as_str()) {
            ANY.into()
        } else {
            forgiving(value, variables)
        };
        (name.clone(), value)
    };
    Value::Object(meta.iter().map(field).collect())
}
