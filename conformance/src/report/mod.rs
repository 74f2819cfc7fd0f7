//! What a run found, and the forms in which people and machines read it.

mod json;
mod model;
mod sections;
mod text;
mod words;

pub use json::json;
pub use model::{Claim, Counts, Outcome, Report, TestResult};
pub use text::{summary, text};
