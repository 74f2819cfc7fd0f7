//! `rollcall man`: the manual, made from what the help is made from.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Command};
use clap_mangen::{Man, generate_to};

use super::error::Failure;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The command whose page is wanted, such as `contact list` [default: that of the program]
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,
    /// Write the pages of all commands into this directory instead
    #[arg(long, value_name = "DIR", conflicts_with = "words")]
    directory: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, mut command: Command) -> Result<(), Failure> {
    if let Some(directory) = &arguments.directory {
        return Ok(generate_to(command, directory)?);
    }
    command.build();
    let mut page = Vec::new();
    Man::new(find(command, &arguments.words)?).render(&mut page)?;
    Ok(io::stdout().write_all(&page)?)
}

fn find(command: Command, words: &[String]) -> Result<Command, Failure> {
    words.iter().try_fold(command, |command, word| {
        let found = command.find_subcommand(word).cloned();
        found.ok_or_else(|| {
            Failure::Usage(format!("there is no command {word:?} to show the page of"))
        })
    })
}
