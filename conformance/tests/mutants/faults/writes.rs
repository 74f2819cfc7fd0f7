//! Creating, replacing and deleting.

use conformance::http::{Request, Response};
use serde_json::{Value, json};

use crate::edit::{body, error, is_create, place, sent};
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("created-without-body", |request, answer| {
            if is_create(request) && answer.status == 201 {
                return Response {
                    body: String::new(),
                    ..answer
                };
            }
            answer
        }),
        Fault::answers("all-that-is-made-has-one-id", |request, answer| {
            if !is_create(request) {
                return answer;
            }
            body(answer, |body| {
                body["id"] = "00000000-0000-7000-8000-000000000001".into();
            })
        }),
        Fault::answers("nulls-are-refused", |request, answer| {
            let is_null = request
                .body
                .as_deref()
                .unwrap_or_default()
                .contains(":null");
            if is_create(request) && is_null {
                return error(400, Some("invalidValue"));
            }
            answer
        }),
        Fault::acts("delete-does-nothing", |server, request| {
            if request.method != "DELETE" {
                return server.right(request);
            }
            let read = server.right(&Request {
                method: "GET".to_owned(),
                ..request.clone()
            });
            if read.status != 200 {
                return server.right(request);
            }
            Response {
                status: 204,
                headers: Vec::new(),
                body: String::new(),
            }
        }),
        Fault::answers("delete-answers-200-with-a-body", |request, answer| {
            if request.method == "DELETE" && answer.status == 204 {
                return Response {
                    status: 200,
                    body: "{}".to_owned(),
                    ..answer
                };
            }
            answer
        }),
        Fault::answers("delete-twice-is-fine", |request, answer| {
            if request.method == "DELETE" && answer.status == 404 {
                return Response {
                    status: 204,
                    headers: Vec::new(),
                    body: String::new(),
                };
            }
            answer
        }),
        Fault::reads("delete-disables", |request| {
            if request.method != "DELETE" || !request.path.starts_with("/Users/") {
                return request;
            }
            let disable =
                json!({"Operations": [{"op": "replace", "path": "active", "value": false}]});
            Request::with_body("PATCH", &request.path, &disable)
        }),
        Fault::reads("replace-merges", |request| {
            if request.method != "PUT" {
                return request;
            }
            let body = request.body.as_deref().unwrap_or_default();
            let mut value: Value = serde_json::from_str(body).unwrap_or_default();
            if let Some(fields) = value.as_object_mut() {
                fields.retain(|name, _| {
                    !["id", "meta", "schemas", "groups"].contains(&name.as_str())
                });
            }
            let merge = json!({"Operations": [{"op": "replace", "value": value}]});
            let headers = request.headers.clone();
            Request {
                headers,
                ..Request::with_body("PATCH", &request.path, &merge)
            }
        }),
        Fault::acts("replace-does-nothing", |server, request| {
            if request.method != "PUT" {
                return server.right(request);
            }
            server.right(&Request::get(place(request)))
        }),
        Fault::answers("replace-answers-201", |request, answer| {
            let status = if request.method == "PUT" && answer.status == 200 {
                201
            } else {
                answer.status
            };
            Response { status, ..answer }
        }),
        Fault::acts("replace-creates-what-is-unknown", |server, request| {
            let answer = server.right(request);
            if request.method == "PUT" && answer.status == 404 {
                let sent = sent(request.clone(), |body| body["id"] = "x".into()).body;
                return Response {
                    status: 201,
                    body: sent.unwrap_or_default(),
                    ..answer
                };
            }
            answer
        }),
        Fault::reads("required-is-not", |request| {
            if request.method != "POST" && request.method != "PUT" {
                return request;
            }
            sent(request, |body| {
                let Some(fields) = body.as_object_mut() else {
                    return;
                };
                for name in ["userName", "displayName", "callSign"] {
                    fields
                        .entry(name)
                        .or_insert_with(|| format!("made-up-{}", fastrand::u64(..)).into());
                }
            })
        }),
        Fault::answers("only-users-can-be-made", |request, answer| {
            if is_create(request) && place(request) != "/Users" {
                error(501, None)
            } else {
                answer
            }
        }),
        Fault::reads("names-must-be-spelt-exactly", |request| {
            if request.method != "POST" && request.method != "PUT" {
                return request;
            }
            sent(request, |body| {
                if let Some(fields) = body.as_object_mut() {
                    fields.retain(|name, _| {
                        name.starts_with("urn:") || name.starts_with(char::is_lowercase)
                    });
                    fields.retain(|name, _| {
                        name.starts_with("urn:")
                            || name != &name.to_lowercase()
                            || !["username", "displayname", "externalid", "nickname"]
                                .contains(&name.as_str())
                    });
                }
            })
        }),
    ]
}
