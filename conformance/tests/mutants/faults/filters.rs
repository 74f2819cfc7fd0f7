//! Filters.

use conformance::http::{Request, Response};
use serde_json::Value;

use crate::edit::{body, error, filter, is_list, parameter, without};
use crate::fault::{Fault, Mutant};

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::reads("filters-are-ignored", |request| without(request, "filter")),
        Fault::answers("filters-find-nothing", |request, answer| {
            if !is_filtered(request) || !is_list(request, &answer) {
                return answer;
            }
            body(answer, |body| {
                body["totalResults"] = 0.into();
                body["itemsPerPage"] = 0.into();
                body["Resources"] = Value::Array(Vec::new());
            })
        }),
        Fault::answers("a-filter-without-results-is-404", |request, answer| {
            let is_empty = answer.json().is_some_and(|body| body["totalResults"] == 0);
            if is_filtered(request) && is_list(request, &answer) && is_empty {
                error(404, None)
            } else {
                answer
            }
        }),
        Fault::acts("filters-tell-letter-case-apart", exact_case),
        Fault::reads("eq-is-co", |request| {
            swap_asked(request, " eq \"", " co \"")
        }),
        Fault::reads("ne-is-eq", |request| swap(request, " ne ", " eq ")),
        Fault::reads("co-is-sw", |request| swap(request, " co ", " sw ")),
        Fault::reads("sw-is-co", |request| swap_asked(request, " sw ", " co ")),
        Fault::reads("sw-is-eq", |request| swap_asked(request, " sw ", " eq ")),
        Fault::reads("co-is-eq", |request| swap(request, " co ", " eq ")),
        Fault::reads("ew-is-eq", |request| swap(request, " ew ", " eq ")),
        Fault::reads("ew-is-co", |request| swap_asked(request, " ew ", " co ")),
        Fault::reads("gt-is-ge", |request| swap(request, " gt ", " ge ")),
        Fault::reads("ge-is-gt", |request| swap(request, " ge ", " gt ")),
        Fault::reads("lt-is-le", |request| swap(request, " lt ", " le ")),
        Fault::reads("le-is-lt", |request| swap(request, " le ", " lt ")),
        Fault::reads("gt-is-lt", |request| swap(request, " gt ", " lt ")),
        Fault::reads("lt-is-gt", |request| swap(request, " lt ", " gt ")),
        Fault::reads("ge-is-le", |request| swap(request, " ge ", " le ")),
        Fault::reads("le-is-ge", |request| swap(request, " le ", " ge ")),
        Fault::reads("and-is-or", |request| swap(request, " and ", " or ")),
        Fault::reads("or-is-and", |request| swap(request, " or ", " and ")),
        Fault::reads("not-is-ignored", |request| {
            filter(request, |text| {
                text.replace("not (", "(")
                    .replace("not(", "(")
                    .replace("NOT (", "(")
            })
        }),
        Fault::reads("parentheses-are-ignored", |request| {
            filter(request, |text| {
                if text.contains("not") {
                    text
                } else {
                    text.replace(['(', ')'], " ")
                }
            })
        }),
        Fault::reads("pr-is-always-true", |request| {
            filter(request, |text| present(&text, "id pr"))
        }),
        Fault::reads("pr-is-never-true", |request| {
            filter(request, |text| present(&text, "not (id pr)"))
        }),
        Fault::answers("operators-must-be-lower-case", |request, answer| {
            let text = filter_of(request);
            let is_upper = [
                " EQ ", " Eq ", " AND ", " OR ", " And ", " CO ", " SW ", "NOT", " PR",
            ]
            .iter()
            .any(|word| text.contains(word));
            if is_upper {
                error(400, Some("invalidFilter"))
            } else {
                answer
            }
        }),
        Fault::answers("attributes-must-be-spelt-exactly", |request, answer| {
            let text = filter_of(request);
            let name = asked(&text)
                .split([' ', '.', '['])
                .next()
                .unwrap_or_default();
            let wrong = [
                "USERNAME",
                "username",
                "UserName",
                "DISPLAYNAME",
                "displayname",
                "CALLSIGN",
                "callsign",
            ];
            if wrong.contains(&name)
                || name.chars().all(|it| it.is_ascii_uppercase()) && !name.is_empty()
            {
                return error(400, Some("invalidFilter"));
            }
            answer
        }),
        Fault::answers("value-paths-are-not-known", |request, answer| {
            if filter_of(request).contains('[') {
                error(400, Some("invalidFilter"))
            } else {
                answer
            }
        }),
        Fault::reads("value-paths-look-at-all-values-together", |request| {
            filter(request, |text| flattened(&text))
        }),
        Fault::reads("parts-are-of-one-element-without-brackets", |request| {
            filter(request, |text| of_one_element(&text))
        }),
        Fault::answers("extensions-cannot-be-filtered", |request, answer| {
            if filter_of(request).contains("urn:") {
                error(400, Some("invalidFilter"))
            } else {
                answer
            }
        }),
        Fault::answers("parts-cannot-be-filtered", |request, answer| {
            let text = filter_of(request);
            let name = asked(&text).split(' ').next().unwrap_or_default();
            if name.contains('.') && !name.starts_with("urn:") {
                error(400, Some("invalidFilter"))
            } else {
                answer
            }
        }),
        Fault::answers("joined-filters-are-not-known", |request, answer| {
            let text = filter_of(request);
            if text.contains(" and ") || text.contains(" or ") {
                error(400, Some("invalidFilter"))
            } else {
                answer
            }
        }),
        Fault::answers("a-wrong-filter-is-fine", |request, answer| {
            if !is_filtered(request) || answer.status != 400 {
                return answer;
            }
            let list = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}"#;
            Response {
                status: 200,
                body: list.to_owned(),
                ..answer
            }
        }),
        Fault::answers("a-wrong-filter-is-500", |request, answer| {
            if is_filtered(request) && answer.status == 400 {
                error(500, None)
            } else {
                answer
            }
        }),
        Fault::reads("quotes-in-values-end-them", |request| {
            filter(request, |text| {
                if text.contains("\\\"") {
                    "id eq".to_owned()
                } else {
                    text
                }
            })
        }),
        Fault::answers("quotes-in-values-are-errors", |request, answer| {
            if filter_of(request).contains('\\') {
                error(400, Some("invalidFilter"))
            } else {
                answer
            }
        }),
        Fault::answers("schemas-cannot-be-found", |request, answer| {
            if is_list(request, &answer) && asked(&filter_of(request)).starts_with("schemas ") {
                return body(answer, |body| {
                    body["totalResults"] = 0.into();
                    body["itemsPerPage"] = 0.into();
                    body["Resources"] = Value::Array(Vec::new());
                });
            }
            answer
        }),
        Fault::reads("discovery-can-be-filtered", |request| {
            if request.path.starts_with("/Schemas")
                || request.path.starts_with("/ResourceTypes")
                || request.path.starts_with("/ServiceProviderConfig")
            {
                return without(request, "filter");
            }
            request
        }),
    ]
}

