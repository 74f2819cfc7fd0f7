//! Servers in memory that do something wrong, and whether the tests notice.
#![allow(dead_code, reason = "no test uses all of it")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use conformance::http::{BoxFuture, Request, Response, SendError, Transport};
use conformance::rehearsal::Rehearsal;
use conformance::report::{Outcome, TestResult};
use serde_json::{Value, json};

use crate::support::{check, described, standard};

/// Changes a request before it arrives, or answers it.
pub(crate) type Before = fn(&mut Request) -> Option<Response>;

/// Changes what was answered.
pub(crate) type After = fn(&Request, &mut Response);

/// A server with a fault. Discovery works on it.
pub(crate) struct Spoiled {
    inner: Arc<Rehearsal>,
    before: Before,
    after: After,
    discovered: AtomicBool,
}

impl Spoiled {
    pub(crate) fn new(inner: Arc<Rehearsal>, before: Before, after: After) -> Arc<Self> {
        Arc::new(Self {
            inner,
            before,
            after,
            discovered: AtomicBool::new(false),
        })
    }

    fn answer(&self, mut request: Request) -> Response {
        // Looking at one user is the last step of discovery.
        let is_last = request.path == "/Users?count=1";
        if !self.discovered.load(Ordering::Relaxed) {
            self.discovered.store(is_last, Ordering::Relaxed);
            return self.inner.answer(&request);
        }
        let asked = request.clone();
        let early = (self.before)(&mut request);
        let mut response = early.unwrap_or_else(|| self.inner.answer(&request));
        (self.after)(&asked, &mut response);
        response
    }
}

impl Transport for Spoiled {
    fn base_url(&self) -> &str {
        self.inner.base_url()
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move { Ok(self.answer(request)) })
    }
}

/// The faults that the tests of these ids, behind `entra.`, do not notice.
pub(crate) async fn unnoticed(faults: &[(&str, Before, After)]) -> Vec<String> {
    let mut unnoticed = Vec::new();
    for &(id, before, after) in faults {
        let server = Spoiled::new(standard(), before, after);
        let results = check(server, standard(), &[&format!("entra.{id}")]).await;
        let noticed = |result: &TestResult| matches!(result.outcome, Outcome::Failed { .. });
        if results.is_empty() || !results.iter().all(noticed) {
            unnoticed.extend(results.iter().map(described));
            unnoticed.push(format!("{id} does not notice its fault"));
        }
    }
    unnoticed
}

/// Lets the request through as it is.
pub(crate) fn nothing(_: &mut Request) -> Option<Response> {
    None
}

/// Leaves the answer as it is.
pub(crate) fn leave(_: &Request, _: &mut Response) {}

/// A SCIM error.
pub(crate) fn error(status: u16) -> Response {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
    });
    Response {
        status,
        headers: vec![(
            "content-type".to_owned(),
            "application/scim+json".to_owned(),
        )],
        body: body.to_string(),
    }
}

/// Makes the answer a page.
pub(crate) fn is_html(response: &mut Response, status: u16) {
    response.status = status;
    response.headers = vec![("content-type".to_owned(), "text/html".to_owned())];
    response.body = "<html></html>".to_owned();
}

/// Whether a member is this word, in any letter case.
pub(crate) fn has(object: &Value, name: &str, word: &str) -> bool {
    let text = object[name].as_str();
    text.is_some_and(|text| text.eq_ignore_ascii_case(word))
}

/// Changes every operation of a PATCH.
pub(crate) fn each_operation(request: &mut Request, change: fn(&mut Value)) -> Option<Response> {
    let mut body = body(request)?;
    body["Operations"]
        .as_array_mut()?
        .iter_mut()
        .for_each(change);
    request.body = Some(body.to_string());
    None
}

/// Refuses a PATCH if any of its operations is of that kind.
pub(crate) fn refuse(request: &Request, kind: fn(&Value) -> bool) -> Option<Response> {
    let body = body(request)?;
    let refused = body["Operations"].as_array()?.iter().any(kind);
    refused.then(|| error(400))
}

/// Refuses a body of that kind.
pub(crate) fn refuse_body(request: &Request, kind: fn(&Value) -> bool) -> Option<Response> {
    kind(&body(request)?).then(|| error(400))
}

/// Changes every resource of an answer.
pub(crate) fn each_resource(response: &mut Response, change: fn(&mut Value)) {
    let Ok(mut body) = serde_json::from_str::<Value>(&response.body) else {
        return;
    };
    if !(200..300).contains(&response.status) {
        return;
    }
    match body.get_mut("Resources").and_then(Value::as_array_mut) {
        Some(resources) => resources.iter_mut().for_each(change),
        None => change(&mut body),
    }
    response.body = body.to_string();
}

fn body(request: &Request) -> Option<Value> {
    serde_json::from_str(request.body.as_deref()?).ok()
}
