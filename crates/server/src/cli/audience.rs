//! `rollcall audience …`.

use clap::Subcommand;
use directory::rosters::{self, AudienceDraft, AudienceShown, Change, Preset};

use super::context::{Context, Need};
use super::error::Failure;
use super::preview;
use super::table::of_texts;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's audiences
    List {
        /// The tenant's short name
        tenant: String,
    },
    /// Add an audience, by a filter or as a preset
    Add {
        /// The tenant's short name
        tenant: String,
        /// Its name, of which a tenant has one only [default: the preset's]
        #[arg(required_unless_present = "preset")]
        name: Option<String>,
        /// A SCIM filter over contacts, such as 'department eq "Finance"'
        #[arg(long, value_name = "SCIM", required_unless_present = "preset")]
        filter: Option<String>,
        /// One that many tenants have
        #[arg(long, value_parser = preset, conflicts_with = "filter", value_name = "PRESET")]
        preset: Option<Preset>,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
    /// Remove an audience
    Remove {
        /// The tenant's short name
        tenant: String,
        /// Its name
        name: String,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::List { .. } => Need::Read,
            _ => Need::Write,
        }
    }
}

fn preset(text: &str) -> Result<Preset, String> {
    let found = Preset::ALL
        .into_iter()
        .find(|preset| preset.as_str() == text);
    found.ok_or_else(|| {
        let all = Preset::ALL.map(Preset::as_str);
        format!("expected one of {}", all.join(", "))
    })
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let (tenant, change, yes) = match command {
        Command::List { tenant } => return list(context, &tenant).await,
        Command::Add {
            tenant,
            name,
            filter,
            preset,
            yes,
        } => {
            let of_preset = preset.map(Preset::audience);
            let (named, filtered) = of_preset.map(|it| (it.name, it.filter)).unzip();
            let audience = AudienceDraft {
                name: name.or(named).unwrap_or_default(),
                filter: filter.or(filtered).unwrap_or_default(),
            };
            (tenant, Change::AddAudience(audience), yes)
        }
        Command::Remove { tenant, name, yes } => (tenant, Change::RemoveAudience(name), yes),
    };
    preview::carry_out(context, &tenant, change, yes).await
}

async fn list(context: &Context, tenant: &str) -> Result<(), Failure> {
    let audiences = rosters::audiences(&context.directory, tenant).await?;
    Ok(context.output.show(&audiences, |audiences| {
        let rows = audiences.iter().map(row).collect();
        of_texts(
            ["AUDIENCE", "SELECTS", "FILTER"],
            rows,
            "There are no audiences.",
        )
    })?)
}

fn row(audience: &AudienceShown) -> [String; 3] {
    [
        audience.name.clone(),
        audience.matches.to_string(),
        audience.filter.clone(),
    ]
}
