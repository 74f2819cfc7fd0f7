//! What Okta needs of a server.

use crate::check::Test;
use crate::target::Target;

/// The tests, in the order of reports.
pub fn tests(_target: &Target) -> Vec<Test> {
    Vec::new()
}
