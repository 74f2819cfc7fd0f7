//! Conversations between a provisioning client and a SCIM server, kept as data and played again.
//!
//! A [`Replay`] is a JSON file: requests in order, and after each what the answer must be. Strings
//! in it may hold placeholders: `{{any}}` accepts every value, `{{capture:ann}}` accepts one and
//! remembers it, `{{ann}}` stands for what was remembered, and `{{base}}` for the server's URL.

mod compare;
mod play;
mod report;
mod script;
mod variables;

pub use compare::{Difference, compare};
pub use play::play;
pub use report::{Mismatch, Report};
pub use script::{Expectation, Replay, Request, Step};
pub use variables::{UnknownVariable, Variables};
