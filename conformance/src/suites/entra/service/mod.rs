//! Entra's provisioning service as a client.
//!
//! A [synthetic directory](directory) is brought over as the service does it: what it would send
//! comes from the [default mapping](mapping) and a [comparison](diff) with what the server shows,
//! [written](patch) in one of two dialects; [`failure`] says what it makes of refusals, and [`job`]
//! runs whole cycles.

mod cases;
pub mod client;
pub mod diff;
pub mod directory;
pub mod failure;
pub mod job;
pub mod latency;
pub mod line;
pub mod mapping;
pub mod patch;
pub mod place;

use crate::check::Test;
use crate::suites::Options;

/// The tests, in the order of reports.
pub(super) fn tests(options: &Options) -> Vec<Test> {
    cases::tests(options)
}
