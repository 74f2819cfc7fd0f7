//! Replacing resources with PUT (RFC 7644 §3.5.1).

mod attributes;
mod immutable;
mod whole;

use crate::check::Test;
use crate::suites::rfc::about::About;
use crate::target::Target;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let for_type = |kind| {
        let about = About::new("replace", kind);
        [
            whole::tests(&about),
            attributes::tests(&about, kind),
            immutable::tests(&about, kind),
        ]
    };
    target.types.iter().flat_map(for_type).flatten().collect()
}
