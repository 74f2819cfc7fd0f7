//! What a conversation made on a server, so that it can be taken away again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::http::{BoxFuture, Request, Response, SendError, Transport};

/// A way to a server that remembers what was made over it.
pub struct Made<'t> {
    server: &'t dyn Transport,
    paths: Mutex<Vec<String>>,
}

impl<'t> Made<'t> {
    /// Remembers what is made over this way.
    pub fn over(server: &'t dyn Transport) -> Self {
        Self {
            server,
            paths: Mutex::default(),
        }
    }

    /// Deletes what is still there, the last made first. What could not be deleted comes back.
    pub async fn take_away(&self) -> Vec<String> {
        let mut left = Vec::new();
        while let Some(path) = self.last() {
            let answer = self.server.send(Request::new("DELETE", &path)).await;
            match answer.map(|answer| answer.status) {
                Ok(200..=299 | 404 | 410) => {}
                Ok(status) => left.push(format!("{path} (HTTP {status})")),
                Err(_) => left.push(format!("{path} (no answer)")),
            }
        }
        left
    }

    fn last(&self) -> Option<String> {
        self.paths().pop()
    }

    fn remember(&self, request: &Request, answer: &Response) {
        if !(200..300).contains(&answer.status) {
            return;
        }
        let path = request.path.split('?').next().unwrap_or_default();
        match request.method.as_str() {
            "DELETE" => self.paths().retain(|made| made != path),
            "POST" if path.ends_with("/.search") => {}
            "POST" if path == "/Bulk" => self.paths().extend(made_in_bulk(answer)),
            "POST" => self.paths().extend(made(path, answer)),
            _ => {}
        }
    }

    fn paths(&self) -> MutexGuard<'_, Vec<String>> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Made<'_> {
    fn base_url(&self) -> &str {
        self.server.base_url()
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move {
            let answer = self.server.send(request.clone()).await?;
            self.remember(&request, &answer);
            Ok(answer)
        })
    }
}

fn made(endpoint: &str, answer: &Response) -> Option<String> {
    let body = answer.json();
    let id = body.as_ref().and_then(|body| body.get("id")?.as_str());
    match id {
        Some(id) => Some(format!("{endpoint}/{id}")),
        None => answer.header("location").and_then(below_base),
    }
}

fn made_in_bulk(answer: &Response) -> Vec<String> {
    let body = answer.json().unwrap_or_default();
    let operations = body.get("Operations").and_then(Value::as_array);
    let text = |operation: &Value, name: &str| Some(operation.get(name)?.as_str()?.to_owned());
    let made = |operation: &Value| {
        let is_post = text(operation, "method")?.eq_ignore_ascii_case("POST");
        let is_good = text(operation, "status")?.starts_with('2');
        below_base(&text(operation, "location")?).filter(|_| is_post && is_good)
    };
    operations.into_iter().flatten().filter_map(made).collect()
}

/// The last two segments of a location: endpoint and id.
fn below_base(location: &str) -> Option<String> {
    let mut segments = location.rsplit('/');
    let (id, endpoint) = (segments.next()?, segments.next()?);
    Some(format!("/{endpoint}/{id}"))
}
