//! How long the database may work for a request.

use std::time::Duration;

/// How long the database may work for requests. Commands, migrations and jobs have no such limits.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// For one statement of a request; no less than a request may last, which ends its statements
    /// by itself.
    pub request: Duration,
    /// For one statement of a search.
    pub search: Duration,
}
