//! A test's own way to the server.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};

use super::answer::Answer;
use super::shared::{Profile, Shared};
use super::stop::{Finding, Stop};
use crate::http::{Exchange, Request, Response, Secrets, SendError, left_behind, made, query};
use crate::target::Target;

/// One test's conversation with the server. Clones are the same conversation.
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
    own: Arc<Own>,
}

struct Own {
    test: String,
    number: usize,
    names: AtomicUsize,
    exchanges: Mutex<Vec<Exchange>>,
    /// Paths of resources this test made and has not deleted.
    made: Mutex<Vec<String>>,
    /// Searches that would find what was made by requests whose answers never came.
    lost: Mutex<Vec<String>>,
    notes: Mutex<Vec<String>>,
    secrets: Mutex<Secrets>,
}

impl Session {
    /// A session for the test of that id, the `number`th of the run.
    pub fn new(shared: Arc<Shared>, test: &str, number: usize) -> Self {
        let own = Own {
            test: test.to_owned(),
            number,
            names: AtomicUsize::new(0),
            exchanges: Mutex::default(),
            made: Mutex::default(),
            lost: Mutex::default(),
            notes: Mutex::default(),
            secrets: Mutex::new(shared.secrets.clone()),
        };
        Self {
            shared,
            own: Arc::new(own),
        }
    }

    /// What the server says of itself.
    pub fn target(&self) -> &Target {
        &self.shared.target
    }

    /// What it wants beside that.
    pub fn profile(&self) -> &Profile {
        &self.shared.profile
    }

    /// A name that nobody has used: the stem, the run, the test and a count, in lower-case letters,
    /// digits and hyphens.
    pub fn unique(&self, stem: &str) -> String {
        let count = self.own.names.fetch_add(1, Ordering::Relaxed);
        let (tag, number) = (&self.shared.tag, self.own.number);
        format!("{stem}-{tag}-{number}-{count}")
    }

    /// Attaches a sentence to the result, such as what was measured, however the test ends.
    pub fn note(&self, note: impl Into<String>) {
        lock(&self.own.notes).push(note.into());
    }

    /// The sentences attached so far.
    pub fn notes(&self) -> Vec<String> {
        lock(&self.own.notes).clone()
    }

    /// Sends a `GET` for the path behind the base URL.
    pub async fn get(&self, path: &str) -> Result<Answer, Stop> {
        self.send(Request::get(path)).await
    }

