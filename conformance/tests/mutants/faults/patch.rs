//! PATCH.

use conformance::http::{Request, Response};
use serde_json::{Value, json};

use crate::edit::{each_operation, error, operations, place, sent};
use crate::fault::{Fault, Mutant};

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("patch-is-not-there", |request, answer| {
            if request.method == "PATCH" {
                error(501, None)
            } else {
                answer
            }
        }),
        Fault::acts("patch-does-nothing", |server, request| {
            if request.method != "PATCH" {
                return server.right(request);
            }
            server.right(&Request::get(place(request)))
        }),
        Fault::answers("patch-answers-without-body", |request, answer| {
            if request.method == "PATCH" && answer.status == 200 {
                return Response {
                    body: String::new(),
                    ..answer
                };
            }
            answer
        }),
        Fault::reads("patch-removes-all-when-asked-for-some", |request| {
            operations(request, |list| {
                for operation in list.iter_mut().filter(|it| is(it, "remove")) {
                    if let Some(fields) = operation.as_object_mut() {
                        fields.shift_remove("value");
                    }
                    cut_filter(operation);
                }
            })
        }),
        Fault::reads("patch-removes-nothing", |request| {
            keep(request, |it| !is(it, "remove"))
        }),
        Fault::reads("patch-adds-nothing", |request| {
            keep(request, |it| !is(it, "add"))
        }),
        Fault::reads("patch-replaces-nothing", |request| {
            keep(request, |it| !is(it, "replace"))
        }),
        Fault::reads("patch-replace-adds", |request| {
            rename(request, "replace", "add")
        }),
        Fault::reads("patch-add-replaces", |request| {
            rename(request, "add", "replace")
        }),
        Fault::reads("patch-does-only-the-first-operation", |request| {
            operations(request, |list| list.truncate(1))
        }),
        Fault::acts("patch-goes-on-after-an-error", patch_one_by_one),
        Fault::answers("patch-operations-must-be-lower-case", |request, answer| {
            let body = request.body.as_deref().unwrap_or_default();
            let is_upper = ["\"Add\"", "\"Replace\"", "\"Remove\""]
                .iter()
                .any(|word| body.contains(word));
            if request.method == "PATCH" && is_upper {
                error(400, Some("invalidSyntax"))
            } else {
                answer
            }
        }),
        Fault::reads("patch-understands-no-filter-in-a-path", |request| {
            each_operation(request, |operation| {
                if let Some(Value::String(path)) = operation.get_mut("path")
                    && path.contains('[')
                {
                    *path = "unknown.path".to_owned();
                }
            })
        }),
        Fault::reads("patch-takes-a-filter-in-a-path-for-all", |request| {
            each_operation(request, cut_filter)
        }),
        Fault::reads("patch-ignores-operations-without-path", |request| {
            keep(request, |it| it.get("path").is_some())
        }),
        Fault::reads("patch-keeps-dotted-keys-as-they-are", |request| {
            each_operation(request, |operation| {
                if let (None, Some(Value::Object(fields))) =
                    (operation.get("path").cloned(), operation.get_mut("value"))
                {
                    fields.retain(|name, _| !name.contains('.') || name.starts_with("urn:"));
                }
            })
        }),
        Fault::reads("patch-knows-no-extension-keys", |request| {
            each_operation(request, |operation| {
                if let (None, Some(Value::Object(fields))) =
                    (operation.get("path").cloned(), operation.get_mut("value"))
                {
                    fields.retain(|name, _| !name.starts_with("urn:"));
                }
            })
        }),
        Fault::answers("patch-knows-no-extension-paths", |request, answer| {
            let body = request.body.as_deref().unwrap_or_default();
            let is_meant = request.method == "PATCH" && body.contains("\"path\":\"urn:");
            if is_meant {
                error(400, Some("invalidPath"))
            } else {
                answer
            }
        }),
        Fault::answers("patch-refuses-text-for-booleans", |request, answer| {
            let body = request.body.as_deref().unwrap_or_default().to_lowercase();
            let is_meant =
                body.contains("\"value\":\"false\"") || body.contains("\"value\":\"true\"");
            if request.method == "PATCH" && is_meant {
                error(400, Some("invalidValue"))
            } else {
                answer
            }
        }),
        Fault::answers("patch-adds-nothing-to-single-values", |request, answer| {
            let body = request.body.as_deref().unwrap_or_default();
            let adds = body.contains(r#""op":"Add""#) || body.contains(r#""op":"add""#);
            if request.method == "PATCH" && adds && body.contains(r#""path":"active""#) {
                error(400, Some("invalidValue"))
            } else {
                answer
            }
        }),
        Fault::answers("patch-of-an-unknown-path-is-fine", |request, answer| {
            fine(request, answer, "invalidPath")
        }),
        Fault::answers("patch-without-target-is-fine", |request, answer| {
            fine(request, answer, "noTarget")
        }),
        Fault::answers("patch-of-what-is-read-only-is-fine", |request, answer| {
            fine(request, answer, "mutability")
        }),
        Fault::answers("patch-of-a-wrong-value-is-fine", |request, answer| {
            fine(request, answer, "invalidValue")
        }),
        Fault::answers("patch-of-wrong-syntax-is-fine", |request, answer| {
            fine(request, answer, "invalidSyntax")
        }),
        Fault::reads("members-are-replaced-when-added", |request| {
            on_members(request, "add", "replace")
        }),
        Fault::reads("members-are-added-when-replaced", |request| {
            on_members(request, "replace", "add")
        }),
        Fault::reads("members-are-added-one-at-a-time", |request| {
            each_operation(request, |operation| {
                let is_members = operation["path"]
                    .as_str()
                    .is_some_and(|path| path == "members");
                if let (true, Some(Value::Array(members))) =
                    (is_members, operation.get_mut("value"))
                {
                    members.truncate(1);
                }
            })
        }),
        Fault::reads("the-primary-value-is-not-moved", |request| {
            each_operation(request, |operation| {
                crate::edit::walk(operation, &mut |value| {
                    if let Value::Object(fields) = value {
                        fields.retain(|name, _| name != "primary");
                    }
                });
            })
        }),
        Fault::acts("adding-the-same-again-is-refused", |server, request| {
            if request.method != "PATCH" {
                return server.right(request);
            }
            let version = |answer: &Response| answer.header("etag").map(str::to_owned);
            let before = version(&server.right(&Request::get(place(request))));
            let answer = server.right(request);
            if answer.status == 200 && version(&answer) == before {
                error(409, None)
            } else {
                answer
            }
        }),
    ]
}

