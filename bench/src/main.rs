//! Measures Rollcall against what the machine can do at most.
//!
//! Starts Rollcall and a [ceiling] on fresh stores, fills both with the same people, sends both what
//! Microsoft Entra sends, in turn, and holds what comes out against the targets.

mod arguments;
mod ceiling;
mod engine;
mod host;
mod load;
mod plan;
mod results;
mod run;
mod say;
mod soak;
mod targets;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use arguments::{Arguments, Command};
use say::say;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match act(Arguments::parse().command) {
        Ok(is_good) => ExitCode::from(u8::from(!is_good)),
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Gives whether every target is held.
fn act(command: Command) -> Result<bool> {
    match command {
        Command::Run(arguments) => driven(run::run(&arguments)),
        Command::Soak(arguments) => driven(soak::soak(&arguments)),
        Command::Page(arguments) => {
            let results = results::Results::read(&arguments.results)?;
            results::write_page(&results, &arguments.page)?;
            Ok(true)
        }
        Command::Ceiling(arguments) => {
            ceiling::serve(&arguments.store, arguments.token)?;
            Ok(true)
        }
    }
}

/// Runs on one thread, so that the load takes no more than its share of the cores.
fn driven(work: impl Future<Output = Result<bool>>) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    runtime.block_on(work)
}
