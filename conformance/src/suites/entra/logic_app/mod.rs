//! Those of the 25 tests of Microsoft's validation Logic App that call the server directly, by their
//! numbers there. The others drive Entra itself, and 21 and 22 get tokens from endpoints that a SCIM
//! URL does not lead to.

mod clear;
mod create;
mod discover;
mod manager;
mod pages;
mod places;
mod update;

use crate::check::{Severity, Suite, Test};

/// The tests, by their numbers.
pub(super) fn tests() -> Vec<Test> {
    [
        discover::tests(),
        clear::tests(),
        create::tests(),
        update::tests(),
        pages::tests(),
        manager::tests(),
    ]
    .concat()
}

/// A test of the Logic App by its id here, what it demands, and its name there.
fn test(id: &str, title: &str, named: &str) -> Test {
    let source = format!("Microsoft SCIM validation Logic App, '{named}'");
    Test::new(Suite::Entra, &format!("logic-app.{id}"), title, &source)
        .severity(Severity::VendorRequired)
}
