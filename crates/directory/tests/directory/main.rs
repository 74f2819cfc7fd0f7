//! The use-cases through their public face, on both databases.
#![expect(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is how a test reports, and JSON reads best as a value"
)]

mod administration;
mod brake;
mod clock;
mod conditions;
mod deadlines;
mod decisions;
mod exceptions;
mod explanations;
mod figures;
mod groups;
mod health;
mod history;
mod jobs;
mod journal;
mod lifecycle;
mod links;
mod long_answers;
mod pages;
mod races;
mod reach;
mod reads;
mod refusals;
mod schemas;
mod scope;
mod selections;
mod sessions;
mod statements;
mod tenants;
mod versions;
mod walks;
mod world;
