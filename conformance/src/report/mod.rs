//! What a run found, and the forms in which people and machines read it.

mod html;
mod json;
mod junit;
mod model;
mod sections;
mod text;
mod words;

pub use html::html;
pub use json::json;
pub use junit::junit;
pub use model::{Claim, Counts, Outcome, Report, TestResult};
pub use text::{summary, text};
