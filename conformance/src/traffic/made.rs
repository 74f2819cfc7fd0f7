//! What a conversation made on a server, so that it can be taken away again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::{BoxFuture, Request, Response, SendError, Transport, left_behind, made};

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
            left.extend(left_behind(&path, answer.ok().map(|answer| answer.status)));
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
