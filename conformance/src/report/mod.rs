//! What a run found, and the forms in which people and machines read it.

mod baseline;
mod changes;
mod commands;
mod groups;
mod html;
mod json;
mod junit;
mod links;
mod model;
mod sections;
#[cfg(test)]
mod tests;
mod text;
mod verdicts;
mod words;

pub use baseline::Baseline;
pub use changes::{Change, Comparison};
pub use commands::word;
pub use html::html;
pub use json::json;
pub use junit::junit;
pub use model::{Claim, Counts, Outcome, Report, TestResult};
pub use text::{summary, text};
pub use verdicts::{ClientVerdict, Standing};
