//! `rollcall preview …`, and what every command does that changes a roster's settings: it shows whom that
//! moves, and does it if it is told to.

use std::time::Duration;

use clap::Subcommand;
use directory::rosters::{self, Change};
use roster::Preview;
use roster::preview::{Moved, Place};

use super::context::{Context, Need};
use super::error::Failure;
use super::output::or_dash;
use super::table::of_texts;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show whom a preview moves, all of them
    Show {
        /// The tenant's short name
        tenant: String,
        /// The preview's id
        id: String,
    },
    /// Make the change of a preview, if it still means what it says
    Apply {
        /// The tenant's short name
        tenant: String,
        /// The preview's id
        id: String,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Show { .. } => Need::Read,
            Self::Apply { .. } => Need::Write,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    match command {
        Command::Show { tenant, id } => {
            let (mut preview, mut pages) = rosters::show(directory, &tenant, &id).await?;
            while let Some(people) = pages.next_page().await? {
                preview.changes.extend(people);
            }
            Ok(context.output.show(&preview, text)?)
        }
        Command::Apply { tenant, id } => {
            let applied = rosters::apply(directory, &tenant, &id).await?;
            follow(context, &tenant).await?;
            Ok(context
                .output
                .show(&applied, |applied| format!("Applied. {}", counts(applied)))?)
        }
    }
}

/// Shows whom a change moves, or makes it.
pub(super) async fn carry_out(
    context: &Context,
    tenant: &str,
    change: Change,
    yes: bool,
) -> Result<(), Failure> {
    let directory = &context.directory;
    if yes {
        let applied = rosters::change(directory, tenant, change).await?;
        follow(context, tenant).await?;
        return Ok(context.output.show(&applied, |applied| {
            let done = format!("Done. {}", counts(applied));
            [vec![done], applied.warnings.clone()].concat().join("\n")
        })?);
    }
    let preview = rosters::propose(directory, tenant, change).await?;
    Ok(context.output.show(&preview, |preview| {
        let apply = format!(
            "Nothing is changed yet. To do it: rollcall preview apply {tenant} {}",
            preview.id
        );
        [text(preview), apply].join("\n\n")
    })?)
}

/// How long a server has to take up what is left after some steps: it does so within two seconds, and
/// keeps its own requests from waiting for it.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it is looked whether a server is done.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Has the contacts of a tenant follow, and returns when all have. A few are done here; of many the rest is
/// a server's, if there is one.
pub(super) async fn follow(context: &Context, tenant: &str) -> Result<(), Failure> {
    let directory = &context.directory;
    let runner = format!("command line {}", std::process::id());
    let mut is_first = true;
    loop {
        let working = directory.work(&runner).await;
        let is_done = working.map_err(|error| unable(&error))?;
        if !rosters::is_pending(directory, tenant).await? {
            return Ok(());
        }
        if std::mem::take(&mut is_first) {
            tokio::time::sleep(PATIENCE).await;
        } else if !is_done {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

fn unable(error: &scim::ScimError) -> Failure {
    Failure::Refused(format!(
        "the settings hold from now on, but the contacts have yet to follow them: {}",
        error.detail()
    ))
}

fn counts(preview: &Preview) -> String {
    let counts = &preview.counts;
    let parts = [
        (counts.joins, "join the training"),
        (counts.leaves, "leave it"),
        (counts.audiences, "change audiences"),
        (counts.teams, "change teams"),
        (counts.fields, "have other values"),
        (counts.unchanged, "stay as they are"),
    ];
    let shown = parts.iter().filter(|(count, _)| *count > 0);
    let shown: Vec<String> = shown
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if shown.is_empty() {
        return "There is nobody yet.".to_owned();
    }
    format!("{}.", shown.join(", "))
}

fn text(preview: &Preview) -> String {
    let mut parts = vec![counts(preview)];
    parts.extend(
        preview
            .warnings
            .iter()
            .map(|warning| format!("Look at this: {warning}.")),
    );
    if !preview.changes.is_empty() {
        let rows = preview.changes.iter().map(row).collect();
        let heading = ["EMAIL", "NOW", "THEN", "BECAUSE", "ID"];
        parts.push(of_texts(heading, rows, ""));
    }
    parts.join("\n\n")
}

fn row(moved: &Moved) -> [String; 5] {
    [
        or_dash(moved.email.as_ref()),
        place(&moved.before),
        place(&moved.after),
        because(moved),
        moved.contact_id.clone(),
    ]
}

fn place(place: &Place) -> String {
    let status = place.status.as_str();
    if place.audiences.is_empty() {
        return status.to_owned();
    }
    format!("{status} ({})", place.audiences.join(", "))
}

fn because(moved: &Moved) -> String {
    let text = |name: &str| moved.because.get(name).and_then(serde_json::Value::as_str);
    let kind = text("kind").unwrap_or_default().replace('_', " ");
    match text("name") {
        Some(name) => format!("{kind} {name:?}"),
        None => kind,
    }
}
