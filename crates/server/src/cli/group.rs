//! `rollcall group …`.

use clap::Subcommand;
use directory::reports;
use roster::TrainingGroup;
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::output::{or_dash, table};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's training groups
    List {
        /// The tenant's short name
        tenant: String,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::List { tenant } = command;
    let groups = reports::groups(&context.directory, &tenant).await?;
    Ok(context.output.show(&groups, |groups| listed(groups))?)
}

fn listed(groups: &[TrainingGroup]) -> String {
    let heading = [
        "SLUG",
        "NAME",
        "MEMBERS",
        "WITH INNER GROUPS",
        "SOURCE",
        "EXTERNAL ID",
        "UPDATED",
    ];
    table(
        heading,
        groups.iter().map(row).collect(),
        "The tenant has no training groups.",
    )
}

fn row(group: &TrainingGroup) -> [String; 7] {
    [
        group.slug.clone(),
        group.display_name.clone(),
        group.member_count.to_string(),
        group.effective_member_count.to_string(),
        group.source.as_str().into(),
        or_dash(group.external_id.as_ref()),
        instant::format(group.updated_at),
    ]
}
