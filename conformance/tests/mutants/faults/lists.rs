//! Lists: their messages, pages and order.

use conformance::http::{Request, Response};
use serde_json::Value;

use crate::edit::{body, error, is_list, parameter, parameters, place, without};
use crate::fault::{Fault, Mutant};

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("lists-without-schemas", |request, answer| {
            remove(request, answer, "schemas")
        }),
        Fault::answers("lists-without-total", |request, answer| {
            remove(request, answer, "totalResults")
        }),
        Fault::answers("lists-without-resources", |request, answer| {
            remove(request, answer, "Resources")
        }),
        Fault::answers("lists-without-start", |request, answer| {
            remove(request, answer, "startIndex")
        }),
        Fault::answers("lists-without-count", |request, answer| {
            remove(request, answer, "itemsPerPage")
        }),
        Fault::answers("lists-are-bare-arrays", |request, answer| {
            list(request, answer, |body| *body = body["Resources"].take())
        }),
        Fault::answers("total-is-that-of-the-page", |request, answer| {
            list(request, answer, |body| {
                body["totalResults"] = body["Resources"].as_array().map_or(0, Vec::len).into();
            })
        }),
        Fault::answers("total-is-one-too-many", |request, answer| {
            list(request, answer, |body| {
                body["totalResults"] =
                    (body["totalResults"].as_u64().unwrap_or_default() + 1).into();
            })
        }),
        Fault::answers("total-is-text", |request, answer| {
            list(request, answer, |body| {
                body["totalResults"] = body["totalResults"].to_string().into();
            })
        }),
        Fault::answers("items-per-page-is-wrong", |request, answer| {
            list(request, answer, |body| body["itemsPerPage"] = 1000.into())
        }),
        Fault::answers("start-is-always-1", |request, answer| {
            list(request, answer, |body| body["startIndex"] = 1.into())
        }),
        Fault::answers("start-is-counted-from-0", |request, answer| {
            list(request, answer, |body| {
                body["startIndex"] = (body["startIndex"].as_u64().unwrap_or(1) - 1).into();
            })
        }),
        Fault::reads("start-is-ignored", |request| without(request, "startIndex")),
        Fault::reads("start-is-read-from-0", |request| {
            parameters(request, "startIndex", |text| {
                text.parse::<i64>()
                    .ok()
                    .map(|start| (start + 1).to_string())
            })
        }),
        Fault::reads("count-is-ignored", |request| without(request, "count")),
        Fault::reads("count-0-is-no-count", |request| {
            parameters(request, "count", |text| (text != "0").then_some(text))
        }),
        Fault::reads("count-is-at-most-1", |request| {
            parameters(request, "count", |text| {
                Some(if text == "0" { text } else { "1".to_owned() })
            })
        }),
        Fault::answers("a-negative-count-is-an-error", |request, answer| {
            let negative = parameter(request, "count").is_some_and(|count| count.starts_with('-'));
            if negative {
                error(400, Some("invalidValue"))
            } else {
                answer
            }
        }),
        Fault::answers("a-start-below-1-is-an-error", |request, answer| {
            let below = parameter(request, "startIndex")
                .is_some_and(|start| start == "0" || start.starts_with('-'));
            if below {
                error(400, Some("invalidValue"))
            } else {
                answer
            }
        }),
        Fault::answers("pages-beyond-the-end-are-404", |request, answer| {
            let start = parameter(request, "startIndex").is_some();
            let is_empty = answer.json().is_some_and(|body| body["itemsPerPage"] == 0);
            if start && is_empty && parameter(request, "count").is_none_or(|it| it != "0") {
                error(404, None)
            } else {
                answer
            }
        }),
        Fault::answers("disabled-users-are-not-listed", |request, answer| {
            list(request, answer, |body| {
                let Some(Value::Array(found)) = body.get_mut("Resources") else {
                    return;
                };
                let before = found.len();
                found.retain(|resource| resource["active"] != false);
                let (after, total) = (
                    found.len(),
                    body["totalResults"].as_u64().unwrap_or_default(),
                );
                body["totalResults"] = total.saturating_sub((before - after) as u64).into();
                body["itemsPerPage"] = after.into();
            })
        }),
        Fault::answers("disabled-users-are-not-there", |request, answer| {
            let gone = answer.json().is_some_and(|body| body["active"] == false);
            if request.method == "GET" && gone {
                error(404, None)
            } else {
                answer
            }
        }),
        Fault::answers("lists-are-shortened-to-names", |request, answer| {
            list(request, answer, |body| {
                for resource in body["Resources"].as_array_mut().into_iter().flatten() {
                    if let Some(fields) = resource.as_object_mut() {
                        fields.retain(|name, _| {
                            ["id", "schemas", "userName", "displayName", "callSign"]
                                .contains(&name.as_str())
                        });
                    }
                }
            })
        }),
        Fault::reads("sorting-is-ignored", |request| without(request, "sortBy")),
        Fault::reads("descending-is-ignored", |request| {
            without(request, "sortOrder")
        }),
        Fault::answers("sorting-is-not-known", |request, answer| {
            let asks = parameter(request, "sortBy").is_some()
                || request
                    .body
                    .as_deref()
                    .unwrap_or_default()
                    .contains("sortBy");
            if asks { error(501, None) } else { answer }
        }),
        Fault::acts("sorting-is-reversed", |server, request| {
            let answer = server.right(request);
            let asks = parameter(request, "sortBy").is_some()
                || request
                    .body
                    .as_deref()
                    .unwrap_or_default()
                    .contains("sortBy");
            if !asks {
                return answer;
            }
            list(request, answer, |body| {
                if let Some(found) = body["Resources"].as_array_mut() {
                    found.reverse();
                }
            })
        }),
        Fault::acts("sorting-tells-letter-case-apart", sorted_by_bytes),
        Fault::answers("cursors-are-ignored", |request, answer| {
            list(request, answer, |body| {
                if let Some(fields) = body.as_object_mut() {
                    fields.shift_remove("nextCursor");
                    fields.shift_remove("previousCursor");
                }
            })
        }),
        Fault::reads("cursors-lead-to-the-beginning", |request| {
            parameters(request, "cursor", |_| Some(String::new()))
        }),
        Fault::acts("cursors-repeat-an-element", |server, request| {
            let answer = server.right(request);
            list(request, answer, |body| {
                if let Some(found) = body["Resources"].as_array_mut()
                    && parameter(request, "cursor").is_some_and(|cursor| !cursor.is_empty())
                    && let Some(first) = found.first().cloned()
                {
                    found.push(first);
                }
            })
        }),
        Fault::answers("cursors-skip-an-element", |request, answer| {
            list(request, answer, |body| {
                if let Some(found) = body["Resources"].as_array_mut()
                    && parameter(request, "cursor").is_some_and(|cursor| !cursor.is_empty())
                {
                    found.pop();
                }
            })
        }),
        Fault::answers("the-last-page-has-a-cursor", |request, answer| {
            list(request, answer, |body| {
                if parameter(request, "cursor").is_some() && body.get("nextCursor").is_none() {
                    body["nextCursor"] = "more".into();
                }
            })
        }),
        Fault::answers("the-first-page-has-a-cursor-back", |request, answer| {
            list(request, answer, |body| {
                if parameter(request, "cursor").is_some_and(|cursor| cursor.is_empty()) {
                    body["previousCursor"] = "less".into();
                }
            })
        }),
        Fault::acts("a-wrong-cursor-is-fine", |server, request| {
            let answer = server.right(request);
            if answer.status == 400 && answer.body.contains("Cursor") {
                return server.right(&parameters(request.clone(), "cursor", |_| {
                    Some(String::new())
                }));
            }
            answer
        }),
        Fault::answers("search-is-not-there", |request, answer| {
            if place(request).ends_with("/.search") {
                error(404, None)
            } else {
                answer
            }
        }),
        Fault::answers("search-answers-201", |request, answer| {
            let status = if place(request).ends_with("/.search") {
                201
            } else {
                answer.status
            };
            Response { status, ..answer }
        }),
        Fault::reads("search-looks-at-users-only", |request| {
            if request.path == "/.search" {
                Request {
                    path: "/Users/.search".to_owned(),
                    ..request
                }
            } else {
                request
            }
        }),
    ]
}

fn list(request: &Request, answer: Response, change: impl FnOnce(&mut Value)) -> Response {
    if is_list(request, &answer) {
        body(answer, change)
    } else {
        answer
    }
}

fn remove(request: &Request, answer: Response, name: &str) -> Response {
    list(request, answer, |body| {
        body.as_object_mut()
            .and_then(|fields| fields.shift_remove(name));
    })
}

fn sorted_by_bytes(server: &Mutant, request: &Request) -> Response {
    let answer = server.right(request);
    let Some(name) = parameter(request, "sortBy") else {
        return answer;
    };
    list(request, answer, |body| {
        if let Some(found) = body["Resources"].as_array_mut() {
            found.sort_by_key(|resource| resource[&name].as_str().unwrap_or_default().to_owned());
            if parameter(request, "sortOrder").is_some_and(|order| order == "descending") {
                found.reverse();
            }
        }
    })
}
