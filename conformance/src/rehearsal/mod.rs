//! A SCIM server in memory that does everything right.
//!
//! It serves the resource types of a [`Target`] and answers as the RFCs demand, by the rules of the
//! `scim` crate. Two things are done with it: a run can be rehearsed without a request reaching the
//! server it is meant for, and the tests can be tried, since all of them must pass here.
//!
//! It keeps no time: its clock stands, and goes on by a second with each write, so that the same
//! requests get the same answers.

mod bulk;
mod condition;
mod discovery;
mod order;
mod patch;
mod render;
mod reply;
mod routes;
mod search;
mod store;
mod write;

use std::sync::{Mutex, PoisonError};

use scim::cursor::Signer;
use scim::{Limits, Registry};

use crate::http::{BoxFuture, Request, Response, SendError, Transport};
use crate::target::Target;
use discovery::Discovery;
use store::Store;

/// As many resources an answer carries at most, unless the target says.
const MAX_RESULTS: u64 = 200;
/// Cursors need no secret here.
const CURSOR_KEY: [u8; 64] = [7; 64];

/// The server. Its store is empty in the beginning.
pub struct Rehearsal {
    base_url: String,
    server: Mutex<Server>,
}

/// Everything the answers are made from.
struct Server {
    base_url: String,
    registry: Registry,
    discovery: Discovery,
    limits: Limits,
    max_results: u64,
    signer: Signer,
    store: Store,
}

impl Rehearsal {
    /// A server of the target's resource types, which says of itself what the target said.
    pub fn of(target: &Target) -> Self {
        let registry = Registry::of(target.types.clone());
        let max_results = target.claims.max_results.unwrap_or(MAX_RESULTS);
        let discovery =
            Discovery::of(&registry, max_results, &target.base_url).recorded_from(target);
        Self::new(&target.base_url, registry, discovery, max_results)
    }

    /// A server of these resource types, which claims every feature.
    pub fn serving(registry: Registry, base_url: &str) -> Self {
        let discovery = Discovery::of(&registry, MAX_RESULTS, base_url);
        Self::new(base_url, registry, discovery, MAX_RESULTS)
    }

    fn new(base_url: &str, registry: Registry, discovery: Discovery, max_results: u64) -> Self {
        let server = Server {
            base_url: base_url.to_owned(),
            registry,
            discovery,
            limits: Limits::default(),
            max_results,
            signer: Signer::new(CURSOR_KEY),
            store: Store::default(),
        };
        Self {
            base_url: base_url.to_owned(),
            server: Mutex::new(server),
        }
    }

    /// How many resources it holds.
    pub fn len(&self) -> usize {
        let server = self.server.lock();
        server.unwrap_or_else(PoisonError::into_inner).store.len()
    }

    /// Whether it holds none, as before the first request and after all was cleaned up.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The answer to a request.
    pub fn answer(&self, request: &Request) -> Response {
        let server = self.server.lock();
        let mut server = server.unwrap_or_else(PoisonError::into_inner);
        routes::answer(&mut server, request)
    }
}

impl Transport for Rehearsal {
    fn base_url(&self) -> &str {
        &self.base_url
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move { Ok(self.answer(&request)) })
    }
}
