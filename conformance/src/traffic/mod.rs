//! Traffic that was saved, and sending it again.
//!
//! A file of traffic holds JSON lines: first a [`Header`], then one [`Exchange`] a line in the order
//! of sending, without secrets. The header may be missing, as in recordings that another tool made.

mod file;
mod recorder;

pub use file::{FORMAT, Header, Traffic, Unreadable, VERSION, write};
pub use recorder::Recorder;
