//! What a server does wrong when tests fail.
//!
//! Many tests fail for one reason: a server that takes no manager's id as a text fails nine. The
//! causes are data beside the tests, in `suites/*/causes.toml`: what the server does wrong in a
//! sentence, whom it harms and how, and by which tests it shows.

mod cause;
mod known;

pub use cause::{Cause, Evidence, Harm};
pub use known::{BLOCKED, OTHER, all};
