//! What all requests share.

use std::sync::Arc;

use directory::{Directory, IdSource};

use super::InFlight;
use super::request::budget::Budget;
use crate::auth::Authenticator;
use crate::config::HttpSettings;

/// What all requests share.
pub struct State {
    /// The use-cases.
    pub directory: Directory,
    /// Makes the ids of requests.
    pub ids: Arc<dyn IdSource>,
    /// Tells who is calling.
    pub authenticator: Arc<Authenticator>,
    /// Limits and time-outs.
    pub settings: HttpSettings,
    /// The room for the bodies of requests.
    pub(super) budget: Budget,
    /// Counts the requests that are being handled.
    pub in_flight: InFlight,
}

impl State {
    /// Nothing is in flight yet.
    pub fn new(
        directory: Directory,
        ids: Arc<dyn IdSource>,
        authenticator: Arc<Authenticator>,
        settings: HttpSettings,
    ) -> Self {
        Self {
            directory,
            ids,
            authenticator,
            budget: Budget::new(&settings),
            settings,
            in_flight: InFlight::default(),
        }
    }
}
