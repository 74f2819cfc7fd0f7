//! Many operations in one request (RFC 7644 §3.7).

mod limits;
mod message;
mod operations;
mod references;

use crate::check::Test;
use crate::target::{Need, Target};

/// The tests of the endpoint, and those for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let mut all = limits::tests();
    for kind in &target.types {
        all.extend(operations::tests(kind));
        all.extend(references::tests(kind));
    }
    all.into_iter().map(|test| test.needs(Need::Bulk)).collect()
}
