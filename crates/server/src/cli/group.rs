//! `rollcall group …`.

use clap::Subcommand;
use directory::listings::GroupPages;
use roster::TrainingGroup;
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::output::or_dash;

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
    let mut pages = GroupPages::of(&context.directory, &tenant).await?;
    LISTING
        .print(context.output, async || pages.next_page().await)
        .await
}

const LISTING: Listing<TrainingGroup, 7> = Listing {
    heading: [
        "SLUG",
        "NAME",
        "MEMBERS",
        "WITH INNER GROUPS",
        "SOURCE",
        "EXTERNAL ID",
        "UPDATED",
    ],
    row,
    nothing: "The tenant has no training groups.",
};

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
