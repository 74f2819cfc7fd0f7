//! One client: says what it sends next, and remembers what it needs to send something later.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use bytes::Bytes;
use fastrand::Rng;
use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::answer::is_right;
use super::bodies;
use super::connection::{Answer, Connection};
use super::operation::Operation;
use super::population::{Group, Population, user_name};

/// A removal that finds nothing to remove adds so many members first.
const STOCK: usize = 50;

/// What all clients of one load share.
#[derive(Debug)]
pub(crate) struct Common {
    /// Who is on the server.
    pub(crate) population: Arc<Population>,
    /// The groups whose members change.
    pub(crate) groups: Vec<Group>,
    /// Part of the names of new users, of this load and no other.
    pub(crate) tag: String,
    /// How many clients there are.
    pub(crate) clients: usize,
    /// Counts new users.
    pub(crate) created: AtomicUsize,
}

/// A client.
#[derive(Debug)]
pub(crate) struct Worker {
    number: usize,
    common: Arc<Common>,
    connection: Connection,
    /// Chance, of this client's own.
    pub(crate) random: Rng,
    /// Who this client added to which group.
    added: Vec<(usize, String)>,
    taken: usize,
}

/// A request, made up before the clock starts.
struct Request {
    method: Method,
    path: String,
    body: Option<Bytes>,
}

/// How an operation went.
pub(crate) struct Outcome {
    /// When the last answer had come.
    pub(crate) ended: Instant,
    /// Whether it was answered rightly, or what came in its place.
    pub(crate) result: Result<(), String>,
}

impl Worker {
    /// The client of this number.
    pub(crate) fn new(number: usize, common: Arc<Common>, connection: Connection) -> Self {
        let random = Rng::new();
        let taken = random.clone().usize(..1000);
        Self {
            number,
            common,
            connection,
            random,
            added: Vec::new(),
            taken,
        }
    }

    /// Does an operation. `started` is called when everything is prepared and the first request
    /// is about to be sent.
    pub(crate) async fn perform(
        &mut self,
        operation: Operation,
        started: impl FnOnce(),
    ) -> Result<Outcome> {
        if operation == Operation::Remove && self.added.is_empty() {
            self.stock_up().await?;
        }
        let requests = self.requests(operation)?;
        started();
        let mut result = Ok(());
        for request in requests {
            let Request { method, path, body } = request;
            let answer = self.connection.send(&method, &path, body).await;
            result = result.and(judged(operation, answer));
        }
        let ended = Instant::now();
        Ok(Outcome { ended, result })
    }

    fn requests(&mut self, operation: Operation) -> Result<Vec<Request>> {
        Ok(match operation {
            Operation::FilterHit => vec![self.look_up_user()?],
            Operation::FilterMiss => {
                let nobody = format!("nobody.{}@example.com", self.random.u64(..));
                vec![get(&by("Users?", "userName", &nobody))]
            }
            Operation::Get => vec![get(&format!("/Users/{}", self.any_user()?))],
            Operation::Create => vec![self.create()],
            Operation::Patch => {
                let body = bodies::enterprise_patch(self.random.usize(..1000));
                vec![patch(format!("/Users/{}", self.any_user()?), body)]
            }
            Operation::GroupFilter => {
                let (_, group) = self.any_group()?;
                let query = "Groups?excludedAttributes=members&";
                vec![get(&by(query, "displayName", &group.name))]
            }
            Operation::Add(count) => vec![self.add(count)?],
            Operation::Remove => self.remove()?,
            Operation::Cycle(count) => self.cycle(count)?,
        })
    }

    fn look_up_user(&mut self) -> Result<Request> {
        let place = self.random_place(self.common.population.users.len())?;
        Ok(get(&by("Users?", "userName", &user_name(place))))
    }

    fn create(&self) -> Request {
        let number = self.common.created.fetch_add(1, Ordering::Relaxed);
        let name = format!("new.{}.{number}@example.com", self.common.tag);
        Request {
            method: Method::POST,
            path: "/Users".to_owned(),
            body: Some(bodies::user(&name, number)),
        }
    }

    fn add(&mut self, count: usize) -> Result<Request> {
        let (place, group) = self.any_group()?;
        let ids = self.newcomers(count)?;
        let body = bodies::add_members(&ids);
        self.added.extend(ids.into_iter().map(|id| (place, id)));
        Ok(patch(format!("/Groups/{}", group.id), body))
    }

    fn remove(&mut self) -> Result<Vec<Request>> {
        let (place, id) = self.added.pop().context("nobody was added")?;
        let group = self.common.groups.get(place).context("no such group")?;
        let path = format!("/Groups/{}", group.id);
        Ok(vec![patch(path, bodies::remove_members(&[id]))])
    }

    fn cycle(&mut self, count: usize) -> Result<Vec<Request>> {
        let (_, group) = self.any_group()?;
        let ids = self.newcomers(count)?;
        let path = format!("/Groups/{}", group.id);
        Ok(vec![
            patch(path.clone(), bodies::add_members(&ids)),
            patch(path, bodies::remove_members(&ids)),
        ])
    }

    async fn stock_up(&mut self) -> Result<()> {
        let Request { method, path, body } = self.add(STOCK)?;
        self.connection.send(&method, &path, body).await?;
        Ok(())
    }

    /// Users of this client's own share of those who are in no group: groups are filled from the
    /// beginning of the population, and this takes from its end.
    fn newcomers(&mut self, count: usize) -> Result<Vec<String>> {
        let users = &self.common.population.users;
        let share = (users.len() / 2 / self.common.clients).max(1);
        let mut ids = Vec::with_capacity(count);
        for _ in 0..count {
            let place = (self.number * share + self.taken % share) % users.len().max(1);
            self.taken += 1;
            let user = users.iter().nth_back(place);
            ids.push(user.context("there are no users")?.clone());
        }
        Ok(ids)
    }

    fn any_user(&mut self) -> Result<String> {
        let place = self.random_place(self.common.population.users.len())?;
        let user = self.common.population.users.get(place);
        Ok(user.context("there are no users")?.clone())
    }

    fn any_group(&mut self) -> Result<(usize, Group)> {
        let place = self.random_place(self.common.groups.len())?;
        let group = self.common.groups.get(place);
        Ok((place, group.context("there are no groups")?.clone()))
    }

    fn random_place(&mut self, count: usize) -> Result<usize> {
        anyhow::ensure!(
            count > 0,
            "there are no users or groups of the size asked for"
        );
        Ok(self.random.usize(..count))
    }
}

fn judged(operation: Operation, answer: Result<Answer>) -> Result<(), String> {
    match answer {
        Ok(answer) if is_right(operation, &answer) => Ok(()),
        Ok(answer) => {
            let text: String = String::from_utf8_lossy(&answer.body)
                .chars()
                .take(300)
                .collect();
            Err(format!("{operation}: HTTP {} {text}", answer.status))
        }
        Err(error) => Err(format!("{operation}: {error:#}")),
    }
}

fn get(path: &str) -> Request {
    Request {
        method: Method::GET,
        path: path.to_owned(),
        body: None,
    }
}

fn patch(path: String, body: Bytes) -> Request {
    Request {
        method: Method::PATCH,
        path,
        body: Some(body),
    }
}

fn by(before: &str, attribute: &str, value: &str) -> String {
    let filter = format!("{attribute} eq \"{value}\"");
    let filter = utf8_percent_encode(&filter, NON_ALPHANUMERIC);
    format!("/{before}filter={filter}")
}
