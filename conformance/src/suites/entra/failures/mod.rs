//! What has failed for others when Entra met their servers, by a number of ours and the public
//! thread that tells of it.
//!
//! Some cannot be provoked through a SCIM URL and are left out:
//!
//! | Number | Failure | Why it is left out |
//! | --- | --- | --- |
//! | 18 | the token endpoint takes only JSON, or credentials in one place only | it is another endpoint |
//! | 34 | Entra refuses to save a bearer token that is too long | Entra does so before it sends anything |
//! | 35 | removing a member is never sent | it comes from scoping in Entra |

mod groups;
mod lifecycle;
mod load;
mod manager;
mod matching;
mod members;
mod patch;
mod paths;
mod roles;
mod transport;
mod words;

use scim::ResourceType;

use super::wire::Place;
use crate::check::{Severity, Stop, Suite, Test};

/// The tests, by their numbers.
pub(super) fn tests() -> Vec<Test> {
    let mut tests = [
        groups::tests(),
        lifecycle::tests(),
        load::tests(),
        manager::tests(),
        matching::tests(),
        members::tests(),
        patch::tests(),
        paths::tests(),
        roles::tests(),
        transport::tests(),
        words::tests(),
    ]
    .concat();
    tests.sort_by(|one, other| one.id.cmp(&other.id));
    tests
}

/// The test that provokes a failure, what holds when it does not come, and who met it.
fn failure(number: u8, words: &str, title: &str, thread: &str) -> Test {
    let id = format!("failure.{number:02}.{words}");
    Test::new(Suite::Entra, &id, title, thread).severity(Severity::VendorRequired)
}

/// The place, if the served schemas have it.
fn served(kind: &ResourceType, text: &str) -> Result<Place, Stop> {
    let place = Place::new(text);
    match place.writable(kind) {
        Some(_) => Ok(place),
        None => Err(Stop::NotClaimed(format!(
            "the served schemas of {} have no writable {text}",
            kind.name
        ))),
    }
}
