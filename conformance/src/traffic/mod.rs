//! Traffic that was saved, and sending it again.
//!
//! A file of traffic holds JSON lines: first a [`Header`], then one [`Exchange`] a line in the order
//! of sending, without secrets. The header may be missing, as in recordings that another tool made.
//!
//! [Again](again), ids, times, addresses, versions, cursors and the names that the run made up are
//! placeholders: what stood there in the recording stands for what came in its place now.
//!
//! [`Exchange`]: crate::http::Exchange

mod again;
mod expected;
mod file;
mod made;
mod names;
mod recorder;
mod send;

pub use again::again;
pub use file::{FORMAT, Header, Traffic, Unreadable, VERSION, write};
pub use made::Made;
pub use recorder::Recorder;
