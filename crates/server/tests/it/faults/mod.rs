//! A write that fails is answered as one that failed and spoils none after it, whichever call of
//! the database's files or message to the database it was that failed.
//!
//! Each test makes the first call fail, then another, and so on, until nothing fails any more. By
//! default that is every seventh, with a start that moves from day to day and is printed;
//! `scripts/inject-faults` tries every single one. After each, everything is held against what was
//! acknowledged, at once and by a process in which nothing fails.

mod audit;
mod commands;
mod place;
mod postgres;
pub(crate) mod proxy;
mod rounds;
mod session;
mod sqlite;
mod workload;

/// Which points a test tries.
#[derive(Clone, Copy, Debug)]
struct Points {
    start: u32,
    step: u32,
}

impl Points {
    /// What the environment says, else every `step`th from a start that moves from day to day.
    fn choose(step: u32) -> Self {
        let step = number("ROLLCALL_FAULTS_STEP").unwrap_or(step).max(1);
        let days = directory::Clock::now(&directory::SystemClock).timestamp() / (24 * 60 * 60);
        let today = u32::try_from(days).unwrap() % step;
        let start = number("ROLLCALL_FAULTS_START").unwrap_or(today) % step;
        println!("ROLLCALL_FAULTS_STEP={step} ROLLCALL_FAULTS_START={start}");
        let start = start + 1;
        Self { start, step }
    }

    fn all(self) -> impl Iterator<Item = u32> {
        (self.start..).step_by(self.step as usize)
    }
}

fn number(variable: &str) -> Option<u32> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap())
}