    /// Sends a `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer, Stop> {
        self.send(Request::with_body("POST", path, body)).await
    }

    /// Sends a `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer, Stop> {
        self.send(Request::with_body("PUT", path, body)).await
    }

    /// Sends a `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Answer, Stop> {
        self.send(Request::with_body("PATCH", path, body)).await
    }

    /// Sends a `DELETE`.
    pub async fn delete(&self, path: &str) -> Result<Answer, Stop> {
        self.send(Request::new("DELETE", path)).await
    }

    /// Sends any request. What it makes on the server is remembered and deleted after the test.
    ///
    /// # Errors
    /// [`Stop::Interrupted`] if the run is to end; [`Stop::Failed`] if no answer came.
    pub async fn send(&self, request: Request) -> Result<Answer, Stop> {
        if self.shared.interrupt.is_set() {
            return Err(Stop::Interrupted);
        }
        self.exchange(request).await
    }

    /// Deletes what the test made. What could not be deleted comes back, each with the reason.
    pub async fn clean_up(&self) -> Vec<String> {
        self.find_lost().await;
        let mut left = Vec::new();
        while let Some(path) = self.last_made() {
            // One that is lost with a connection the server has closed is no reason to leave anything.
            let deleted = match self.exchange(Request::new("DELETE", &path)).await {
                Err(_) => self.exchange(Request::new("DELETE", &path)).await,
                answer => answer,
            };
            let status = deleted.ok().map(|answer| answer.status());
            left.extend(left_behind(&path, status));
        }
        self.shared.tracer.left(left.len());
        left
    }

    /// What went over the wire so far, in order of sending.
    pub fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.own.exchanges).clone()
    }

    /// The texts that may not be seen, with the passwords this test sent.
    pub fn secrets(&self) -> Secrets {
        lock(&self.own.secrets).clone()
    }

    async fn exchange(&self, request: Request) -> Result<Answer, Stop> {
        self.shared.throttle.wait().await;
        let started = Instant::now();
        let result = self.shared.transport.send(request.clone()).await;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let index = self.record(&request, &result, milliseconds);
        match result {
            Ok(response) => {
                self.remember(&request, &response);
                Ok(Answer::new(response, index, milliseconds))
            }
            Err(error) => {
                self.remember_lost(&request);
                Err(Stop::Failed(Finding {
                    expected: "an answer".to_owned(),
                    found: error.to_string(),
                    exchange: Some(index),
                }))
            }
        }
    }

    fn last_made(&self) -> Option<String> {
        lock(&self.own.made).pop()
    }

    fn record(
        &self,
        request: &Request,
        result: &Result<Response, SendError>,
        milliseconds: u64,
    ) -> usize {
        let secrets = {
            let mut secrets = lock(&self.own.secrets);
            secrets.learn(request);
            secrets.clone()
        };
        let response = result.as_ref().ok();
        let error = result.as_ref().err();
        let mut exchanges = lock(&self.own.exchanges);
        exchanges.push(Exchange {
            test: self.own.test.clone(),
            request: secrets.request(request),
            response: response.map(|response| secrets.response(response)),
            error: error.map(|error| secrets.cover(&error.to_string())),
            milliseconds,
        });
        exchanges.len() - 1
    }

    fn remember(&self, request: &Request, response: &Response) {
        if !(200..300).contains(&response.status) {
            return;
        }
        let path = request.path.split('?').next().unwrap_or_default();
        match request.method.as_str() {
            "DELETE" => lock(&self.own.made).retain(|made| made != path),
            "POST" if path == "/Bulk" || self.is_endpoint(path) => {
                self.keep(made(path, response));
            }
            _ => {}
        }
    }

    /// Keeps paths of resources that were made, to be deleted in the end.
    fn keep(&self, paths: impl IntoIterator<Item = String>) {
        let paths: Vec<String> = paths.into_iter().collect();
        self.shared.tracer.made(paths.iter().map(String::as_str));
        lock(&self.own.made).extend(paths);
    }

    fn remember_lost(&self, request: &Request) {
        let path = request.path.split('?').next().unwrap_or_default();
        if request.method != "POST" || !self.is_endpoint(path) {
            return;
        }
        let body = request
            .body
            .as_ref()
            .and_then(|body| serde_json::from_str::<Value>(body).ok());
        let named = ["userName", "displayName", "externalId"]
            .iter()
            .find_map(|name| Some((name, body.as_ref()?.get(name)?.as_str()?)));
        // Only names of this run: nothing else may be deleted by a search.
        if let Some((name, value)) = named.filter(|(_, value)| value.contains(&self.shared.tag)) {
            let filter = format!("{name} eq {}", json!(value));
            lock(&self.own.lost).push(query(path, &[("filter", &filter)]));
        }
    }

    async fn find_lost(&self) {
        let searches = std::mem::take(&mut *lock(&self.own.lost));
        for search in searches {
            let Ok(answer) = self.exchange(Request::get(&search)).await else {
                continue;
            };
            let path = search.split('?').next().unwrap_or_default();
            for resource in answer.list().map(|list| list.resources).unwrap_or_default() {
                let id = resource.get("id").and_then(Value::as_str);
                self.keep(id.map(|id| format!("{path}/{id}")));
            }
        }
    }

    fn is_endpoint(&self, path: &str) -> bool {
        let mut types = self.shared.target.types.iter();
        types.any(|kind| kind.endpoint == path)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
