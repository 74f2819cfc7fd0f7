//! Filters (RFC 7644 §3.4.2.2).

mod ask;
mod family;
mod invalid;
mod meaning;
mod meta;
mod notation;
mod operators;
mod paths;
mod secret;

use crate::check::Test;
use crate::target::{Need, Target};

/// Where most of the demands stand.
const SOURCE: &str = "RFC 7644 §3.4.2.2";

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let mut all = Vec::new();
    for kind in &target.types {
        all.extend(operators::tests(kind));
        all.extend(notation::tests(kind));
        all.extend(meaning::tests(kind));
        all.extend(paths::tests(kind));
        all.extend(meta::tests(kind));
        all.extend(secret::tests(kind));
        all.extend(invalid::tests(kind));
    }
    all.into_iter()
        .map(|test| test.needs(Need::Filter))
        .collect()
}
