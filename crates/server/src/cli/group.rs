//! `rollcall group …`.

use clap::Subcommand;
use directory::listings::GroupPages;
use directory::reports;
use roster::TrainingGroup;
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::output::{fields, or_dash};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's training groups
    List {
        /// The tenant's short name
        tenant: String,
    },
    /// Show one training group
    Show {
        /// The tenant's short name
        tenant: String,
        /// The group's slug, name, id or external id
        who: String,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    match command {
        Command::List { tenant } => {
            let mut pages = GroupPages::of(directory, &tenant).await?;
            LISTING
                .print(context.output, async || pages.next_page().await)
                .await
        }
        Command::Show { tenant, who } => {
            let group = reports::group(directory, &tenant, &who).await?;
            Ok(context.output.show(&group, text)?)
        }
    }
}

fn text(group: &TrainingGroup) -> String {
    let [slug, name, members, effective, source, external_id, updated] = row(group);
    fields(&[
        ("Slug", slug),
        ("Name", name),
        ("Members", members),
        ("With inner groups", effective),
        ("Source", source),
        ("External id", external_id),
        ("Created", instant::format(group.created_at)),
        ("Updated", updated),
        ("Id", group.id.clone()),
    ])
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
