//! Versions.

use std::sync::atomic::{AtomicU64, Ordering};

use conformance::http::{Request, Response};
use serde_json::Value;

use crate::edit::{resources, with_header, without_header};
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("no-etag-header", |_, answer| without_header(answer, "etag")),
        Fault::answers("no-version-in-meta", |request, answer| {
            resources(request, answer, |resource| {
                if let Some(Value::Object(meta)) = resource.get_mut("meta") {
                    meta.shift_remove("version");
                }
            })
        }),
        Fault::answers("version-and-etag-differ", |_, answer| {
            if answer.header("etag").is_some() {
                with_header(answer, "etag", "W/\"other\"")
            } else {
                answer
            }
        }),
        Fault::answers("version-is-no-entity-tag", |_, answer| {
            if answer.header("etag").is_some() {
                with_header(answer, "etag", "7")
            } else {
                answer
            }
        }),
        Fault::answers("version-never-changes", |request, answer| {
            let has_tag = answer.header("etag").is_some();
            let answer = if has_tag {
                with_header(answer, "etag", "W/\"1\"")
            } else {
                answer
            };
            resources(request, answer, |resource| {
                if let Some(Value::Object(meta)) = resource.get_mut("meta") {
                    meta.insert("version".into(), "W/\"1\"".into());
                }
            })
        }),
        Fault::answers("version-changes-when-read", |request, answer| {
            static READS: AtomicU64 = AtomicU64::new(0);
            if request.method != "GET" || answer.header("etag").is_none() {
                return answer;
            }
            let tag = format!("W/\"read-{}\"", READS.fetch_add(1, Ordering::Relaxed));
            let answer = with_header(answer, "etag", &tag);
            resources(request, answer, |resource| {
                if let Some(Value::Object(meta)) = resource.get_mut("meta") {
                    meta.insert("version".into(), tag.clone().into());
                }
            })
        }),
        Fault::answers("if-none-match-always-matches", |request, answer| {
            let mut names = request.headers.iter().map(|(name, _)| name);
            if names.any(|name| name.eq_ignore_ascii_case("if-none-match")) {
                return Response {
                    status: 304,
                    body: String::new(),
                    ..answer
                };
            }
            answer
        }),
        Fault::reads("if-match-is-ignored", |request| strip(request, "if-match")),
        Fault::reads("if-none-match-is-ignored", |request| {
            strip(request, "if-none-match")
        }),
        Fault::answers("if-match-refuses-with-400", |_, answer| {
            let status = if answer.status == 412 {
                400
            } else {
                answer.status
            };
            Response { status, ..answer }
        }),
        Fault::answers("if-match-always-refuses", |request, answer| {
            let asks = request
                .headers
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case("if-match"));
            if asks {
                crate::edit::error(412, None)
            } else {
                answer
            }
        }),
    ]
}

fn strip(mut request: Request, header: &str) -> Request {
    request
        .headers
        .retain(|(name, _)| !name.eq_ignore_ascii_case(header));
    request
}
