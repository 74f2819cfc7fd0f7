//! Changing requests and answers.

use conformance::http::{Request, Response};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

/// The path without its query.
pub(crate) fn place(request: &Request) -> &str {
    request.path.split('?').next().unwrap_or_default()
}

/// Whether it asks for the discovery documents.
pub(crate) fn is_discovery(request: &Request) -> bool {
    ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"]
        .iter()
        .any(|start| request.path.starts_with(start))
}

/// Whether it goes to the endpoint of a resource type.
pub(crate) fn is_collection(request: &Request) -> bool {
    let place = place(request);
    !is_discovery(request) && place != "/Bulk" && place.matches('/').count() == 1
}

/// Whether it makes a single resource.
pub(crate) fn is_create(request: &Request) -> bool {
    request.method == "POST" && is_collection(request) && place(request) != "/.search"
}

/// Whether the answer is a list of resources.
pub(crate) fn is_list(request: &Request, answer: &Response) -> bool {
    let searches = request.method == "GET" && is_collection(request)
        || request.method == "POST" && place(request).ends_with("/.search");
    searches && answer.status == 200
}

/// Whether the answer is a refusal.
pub(crate) fn is_error(answer: &Response) -> bool {
    answer.status >= 400
}

/// The answer with its JSON changed.
pub(crate) fn body(answer: Response, change: impl FnOnce(&mut Value)) -> Response {
    let Some(mut body) = answer.json() else {
        return answer;
    };
    change(&mut body);
    Response {
        body: body.to_string(),
        ..answer
    }
}

/// The answer with every resource in it changed, single or of a list; not those of discovery.
pub(crate) fn resources(
    request: &Request,
    answer: Response,
    mut change: impl FnMut(&mut Map<String, Value>),
) -> Response {
    if is_discovery(request) || is_error(&answer) || request.path == "/Bulk" {
        return answer;
    }
    body(answer, |body| match body.get_mut("Resources") {
        Some(Value::Array(list)) => {
            list.iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(change);
        }
        _ => {
            if let Some(resource) = body.as_object_mut()
                && resource.contains_key("id")
            {
                change(resource);
            }
        }
    })
}

/// The answer without a header.
pub(crate) fn without_header(mut answer: Response, name: &str) -> Response {
    answer.headers.retain(|(known, _)| known != name);
    answer
}

/// The answer with another value of a header.
pub(crate) fn with_header(answer: Response, name: &str, value: &str) -> Response {
    let mut answer = without_header(answer, name);
    answer.headers.push((name.to_owned(), value.to_owned()));
    answer
}

/// A SCIM error.
pub(crate) fn error(status: u16, scim_type: Option<&str>) -> Response {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
        "detail": "No.",
    });
    if let Some(word) = scim_type {
        body["scimType"] = word.into();
    }
    Response {
        status,
        headers: vec![(
            "content-type".to_owned(),
            "application/scim+json".to_owned(),
        )],
        body: body.to_string(),
    }
}

/// The request with its query changed.
pub(crate) fn query(request: Request, change: impl Fn(&str, String) -> Option<String>) -> Request {
    let Some((path, query)) = request.path.split_once('?') else {
        return request;
    };
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
    let kept = pairs.filter_map(|(name, value)| {
        let value = change(&name, value)?;
        Some((name, value))
    });
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .finish();
    Request {
        path: format!("{path}?{query}"),
        ..request
    }
}

/// The value of a parameter of the query.
pub(crate) fn parameter(request: &Request, wanted: &str) -> Option<String> {
    let (_, query) = request.path.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.into_owned())
}

/// The request without a parameter, wherever it stands.
pub(crate) fn without(request: Request, parameter: &str) -> Request {
    parameters(request, parameter, |_| None)
}

/// The request with a parameter changed, in the query or in a search message.
pub(crate) fn parameters(
    request: Request,
    parameter: &str,
    change: fn(String) -> Option<String>,
) -> Request {
    if request.method == "POST" && request.path.ends_with("/.search") {
        return sent(request, |body| {
            let Some(fields) = body.as_object_mut() else {
                return;
            };
            let text = match fields.get(parameter) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Array(names)) => {
                    let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
                    names.join(",")
                }
                Some(other) => other.to_string(),
                None => return,
            };
            match change(text) {
                Some(text) => fields.insert(parameter.to_owned(), text.into()),
                None => fields.remove(parameter),
            };
        });
    }
    if request.method != "GET" && parameter == "filter" {
        return request;
    }
    query(request, |name, value| {
        if name == parameter {
            change(value)
        } else {
            Some(value)
        }
    })
}

/// The request with its filter changed.
pub(crate) fn filter(request: Request, change: impl Fn(String) -> String) -> Request {
    // A function pointer captures nothing, so the change is made here.
    let is_search = request.method == "POST" && request.path.ends_with("/.search");
    if is_search {
        return sent(request, |body| {
            if let Some(Value::String(text)) = body.get_mut("filter") {
                *text = change(std::mem::take(text));
            }
        });
    }
    query(request, |name, value| {
        Some(if name == "filter" {
            change(value)
        } else {
            value
        })
    })
}

/// The request with its JSON changed.
pub(crate) fn sent(request: Request, change: impl FnOnce(&mut Value)) -> Request {
    let body = request.body.as_deref().unwrap_or_default();
    let Ok(mut body) = serde_json::from_str::<Value>(body) else {
        return request;
    };
    change(&mut body);
    Request {
        body: Some(body.to_string()),
        ..request
    }
}

/// The request with the operations of a PATCH changed.
pub(crate) fn operations(request: Request, change: impl FnOnce(&mut Vec<Value>)) -> Request {
    if request.method != "PATCH" {
        return request;
    }
    sent(request, |body| {
        if let Some(Value::Array(operations)) = body.get_mut("Operations") {
            change(operations);
        }
    })
}

/// The request with each operation of a PATCH changed.
pub(crate) fn each_operation(request: Request, change: impl FnMut(&mut Value)) -> Request {
    operations(request, |list| list.iter_mut().for_each(change))
}

/// Visits every value, parents before their parts.
pub(crate) fn walk(value: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    visit(value);
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|it| walk(it, visit)),
        Value::Array(list) => list.iter_mut().for_each(|it| walk(it, visit)),
        _ => {}
    }
}
