//! A client of one tenant, which keeps what was answered to each write.

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Method, redirect, retry};
use serde_json::{Value, json};

use super::place::Injector;

/// What a write does to the resource of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Makes a user with that title, or gives it to one.
    User(String),
    /// Makes a group with that member.
    Group(String),
    AddMember(String),
    RemoveMember(String),
    DeleteUser,
    /// None: it is refused, since the name is taken.
    Taken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Acknowledged,
    /// Refused for what it asks for, which the journal tells.
    Refused,
    /// It failed. Whether it was done is to be seen.
    Failed,
}

/// One write. The operations of a bulk request are one each.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) request_id: String,
    pub(super) name: String,
    pub(super) effect: Effect,
    pub(super) outcome: Outcome,
}

pub(super) struct Session<'a, I> {
    pub(super) tenant: String,
    pub(super) token: String,
    /// What was written, in order.
    pub(super) steps: Vec<Step>,
    /// What must not be and was seen.
    pub(super) wrongs: Vec<String>,
    injector: &'a I,
    client: Client,
    url: String,
    requests: usize,
}

impl<'a, I: Injector> Session<'a, I> {
    pub(super) fn new(tenant: String, token: String, url: &str, injector: &'a I) -> Self {
        Self {
            tenant,
            token,
            steps: Vec::new(),
            wrongs: Vec::new(),
            injector,
            client: client(),
            url: format!("{url}/scim/v2"),
            requests: 0,
        }
    }

    /// How many steps came out so.
    pub(super) fn count(&self, outcome: Outcome) -> usize {
        let steps = self.steps.iter();
        steps.filter(|step| step.outcome == outcome).count()
    }

    /// Sends a write, and returns what is answered if it was done.
    pub(super) async fn write(
        &mut self,
        method: &str,
        path: &str,
        body: Value,
        name: &str,
        effect: Effect,
    ) -> Option<Value> {
        let (request_id, status, body) = self.send(method, path, Some(&body)).await;
        let outcome = self.note(&request_id, name, effect, status);
        (outcome == Outcome::Acknowledged).then_some(body)
    }

    /// Sends a bulk request whose operations are on resources of these names. Returns the locations
    /// of what was done.
    pub(super) async fn write_bulk(
        &mut self,
        body: &Value,
        effects: Vec<(&str, Effect)>,
    ) -> Vec<String> {
        let (request_id, status, body) = self.send("POST", "/Bulk", Some(body)).await;
        let mut done = Vec::new();
        for (number, (name, effect)) in effects.into_iter().enumerate() {
            let operation = &body["Operations"][number];
            let own = operation["status"].as_str().map(|it| it.parse().unwrap());
            let outcome = self.note(&request_id, name, effect, own.unwrap_or(status));
            if outcome == Outcome::Acknowledged {
                done.push(operation["location"].as_str().unwrap().to_owned());
            }
        }
        done
    }

    /// Asks for a user, who must have that title, or be gone if that is `None`.
    pub(super) async fn expect_title(&mut self, id: &str, title: Option<&str>) {
        let path = format!("/Users/{id}");
        let Some((status, user)) = self.look(&path).await else {
            return;
        };
        let expected = if title.is_some() { 200 } else { 404 };
        if status != expected || user["title"].as_str() != title {
            let wrong = format!("{title:?} was acknowledged, and there is {status} {user}");
            self.wrongs.push(wrong);
        }
    }

    /// Asks for a group, which must have that member or not.
    pub(super) async fn expect_member(&mut self, group: &str, member: &str, is_one: bool) {
        let path = format!("/Groups/{group}");
        let Some((status, group)) = self.look(&path).await else {
            return;
        };
        let mut members = group["members"].as_array().into_iter().flatten();
        if status != 200 || members.any(|it| it["value"] == member) != is_one {
            let wrong = format!("{member} is a member: {is_one}, and there is {status} {group}");
            self.wrongs.push(wrong);
        }
    }

    /// Keeps a step by the status that was answered.
    fn note(&mut self, request_id: &str, name: &str, effect: Effect, status: u16) -> Outcome {
        let outcome = match (status, &effect) {
            (409, Effect::Taken) => Outcome::Refused,
            (200..300, effect) if *effect != Effect::Taken => Outcome::Acknowledged,
            _ => Outcome::Failed,
        };
        if outcome == Outcome::Failed && !self.may_fail_with(status) {
            let wrong = format!("{request_id}: {effect:?} of {name} was answered with {status}");
            self.wrongs.push(wrong);
        }
        self.steps.push(Step {
            request_id: request_id.to_owned(),
            name: name.to_owned(),
            effect,
            outcome,
        });
        outcome
    }

    /// Reads; `None` if that failed as it may while a fault is about.
    async fn look(&mut self, path: &str) -> Option<(u16, Value)> {
        let (request_id, status, body) = self.send("GET", path, None).await;
        match status {
            200 | 404 => Some((status, body)),
            _ if self.may_fail_with(status) => None,
            _ => {
                let wrong = format!("{request_id}: GET {path} was answered with {status} {body}");
                self.wrongs.push(wrong);
                None
            }
        }
    }

    fn may_fail_with(&self, status: u16) -> bool {
        self.injector.has_fired() && self.injector.refusals().contains(&status)
    }

    /// Sends a request with an id of its own, and never twice.
    async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> (String, u16, Value) {
        self.requests += 1;
        let request_id = format!("{}-{}", self.tenant, self.requests);
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}{path}", self.url);
        let mut request = self.client.request(method, url).bearer_auth(&self.token);
        request = request.header("x-request-id", &request_id);
        if let Some(body) = body.filter(|body| !body.is_null()) {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        if matches!(status, 503 | 507) && !response.headers().contains_key(RETRY_AFTER) {
            self.wrongs
                .push(format!("{request_id}: {status} without Retry-After"));
        }
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(json!(text));
        (request_id, status, body)
    }
}

/// A client that sends each request once.
pub(super) fn client() -> Client {
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never());
    client.build().unwrap()
}
