//! `scim-check`: tests any SCIM 2.0 server by its URL.

mod again;
mod arguments;
mod baseline;
mod check;
mod confirm;
mod connection;
mod elsewhere;
mod exit;
mod file;
mod help;
mod interrupt;
mod output;
mod profile;
mod progress;
mod rate;
mod rehearse;
mod replay;
mod simulate;
mod skip;
mod token_file;

use std::process::ExitCode;

use arguments::{Invocation, Other};

#[tokio::main]
async fn main() -> ExitCode {
    match Invocation::read() {
        Invocation::Check(arguments) => check::check(*arguments).await,
        Invocation::Other(Other::Simulate(arguments)) => simulate::run(*arguments).await,
        Invocation::Other(Other::Replay(arguments)) => replay::run(*arguments).await,
    }
}
