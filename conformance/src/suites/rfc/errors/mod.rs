//! Errors and media types (RFC 7644 §3.8, §3.12).

mod bodies;
mod media;
mod paths;

use crate::check::Test;
use crate::target::Target;

/// The tests.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    [
        bodies::tests(target),
        paths::tests(target),
        media::tests(target),
    ]
    .concat()
}
