//! Creating resources (RFC 7644 §3.3).

mod answer;
mod attributes;
mod refused;
mod request;
mod text;

use crate::check::Test;
use crate::suites::rfc::about::About;
use crate::target::Target;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let for_type = |kind| {
        let about = About::new("create", kind);
        [
            answer::tests(&about),
            request::tests(&about, kind),
            refused::tests(&about, kind),
            attributes::tests(&about, kind),
            text::tests(&about),
        ]
    };
    target.types.iter().flat_map(for_type).flatten().collect()
}
