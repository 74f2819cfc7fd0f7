//! The command line. One file per group of commands.

mod activity;
mod ask;
mod audience;
mod brake;
mod change;
mod contact;
mod contact_fields;
mod context;
mod csv;
mod demo;
mod doctor;
mod error;
mod examples;
mod exception;
mod explain;
mod group;
mod healthcheck;
mod history;
mod job;
mod journal;
mod leavers;
mod listing;
mod man;
mod mapping;
mod migrate;
mod output;
mod policy;
mod preview;
mod public_url;
mod rows;
mod rules_file;
mod schema;
mod scope;
mod serve;
mod status;
mod table;
mod tenant;
mod tenant_list;
mod token;
mod when;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use crate::config::{Flags, Settings};
use crate::telemetry;
use context::{Context, Need};
use error::Failure;
use output::Output;

/// Keeps a training system's people and groups up to date from your identity provider, over SCIM.
#[derive(Debug, Parser)]
#[command(name = "rollcall", version = env!("ROLLCALL_VERSION"))]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print exactly one JSON document on stdout
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Apply pending migrations and serve until SIGTERM or SIGINT
    Serve(serve::Arguments),
    /// Apply pending migrations
    Migrate(migrate::Arguments),
    /// Make, list, suspend, resume and erase tenants
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Make, list and revoke the tokens of a tenant
    #[command(subcommand)]
    Token(token::Command),
    /// Training contacts
    #[command(subcommand)]
    Contact(contact::Command),
    /// The brake on mass leavers, and those whom it holds
    #[command(subcommand)]
    Brake(brake::Command),
    /// Decisions about one person, above rules and sources
    #[command(subcommand)]
    Exception(exception::Command),
    /// Training groups
    #[command(subcommand)]
    Group(group::Command),
    /// Who trains, and by which rules
    #[command(subcommand)]
    Scope(scope::Command),
    /// Where the fields of contacts come from
    #[command(subcommand)]
    Mapping(mapping::Command),
    /// Named sets of people for certain training
    #[command(subcommand)]
    Audience(audience::Command),
    /// What one tenant chose, saved for many
    #[command(subcommand)]
    Policy(policy::Command),
    /// A small company to try things on
    #[command(subcommand)]
    Demo(demo::Command),
    /// Whom a change moves, before it is made
    #[command(subcommand)]
    Preview(preview::Command),
    /// Work that goes on behind requests
    #[command(subcommand)]
    Job(job::Command),
    /// Schemas and resource types of a tenant's own
    #[command(subcommand)]
    Schema(schema::Command),
    /// What clients asked to write, and what came of it
    #[command(subcommand)]
    Journal(journal::Command),
    /// Sync sessions: the journal, run by run
    #[command(subcommand)]
    Activity(activity::Command),
    /// Look whether everything is as it has to be, and say what to do where it is not
    Doctor,
    /// Print what a shell needs to complete commands, such as bash, zsh or fish
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual, for `man -l -`
    Man(man::Arguments),
    /// Tell how each tenant is, the worst first; exit status 1 if somebody has to look after one
    Status(status::Arguments),
    /// Ask the server at the listening address whether it can serve; exit status 1 if not
    Healthcheck,
}

impl Command {
    /// Whether it has done all that matters before it prints: nothing is left undone where nobody reads on.
    fn is_report(&self) -> bool {
        !matches!(self, Self::Serve(_) | Self::Migrate(_))
    }

    /// What it needs of the database.
    fn need(&self) -> Need {
        match self {
            Self::Tenant(command) => command.need(),
            Self::Token(command) => command.need(),
            Self::Contact(command) => command.need(),
            Self::Exception(command) => command.need(),
            Self::Schema(command) => command.need(),
            Self::Scope(command) => command.need(),
            Self::Audience(command) => command.need(),
            Self::Mapping(command) => command.need(),
            Self::Policy(command) => command.need(),
            Self::Preview(command) => command.need(),
            Self::Brake(command) => command.need(),
            Self::Serve(_) | Self::Migrate(_) | Self::Demo(_) => Need::Make,
            Self::Healthcheck
            | Self::Completions { .. }
            | Self::Man(_)
            | Self::Doctor
            | Self::Status(_)
            | Self::Group(_)
            | Self::Job(_)
            | Self::Journal(_)
            | Self::Activity(_) => Need::Read,
        }
    }
}

/// Runs the command that the process's arguments name.
pub fn main() -> ExitCode {
    // Usage errors leave here, with status 2; help and version with 0.
    let cli = Cli::from_arg_matches(&command().get_matches());
    let cli = cli.unwrap_or_else(|error| error.exit());
    let mut secrets = Vec::new();
    let is_report = cli.command.is_report();
    match run(cli, &mut secrets) {
        Ok(()) => ExitCode::SUCCESS,
        // Who reads has seen enough, as `head` has.
        Err(failure) if is_report && failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "rollcall: {}", failure.line(&secrets));
            failure.exit_code()
        }
    }
}

