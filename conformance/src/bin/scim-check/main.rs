//! `scim-check`: tests any SCIM 2.0 server by its URL.

mod arguments;
mod check;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    check::check(Arguments::parse().check).await
}
