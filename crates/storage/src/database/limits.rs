//! How long the database may work for a request.

use std::time::Duration;

/// How long the database may work for requests. Commands, migrations and jobs have no such limits.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// For one statement of a request. Less than a request may last, so that the client is told why
    /// it was not done.
    pub request: Duration,
    /// For one statement of a search.
    pub search: Duration,
}
