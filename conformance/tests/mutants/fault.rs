//! A server in memory with one fault.

use std::collections::HashMap;
use std::sync::Mutex;

use conformance::http::{BoxFuture, Request, Response, SendError, Transport};
use conformance::rehearsal::Rehearsal;
use serde_json::Value;

use crate::support;

/// Something a server does wrong.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) how: How,
}

/// In which way it goes wrong.
#[derive(Clone, Copy)]
pub(crate) enum How {
    /// It understands a request as another one.
    Reads(fn(Request) -> Request),
    /// It answers otherwise than it should.
    Answers(fn(&Request, Response) -> Response),
    /// Both, or with knowledge of what was written before.
    Acts(fn(&Mutant, &Request) -> Response),
}

impl Fault {
    pub(crate) fn reads(name: &'static str, how: fn(Request) -> Request) -> Self {
        Self::new(name, How::Reads(how))
    }

    pub(crate) fn answers(name: &'static str, how: fn(&Request, Response) -> Response) -> Self {
        Self::new(name, How::Answers(how))
    }

    pub(crate) fn acts(name: &'static str, how: fn(&Mutant, &Request) -> Response) -> Self {
        Self::new(name, How::Acts(how))
    }

    fn new(name: &'static str, how: How) -> Self {
        Self { name, how }
    }
}

/// The faulty server.
pub(crate) struct Mutant {
    how: How,
    server: std::sync::Arc<Rehearsal>,
    /// What was sent to make or replace each resource, by id.
    written: Mutex<HashMap<String, Value>>,
}

impl Mutant {
    pub(crate) fn new(how: How) -> Self {
        Self {
            how,
            server: support::rich(),
            written: Mutex::default(),
        }
    }

    /// The answer without the fault.
    pub(crate) fn right(&self, request: &Request) -> Response {
        let answer = self.server.answer(request);
        let body = request.body.as_deref().unwrap_or_default();
        let sent = serde_json::from_str::<Value>(body);
        let id = answer
            .json()
            .and_then(|body| Some(body.get("id")?.as_str()?.to_owned()));
        if let (Ok(sent), Some(id), "POST" | "PUT") = (sent, id, request.method.as_str()) {
            self.written.lock().unwrap().insert(id, sent);
        }
        answer
    }

    /// What was sent last to make or replace the resource of that id.
    pub(crate) fn written(&self, id: &str) -> Value {
        let written = self.written.lock().unwrap();
        written.get(id).cloned().unwrap_or_default()
    }

    fn answer(&self, request: &Request) -> Response {
        match self.how {
            How::Reads(how) => self.right(&how(request.clone())),
            How::Answers(how) => how(request, self.right(request)),
            How::Acts(how) => how(self, request),
        }
    }
}

impl Transport for Mutant {
    fn base_url(&self) -> &str {
        self.server.base_url()
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move { Ok(self.answer(&request)) })
    }
}
