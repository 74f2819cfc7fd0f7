//! HTTP itself.

use conformance::http::{Credentials, Response};

use crate::edit::{error, is_create, is_discovery, is_error, with_header, without_header};
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("media-type-is-plain-json", |_, answer| {
            let has_body = !answer.body.is_empty();
            if has_body {
                with_header(answer, "content-type", "application/json")
            } else {
                answer
            }
        }),
        Fault::answers("media-type-is-missing", |_, answer| {
            without_header(answer, "content-type")
        }),
        Fault::answers("media-type-is-html", |_, answer| {
            with_header(answer, "content-type", "text/html")
        }),
        Fault::answers("created-is-200", |request, answer| {
            let is_made = answer.status == 201 && is_create(request);
            Response {
                status: if is_made { 200 } else { answer.status },
                ..answer
            }
        }),
        Fault::answers("no-location-of-what-was-made", |_, answer| {
            without_header(answer, "location")
        }),
        Fault::answers("wrong-location", |_, answer| {
            with_header(answer, "location", "https://elsewhere.example/x")
        }),
        Fault::answers("read-is-redirected", |request, answer| {
            if request.method != "GET" || is_discovery(request) {
                return answer;
            }
            let moved = Response {
                status: 302,
                headers: Vec::new(),
                body: String::new(),
            };
            with_header(moved, "location", "https://elsewhere.example/login")
        }),
        Fault::answers("write-is-500", |request, answer| {
            match request.method.as_str() {
                "PUT" | "PATCH" => error(500, None),
                _ => answer,
            }
        }),
        Fault::answers("delete-is-500", |request, answer| {
            match request.method.as_str() {
                "DELETE" => error(500, None),
                _ => answer,
            }
        }),
        Fault::answers("create-is-500", |request, answer| {
            if is_create(request) {
                error(500, None)
            } else {
                answer
            }
        }),
        Fault::answers("success-is-html", |request, answer| {
            if is_error(&answer) || is_discovery(request) || answer.body.is_empty() {
                return answer;
            }
            Response {
                body: "<html><body>Welcome</body></html>".to_owned(),
                ..answer
            }
        }),
        Fault::reads("anyone-may-come-in", |request| {
            request.credentials(Credentials::Token)
        }),
        Fault::reads("a-wrong-token-is-good", |request| {
            match request.credentials {
                Credentials::Header(_) => request.credentials(Credentials::Token),
                _ => request,
            }
        }),
        Fault::reads("a-token-in-the-query-is-good", |request| {
            match request.credentials {
                Credentials::Query => request.credentials(Credentials::Token),
                _ => request,
            }
        }),
        Fault::answers("no-challenge", |_, answer| {
            without_header(answer, "www-authenticate")
        }),
        Fault::answers("unauthorised-is-403", |_, answer| {
            if answer.status == 401 {
                error(403, None)
            } else {
                answer
            }
        }),
        Fault::answers("unauthorised-without-body", |_, answer| {
            let body = if answer.status == 401 {
                String::new()
            } else {
                answer.body.clone()
            };
            Response { body, ..answer }
        }),
        Fault::reads("only-plain-json-is-read", |request| {
            let wrong = request
                .headers
                .iter()
                .any(|(name, value)| name == "content-type" && value.contains("scim"));
            if wrong {
                request.header("content-type", "text/plain")
            } else {
                request
            }
        }),
        Fault::reads("only-scim-json-is-read", |request| {
            let wrong = request.headers.iter().any(|(name, value)| {
                name == "content-type" && value.starts_with("application/json")
            });
            if wrong {
                request.header("content-type", "text/plain")
            } else {
                request
            }
        }),
        Fault::answers("errors-tell-of-the-program", |_, mut answer| {
            if is_error(&answer) {
                answer.body = "{\"detail\": \"Traceback (most recent call last): java.lang.Error at org.springframework\"}".to_owned();
            }
            answer
        }),
        Fault::answers("secrets-may-be-cached-by-anyone", |_, answer| {
            with_header(answer, "cache-control", "public, max-age=600")
        }),
    ]
}