fn is(operation: &Value, verb: &str) -> bool {
    let found = operation.get("op").and_then(Value::as_str);
    found.is_some_and(|found| found.eq_ignore_ascii_case(verb))
}

fn rename(request: Request, from: &str, to: &str) -> Request {
    operations(request, |list| {
        for operation in list.iter_mut().filter(|it| is(it, from)) {
            operation["op"] = to.into();
        }
    })
}

fn on_members(request: Request, from: &str, to: &str) -> Request {
    operations(request, |list| {
        let is_meant = |it: &&mut Value| is(it, from) && it["path"] == "members";
        for operation in list.iter_mut().filter(is_meant) {
            operation["op"] = to.into();
        }
    })
}

/// A PATCH must keep one operation: one that changes nothing stands in.
fn keep(request: Request, is_kept: fn(&Value) -> bool) -> Request {
    operations(request, |list| {
        list.retain(is_kept);
        if list.is_empty() {
            list.push(json!({"op": "add", "value": {}}));
        }
    })
}

fn cut_filter(operation: &mut Value) {
    if let Some(Value::String(path)) = operation.get_mut("path")
        && let (Some(from), Some(to)) = (path.find('['), path.rfind(']'))
    {
        path.replace_range(from..=to, "");
    }
}

fn fine(request: &Request, answer: Response, keyword: &str) -> Response {
    let is_meant = request.method == "PATCH" && answer.status == 400;
    if is_meant && answer.body.contains(keyword) {
        return Response {
            status: 204,
            body: String::new(),
            ..answer
        };
    }
    answer
}

fn patch_one_by_one(server: &Mutant, request: &Request) -> Response {
    let body = request.body.as_deref().unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let all = body
        .get("Operations")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if request.method != "PATCH" || all.len() < 2 {
        return server.right(request);
    }
    let mut last = server.right(&Request::get(place(request)));
    for operation in all {
        let single = sent(request.clone(), |body| {
            body["Operations"] = json!([operation]);
        });
        let answer = server.right(&single);
        if answer.status >= 400 {
            return answer;
        }
        last = answer;
    }
    last
}
