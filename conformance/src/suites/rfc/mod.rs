//! What RFC 7643, 7644 and 9865 demand, by section.

mod about;
mod create;
mod instant;
mod retrieve;

use crate::check::Test;
use crate::target::Target;

/// The tests, in the order of reports.
pub fn tests(target: &Target) -> Vec<Test> {
    [create::tests(target), retrieve::tests(target)].concat()
}
