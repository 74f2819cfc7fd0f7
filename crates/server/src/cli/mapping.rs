//! `rollcall mapping …`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use directory::rosters::{self, Change, MappingShown};
use roster::contact::MappingChoice;

use super::context::{Context, Need};
use super::error::Failure;
use super::output::{fields, in_words, or_dash};
use super::preview;
use super::table::of_texts;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show where the fields of contacts come from
    Show {
        /// The tenant's short name
        tenant: String,
    },
    /// Have fields come from elsewhere, as a file says
    Set {
        /// The tenant's short name
        tenant: String,
        /// TOML or JSON, as `mapping show --json` prints it
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
    /// Have fields come from where they usually do
    Reset {
        /// The tenant's short name
        tenant: String,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Show { .. } => Need::Read,
            Self::Set { .. } | Self::Reset { .. } => Need::Write,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let (tenant, choice, yes) = match command {
        Command::Show { tenant } => {
            let shown = rosters::mapping(&context.directory, &tenant).await?;
            return Ok(context.output.show(&shown, text)?);
        }
        Command::Set { tenant, file, yes } => (tenant, Some(read(&file)?), yes),
        Command::Reset { tenant, yes } => (tenant, None, yes),
    };
    preview::carry_out(context, &tenant, Change::Mapping(choice), yes).await
}

fn read(file: &Path) -> Result<MappingChoice, Failure> {
    let name = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Refused(format!("{name} cannot be read: {error}")))?;
    let parsed = if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    } else {
        toml::from_str(&text).map_err(|error| error.message().to_owned())
    };
    parsed.map_err(|error| Failure::Refused(format!("{name} is no mapping: {error}")))
}

fn text(mapping: &MappingShown) -> String {
    let settings = fields(&[
        ("Preset", mapping.preset.as_str().to_owned()),
        (
            "Default language",
            or_dash(mapping.default_language.as_ref()),
        ),
        (
            "Job titles",
            if mapping.job_title { "yes" } else { "no" }.to_owned(),
        ),
    ]);
    let own = mapping.custom.iter();
    let own = own.map(|(name, sources)| [format!("custom.{name}"), sources.join(", else ")]);
    let rows = mapping.fields.iter();
    let rows = rows.map(|(field, sources)| [field.clone(), in_words(sources, "-", ", else ")]);
    let rows = rows.chain(own).collect();
    [settings, of_texts(["FIELD", "COMES FROM"], rows, "")].join("\n\n")
}
