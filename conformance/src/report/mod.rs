//! What a run found, and the forms in which people and machines read it.

mod model;
mod text;

pub use model::{Claim, Counts, Outcome, Report, TestResult};
pub use text::text;
