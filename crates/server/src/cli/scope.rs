//! `rollcall scope …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use directory::rosters::{self, Change, RuleDraft, RuleShown, ScopeShown, Suspect};
use roster::scope::Effect;
use scim::instant;

use super::context::{Context, Need};
use super::error::Failure;
use super::output::{fields, or_dash};
use super::preview;
use super::rules_file;
use super::table::of_texts;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show who trains, and by which rules
    Show {
        /// The tenant's short name
        tenant: String,
    },
    /// Decide who trains, in place of what was decided before
    Decide {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        decision: Decision,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
    /// Add a rule
    Add {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        effect: EffectArgument,
        /// Its name, of which a tenant has one only
        #[arg(long)]
        name: String,
        /// A SCIM filter over contacts, such as 'userType eq "Guest"'
        #[arg(long, value_name = "SCIM")]
        filter: String,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
    /// Remove a rule
    Remove {
        /// The tenant's short name
        tenant: String,
        /// The rule's name
        name: String,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
    /// Go back to what was in force before the last decision
    Undo {
        /// The tenant's short name
        tenant: String,
        /// Do it at once; without it, a preview is printed and nothing is changed
        #[arg(long)]
        yes: bool,
    },
    /// List accounts that are probably no persons, with the signs
    Suspects {
        /// The tenant's short name
        tenant: String,
        /// These are no persons, or `all` of those listed: an exception keeps each out
        #[arg(long, num_args = 1.., value_name = "WHO", conflicts_with = "refuse")]
        accept: Vec<String>,
        /// These are persons, or `all` of those listed: they are not suspected again
        #[arg(long, num_args = 1.., value_name = "WHO")]
        refuse: Vec<String>,
    },
}

/// Who trains.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct Decision {
    /// Everybody who has not left
    #[arg(long)]
    everyone: bool,
    /// Whom the rules in this file select: TOML or JSON, a list of name, effect and filter
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

/// What a rule does.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct EffectArgument {
    /// It takes people in
    #[arg(long)]
    include: bool,
    /// It keeps people out
    #[arg(long)]
    exclude: bool,
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Show { .. } => Need::Read,
            Self::Suspects { accept, refuse, .. } if accept.is_empty() && refuse.is_empty() => {
                Need::Read
            }
            _ => Need::Write,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    let (tenant, change, yes) = match command {
        Command::Show { tenant } => {
            let shown = rosters::scope(directory, &tenant).await?;
            return Ok(context.output.show(&shown, text)?);
        }
        Command::Suspects {
            tenant,
            accept,
            refuse,
        } => return suspects(context, &tenant, &accept, &refuse).await,
        Command::Decide {
            tenant,
            decision,
            yes,
        } => (tenant, decided(&decision)?, yes),
        Command::Add {
            tenant,
            effect,
            name,
            filter,
            yes,
        } => {
            let effect = if effect.include {
                Effect::Include
            } else {
                Effect::Exclude
            };
            let rule = RuleDraft {
                name,
                effect,
                filter,
                enabled: true,
            };
            (tenant, Change::AddRule(rule), yes)
        }
        Command::Remove { tenant, name, yes } => (tenant, Change::RemoveRule(name), yes),
        Command::Undo { tenant, yes } => (tenant, Change::Undo, yes),
    };
    preview::carry_out(context, &tenant, change, yes).await
}

fn decided(decision: &Decision) -> Result<Change, Failure> {
    match &decision.rules {
        Some(file) => Ok(Change::Rules(rules_file::read(file)?)),
        None => Ok(Change::Everyone),
    }
}

async fn suspects(
    context: &Context,
    tenant: &str,
    accept: &[String],
    refuse: &[String],
) -> Result<(), Failure> {
    let directory = &context.directory;
    if !accept.is_empty() {
        rosters::accept_suspects(directory, tenant, accept).await?;
    }
    if !refuse.is_empty() {
        rosters::refuse_suspects(directory, tenant, refuse).await?;
    }
    let suspects = rosters::suspects(directory, tenant).await?;
    Ok(context.output.show(&suspects, |suspects| {
        let rows = suspects.iter().map(suspect).collect();
        of_texts(
            ["EMAIL", "NAME", "SIGNS", "ID"],
            rows,
            "Nobody is suspected to be no person.",
        )
    })?)
}

fn suspect(suspect: &Suspect) -> [String; 4] {
    let signs: Vec<&str> = suspect.signs.iter().map(|sign| sign.as_str()).collect();
    [
        or_dash(suspect.email.as_ref()),
        or_dash(suspect.display_name.as_ref()),
        signs.join(", ").replace('_', " "),
        suspect.contact_id.clone(),
    ]
}

fn text(scope: &ScopeShown) -> String {
    let decided_by = scope.decided_by.as_ref().and_then(|actor| actor.label());
    let mut lines = fields(&[
        ("Scope", scope.state.as_str().to_owned()),
        (
            "Decided",
            or_dash(scope.decided_at.map(instant::format).as_ref()),
        ),
        ("By", or_dash(decided_by.map(str::to_owned).as_ref())),
    ]);
    if scope.pending {
        lines.push_str("\n\nContacts have yet to follow the last decision.");
    }
    if !scope.rules.is_empty() {
        let rows = scope.rules.iter().map(rule).collect();
        let heading = ["RULE", "EFFECT", "SELECTS", "STATE", "FILTER"];
        lines.push_str("\n\n");
        lines.push_str(&of_texts(heading, rows, ""));
    }
    lines
}

fn rule(rule: &RuleShown) -> [String; 5] {
    let state = match (rule.broken, rule.enabled) {
        (true, _) => "broken: its group is gone or empty",
        (false, true) => "on",
        (false, false) => "off",
    };
    [
        rule.name.clone(),
        rule.effect.as_str().to_owned(),
        rule.matches.to_string(),
        state.to_owned(),
        rule.filter.clone(),
    ]
}
