//! Bulk requests.

use conformance::http::{Request, Response};
use serde_json::{Value, json};

use crate::edit::{body, error, sent, walk};
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("bulk-is-not-there", |request, answer| {
            if is_bulk(request) {
                error(501, None)
            } else {
                answer
            }
        }),
        Fault::answers("bulk-answers-201", |request, answer| {
            let status = if is_bulk(request) && answer.status == 200 {
                201
            } else {
                answer.status
            };
            Response { status, ..answer }
        }),
        Fault::answers("bulk-without-schemas", |request, answer| {
            if !is_bulk(request) {
                return answer;
            }
            body(answer, |body| {
                body.as_object_mut()
                    .and_then(|it| it.shift_remove("schemas"));
            })
        }),
        Fault::answers("bulk-without-bulkId", |request, answer| {
            remove(request, answer, "bulkId")
        }),
        Fault::answers("bulk-without-location", |request, answer| {
            remove(request, answer, "location")
        }),
        Fault::answers("bulk-without-method", |request, answer| {
            remove(request, answer, "method")
        }),
        Fault::answers("bulk-without-status", |request, answer| {
            remove(request, answer, "status")
        }),
        Fault::answers("bulk-without-response-of-errors", |request, answer| {
            remove(request, answer, "response")
        }),
        Fault::answers("bulk-status-is-a-number", |request, answer| {
            each(request, answer, |operation| {
                let number = operation["status"]
                    .as_str()
                    .and_then(|status| status.parse::<u64>().ok());
                operation["status"] = number.into();
            })
        }),
        Fault::answers("bulk-status-is-always-200", |request, answer| {
            each(request, answer, |operation| {
                operation["status"] = "200".into();
            })
        }),
        Fault::reads("bulk-references-are-not-resolved", |request| {
            if !is_bulk(&request) {
                return request;
            }
            sent(request, |body| {
                walk(body, &mut |value| {
                    if let Value::String(text) = value
                        && text.contains("bulkId:")
                    {
                        *text = text.replace("bulkId:", "unresolved:");
                    }
                });
            })
        }),
        Fault::reads("bulk-never-stops", |request| {
            if !is_bulk(&request) {
                return request;
            }
            sent(request, |body| {
                body.as_object_mut()
                    .and_then(|it| it.shift_remove("failOnErrors"));
            })
        }),
        Fault::reads("bulk-stops-at-the-first-error", |request| {
            if !is_bulk(&request) {
                return request;
            }
            sent(request, |body| body["failOnErrors"] = json!(1))
        }),
        Fault::reads("bulk-does-only-the-first", |request| {
            if !is_bulk(&request) {
                return request;
            }
            sent(request, |body| {
                if let Some(list) = body["Operations"].as_array_mut() {
                    list.truncate(1);
                }
            })
        }),
        Fault::answers("bulk-of-too-much-is-400", |_, answer| {
            let status = if answer.status == 413 {
                400
            } else {
                answer.status
            };
            Response { status, ..answer }
        }),
        Fault::answers("bulk-of-too-much-is-fine", |request, answer| {
            if answer.status != 413 || !is_bulk(request) {
                return answer;
            }
            let body = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[]}"#;
            Response {
                status: 200,
                body: body.to_owned(),
                ..answer
            }
        }),
        Fault::reads("bulk-ignores-versions", |request| {
            if !is_bulk(&request) {
                return request;
            }
            sent(request, |body| {
                for operation in body["Operations"].as_array_mut().into_iter().flatten() {
                    operation
                        .as_object_mut()
                        .and_then(|it| it.shift_remove("version"));
                }
            })
        }),
    ]
}

fn is_bulk(request: &Request) -> bool {
    request.path == "/Bulk"
}

fn each(request: &Request, answer: Response, change: fn(&mut Value)) -> Response {
    if !is_bulk(request) {
        return answer;
    }
    body(answer, |body| {
        if let Some(operations) = body.get_mut("Operations").and_then(Value::as_array_mut) {
            operations.iter_mut().for_each(change);
        }
    })
}

fn remove(request: &Request, answer: Response, name: &str) -> Response {
    if !is_bulk(request) {
        return answer;
    }
    body(answer, |body| {
        for operation in body
            .get_mut("Operations")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            operation
                .as_object_mut()
                .and_then(|it| it.shift_remove(name));
        }
    })
}
