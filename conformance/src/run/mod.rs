//! Runs tests beside each other, each with data of its own, and cleans up behind them.

mod fit;
mod runner;
mod select;

pub use fit::fit;
pub use runner::{Progress, run};
pub use select::{LeftOut, Planned, Selection, matches, plan};
