//! What Okta needs of a server.
//!
//! `spec` sends and asserts what Okta's published SPEC test does, which it asks for before an
//! integration is listed; `users`, `import` and `groups` behave as its provisioning does: looking a
//! user up before creating one, disabling by PATCH or by PUT, never deleting a user, reading the
//! whole directory page by page, and pushing groups.

mod groups;
mod import;
mod spec;
mod users;
mod wire;

use crate::check::Test;
use crate::target::Target;

/// The tests, in the order of reports.
pub fn tests(_target: &Target) -> Vec<Test> {
    let all = [
        spec::tests(),
        users::tests(),
        import::tests(),
        groups::tests(),
    ];
    all.into_iter().flatten().collect()
}
