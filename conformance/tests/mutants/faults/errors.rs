//! Refusals.

use conformance::http::Response;

use crate::edit::{body, error, is_create, is_error};
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("error-status-is-a-number", |_, answer| {
            if !is_error(&answer) {
                return answer;
            }
            let status = answer.status;
            body(answer, |body| body["status"] = status.into())
        }),
        Fault::answers("error-without-status", |_, answer| edit(answer, "status")),
        Fault::answers("error-without-schemas", |_, answer| edit(answer, "schemas")),
        Fault::answers("error-without-detail", |_, answer| edit(answer, "detail")),
        Fault::answers("error-without-keyword", |_, answer| {
            edit(answer, "scimType")
        }),
        Fault::answers("error-with-another-keyword", |_, answer| {
            if !is_error(&answer) {
                return answer;
            }
            body(answer, |body| {
                if body.get("scimType").is_some() {
                    body["scimType"] = "tooMany".into();
                }
            })
        }),
        Fault::answers("error-is-html", |_, answer| {
            let page = "<html><body>Error</body></html>".to_owned();
            let body = if is_error(&answer) {
                page
            } else {
                answer.body.clone()
            };
            Response { body, ..answer }
        }),
        Fault::answers("error-without-body", |_, answer| {
            let body = if is_error(&answer) {
                String::new()
            } else {
                answer.body.clone()
            };
            Response { body, ..answer }
        }),
        Fault::answers("bad-request-is-500", |_, answer| {
            if answer.status == 400 {
                error(500, None)
            } else {
                answer
            }
        }),
        Fault::answers("bad-request-is-fine", |_, answer| {
            let status = if answer.status == 400 {
                200
            } else {
                answer.status
            };
            Response { status, ..answer }
        }),
        Fault::answers("unknown-is-400", |_, answer| {
            if answer.status == 404 {
                error(400, None)
            } else {
                answer
            }
        }),
        Fault::answers("unknown-is-500", |_, answer| {
            if answer.status == 404 {
                error(500, None)
            } else {
                answer
            }
        }),
        Fault::answers("unknown-is-fine", |request, answer| {
            if answer.status != 404 {
                return answer;
            }
            let status = if request.method == "DELETE" { 204 } else { 200 };
            let text = if status == 200 { "{}" } else { "" };
            Response {
                status,
                body: text.to_owned(),
                ..answer
            }
        }),
        Fault::answers("duplicate-is-400", |_, answer| {
            if answer.status == 409 {
                error(400, Some("uniqueness"))
            } else {
                answer
            }
        }),
        Fault::answers("duplicate-is-500", |_, answer| {
            if answer.status == 409 {
                error(500, None)
            } else {
                answer
            }
        }),
        Fault::acts("duplicate-is-accepted", |server, request| {
            let answer = server.right(request);
            if answer.status != 409 {
                return answer;
            }
            let (status, id) = if is_create(request) {
                (201, "00000000-dead-7000-8000-000000000000")
            } else {
                (200, request.path.rsplit('/').next().unwrap_or_default())
            };
            let sent = request.body.clone().unwrap_or_default();
            let body = sent.replacen('{', &format!("{{\"id\":\"{id}\","), 1);
            Response {
                status,
                body,
                ..answer
            }
        }),
        Fault::answers("unimplemented-is-500", |_, answer| {
            if answer.status == 501 {
                error(500, None)
            } else {
                answer
            }
        }),
    ]
}

fn edit(answer: Response, name: &str) -> Response {
    if !is_error(&answer) {
        return answer;
    }
    body(answer, |body| {
        body.as_object_mut()
            .and_then(|fields| fields.shift_remove(name));
    })
}
