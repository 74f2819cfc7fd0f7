//! The tests of Microsoft's SCIM Validator, as they are sent and judged there: U for users, G for
//! groups, P for those it calls preview.
//!
//! Like the validator after reading `/Schemas`, they send only attributes that the server announces;
//! what it does not stands as a note at `u1`.

mod groups;
mod lookup;
mod manager;
mod members;
mod person;
mod preview;
mod update;
mod users;

use crate::check::{Severity, Suite, Test};
use crate::target::Need;

/// The tests, in the validator's order.
pub(super) fn tests() -> Vec<Test> {
    [
        users::tests(),
        lookup::tests(),
        update::tests(),
        manager::tests(),
        groups::tests(),
        members::tests(),
        preview::tests(),
    ]
    .concat()
}

/// A test of the validator by its id here, what it demands, and its name there.
fn test(id: &str, title: &str, named: &str) -> Test {
    let source = format!("Microsoft SCIM Validator, '{named}'");
    Test::new(Suite::Entra, &format!("validator.{id}"), title, &source)
        .severity(Severity::VendorRequired)
}

/// The same, for servers with groups.
fn group_test(id: &str, title: &str, named: &str) -> Test {
    test(id, title, named).needs(Need::Type("Group"))
}
