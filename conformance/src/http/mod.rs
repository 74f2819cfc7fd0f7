//! Requests, answers, and the ways they travel.
//!
//! Everything a run sends goes through a [`Transport`]: the [`Network`], or a model of a server in
//! memory. What went over it is kept as [`Exchange`]s, from which secrets are [taken out](Secrets)
//! before anyone can see them.

mod exchange;
mod made;
mod network;
mod query;
mod redact;
mod request;
mod throttle;

use std::future::Future;
use std::pin::Pin;

pub use exchange::Exchange;
pub use made::{below_base, left_behind, made, operation_status};
pub use network::{Network, NetworkSettings, SendError, SetupError};
pub use query::query;
pub use redact::{COVER, Secrets};
pub use request::{Credentials, Request, Response};
pub use throttle::Throttle;

/// A future on the heap that may move between threads.
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// Something that takes requests for one SCIM base URL and brings answers.
pub trait Transport: Send + Sync {
    /// The base URL, without a slash, a query or credentials at its end.
    fn base_url(&self) -> &str;

    /// Sends one request and waits for its answer.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>>;
}
