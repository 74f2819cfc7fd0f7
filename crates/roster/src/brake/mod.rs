//! The brake on mass leavers: when too many leave within an hour, what would follow is held until
//! somebody has confirmed it.
//!
//! [`Departures`] are those who left lately, and say for each leaver whether the leave takes
//! effect. What the directory says is kept in any case, and is not looked at here.

mod departures;
mod report;
mod settings;

pub use departures::{Change, Departure, Departures, rejection};
pub use report::Report;
pub use settings::{Adjustment, Flaw, Settings, WINDOW};
