//! Changing resources with PATCH (RFC 7644 §3.5.2).

mod attributes;
mod change;
mod elements;
mod members;
mod order;
mod parts;
mod refused;
mod request;

use crate::check::Test;
use crate::target::{Need, Target};

/// Where most of the demands stand.
const SOURCE: &str = "RFC 7644 §3.5.2";

pub(super) use change::is_open;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let mut all = Vec::new();
    for kind in &target.types {
        all.extend(attributes::tests(kind));
        all.extend(parts::tests(kind));
        all.extend(elements::tests(kind));
        all.extend(order::tests(kind));
        all.extend(request::tests(kind));
        all.extend(refused::tests(kind));
        all.extend(members::tests(kind));
    }
    all.into_iter()
        .map(|test| test.needs(Need::Patch))
        .collect()
}
