//! `rollcall demo …`.

use clap::Subcommand;
use directory::demo;

use super::context::Context;
use super::error::Failure;
use super::tenant;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a tenant with a small company in it, to try things on
    Create {
        /// Its unique short name: 1 to 63 of a-z, 0-9 and -
        slug: String,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::Create { slug } = command;
    let made = demo::create(&context.directory, &slug).await?;
    tenant::show(context, made).await
}