/// The program with its commands, as the help, completions and the manual tell of it.
fn command() -> clap::Command {
    examples::add(Cli::command().mut_subcommand("serve", Flags::show_all))
}

fn run(cli: Cli, secrets: &mut Vec<String>) -> Result<(), Failure> {
    match cli.command {
        Command::Completions { shell } => return Ok(complete(shell)?),
        Command::Man(arguments) => return man::run(&arguments, command()),
        _ => {}
    }
    let settings = Settings::load(&cli.flags)?;
    *secrets = settings.secrets();
    telemetry::start(&settings, default_log(&cli.command));
    let output = Output::new(cli.json);
    actix_web::rt::System::new().block_on(dispatch(cli.command, settings, output))
}

/// Commands that end soon say what they did on stdout, so there only trouble is worth a log line.
/// The libraries below have their own idea of what is worth one, which is not an operator's.
fn default_log(command: &Command) -> &'static str {
    match command {
        Command::Serve(_) => "info,actix_http=off,actix_server=warn,sea_orm_migration=warn",
        _ => "warn",
    }
}

async fn dispatch(command: Command, settings: Settings, output: Output) -> Result<(), Failure> {
    let command = match command {
        Command::Serve(arguments) => return serve::run(&arguments, settings).await,
        Command::Migrate(arguments) => return migrate::run(&arguments, &settings, output).await,
        Command::Doctor => return doctor::run(&settings, output).await,
        Command::Healthcheck => return healthcheck::run(&settings, output),
        command => command,
    };
    let context = Context::open(settings, output, command.need()).await?;
    let result = administer(command, &context).await;
    context.close().await;
    result
}

async fn administer(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Tenant(command) => tenant::run(command, context).await,
        Command::Token(command) => token::run(command, context).await,
        Command::Contact(command) => contact::run(command, context).await,
        Command::Brake(command) => brake::run(command, context).await,
        Command::Exception(command) => exception::run(command, context).await,
        Command::Group(command) => group::run(command, context).await,
        Command::Demo(command) => demo::run(command, context).await,
        Command::Scope(command) => scope::run(command, context).await,
        Command::Audience(command) => audience::run(command, context).await,
        Command::Mapping(command) => mapping::run(command, context).await,
        Command::Policy(command) => policy::run(command, context).await,
        Command::Preview(command) => preview::run(command, context).await,
        Command::Job(command) => job::run(command, context).await,
        Command::Schema(command) => schema::run(command, context).await,
        Command::Journal(command) => journal::run(command, context).await,
        Command::Activity(command) => activity::run(command, context).await,
        Command::Status(arguments) => status::run(&arguments, context).await,
        Command::Serve(_)
        | Command::Migrate(_)
        | Command::Healthcheck
        | Command::Doctor
        | Command::Completions { .. }
        | Command::Man(_) => Ok(()),
    }
}

fn complete(shell: Shell) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "rollcall", &mut script);
    io::stdout().write_all(&script)
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::{command, examples};

    /// The words of all commands that have none below them.
    fn leaves(command: &clap::Command, words: &str) -> Vec<String> {
        let inner: Vec<_> = command.get_subcommands().collect();
        if inner.is_empty() {
            return vec![words.trim().to_owned()];
        }
        let inner = inner.into_iter();
        inner
            .flat_map(|it| leaves(it, &format!("{words} {}", it.get_name())))
            .collect()
    }

    #[test]
    fn each_command_has_two_examples_that_it_understands() {
        let commands = leaves(&command(), "");
        for words in &commands {
            assert_eq!(examples::of(words).count(), 2, "{words}");
        }
        assert_eq!(examples::all().count(), 2 * commands.len());
        for (typed, _) in examples::all() {
            let arguments = split(&format!("rollcall {typed}"));
            let outcome = command().try_get_matches_from(arguments);
            assert!(outcome.is_ok(), "{typed}: {:?}", outcome.err());
        }
        let unknown = command().try_get_matches_from(["rollcall", "dance"]);
        assert_eq!(unknown.unwrap_err().kind(), ErrorKind::InvalidSubcommand);
    }

    /// The words that a shell makes of a line, with single quotes.
    fn split(line: &str) -> Vec<String> {
        let parts = line.split('\'').enumerate();
        let words = parts.flat_map(|(place, part)| match place % 2 {
            1 => vec![part],
            _ => part.split_whitespace().collect(),
        });
        words.map(str::to_owned).collect()
    }
}
