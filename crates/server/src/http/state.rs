//! What all requests share.

use std::sync::Arc;

use directory::{Directory, IdSource};

use super::InFlight;
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
    /// Counts the requests that are being handled.
    pub in_flight: InFlight,
}