fn filter_of(request: &Request) -> String {
    if request.method == "POST" {
        let body = request.body.as_deref().unwrap_or_default();
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        return body["filter"].as_str().unwrap_or_default().to_owned();
    }
    parameter(request, "filter").unwrap_or_default()
}

fn is_filtered(request: &Request) -> bool {
    !filter_of(request).is_empty()
}

fn swap(request: Request, from: &'static str, to: &'static str) -> Request {
    let text = filter_of(&request);
    if !text.contains(from) {
        return request;
    }
    let swapped = text.replace(from, to);
    if request.method == "POST" {
        return crate::edit::sent(request, |body| body["filter"] = swapped.into());
    }
    crate::edit::query(request, |name, value| {
        Some(if name == "filter" {
            swapped.clone()
        } else {
            value
        })
    })
}

/// What keeps a test to its own resources, with the `and` behind it, and what it asks of them.
fn parted(text: &str) -> (&str, &str) {
    match text.find(" and ") {
        Some(end) if text[..end].contains(" sw \"") => text.split_at(end + " and ".len()),
        _ => ("", text),
    }
}

fn asked(text: &str) -> &str {
    parted(text).1.trim_start_matches('(')
}

fn present(text: &str, instead: &str) -> String {
    let (kept, asked) = parted(text);
    match asked.split(' ').collect::<Vec<&str>>().as_slice() {
        [_, pr, rest @ ..] if pr.eq_ignore_ascii_case("pr") => {
            format!("{kept}{}", [&[instead][..], rest].concat().join(" "))
        }
        _ => text.to_owned(),
    }
}

/// Changes the operator of what a test asks; what keeps it to its own resources stays.
fn swap_asked(request: Request, from: &'static str, to: &'static str) -> Request {
    filter(request, |text| {
        match parted(&text) {
            // This only looks whether tests can be kept to their own resources.
            ("", _) => text,
            (kept, asked) => format!("{kept}{}", asked.replacen(from, to, 1)),
        }
    })
}

/// `emails.type eq "work" and emails.value eq "x"` as if it were in brackets.
fn of_one_element(text: &str) -> String {
    let (kept, asked) = parted(text);
    let halves = asked.split_once(" and ");
    let named =
        halves.and_then(|(one, other)| Some((one.split_once('.')?, other.split_once('.')?)));
    match named {
        Some(((list, one), (same, other))) if list == same => {
            format!("{kept}{list}[{one} and {other}]")
        }
        _ => text.to_owned(),
    }
}

/// `emails[type eq "work" and value co "x"]` as if it were `emails.type eq "work" and …`.
fn flattened(text: &str) -> String {
    let (Some(from), Some(to)) = (text.find('['), text.rfind(']')) else {
        return text.to_owned();
    };
    let (start, inner) = (&text[..from], &text[from + 1..to]);
    let name = start.rsplit([' ', '(']).next().unwrap_or_default();
    let before = &start[..start.len() - name.len()];
    let joined: Vec<String> = inner
        .split(" and ")
        .map(|part| format!("{name}.{part}"))
        .collect();
    format!("{before}({}){}", joined.join(" and "), &text[to + 1..])
}

fn exact_case(server: &Mutant, request: &Request) -> Response {
    let answer = server.right(request);
    let text = filter_of(request);
    let value = text.split('"').nth(1).unwrap_or_default().to_owned();
    if value.is_empty() || !is_list(request, &answer) || !text.contains(" eq \"") {
        return answer;
    }
    body(answer, |body| {
        let Some(Value::Array(list)) = body.get_mut("Resources") else {
            return;
        };
        list.retain(|resource| resource.to_string().contains(&value));
        let count = list.len();
        body["totalResults"] = count.into();
        body["itemsPerPage"] = count.into();
    })
}
