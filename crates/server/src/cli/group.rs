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
use super::table::{Cell, Column, Shape};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's training groups
    List {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        shape: Shape,
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
        Command::List { tenant, shape } => {
            let mut pages = GroupPages::of(directory, &tenant).await?;
            LISTING
                .print(context, shape, async || pages.next_page().await)
                .await
        }
        Command::Show { tenant, who } => {
            let group = reports::group(directory, &tenant, &who).await?;
            Ok(context.output.show(&group, text)?)
        }
    }
}

fn text(group: &TrainingGroup) -> String {
    fields(&[
        ("Slug", group.slug.clone()),
        ("Name", group.display_name.clone()),
        ("Members", group.member_count.to_string()),
        (
            "With inner groups",
            group.effective_member_count.to_string(),
        ),
        ("Source", group.source.as_str().into()),
        ("External id", or_dash(group.external_id.as_ref())),
        ("Created", instant::format(group.created_at)),
        ("Updated", instant::format(group.updated_at)),
        ("Id", group.id.clone()),
    ])
}

const LISTING: Listing<TrainingGroup, 7> = Listing {
    columns: [
        Column::plain("SLUG"),
        Column::plain("NAME"),
        Column::plain("MEMBERS"),
        Column::plain("WITH INNER GROUPS"),
        Column::plain("SOURCE"),
        Column::ids("EXTERNAL ID"),
        Column::whole("UPDATED"),
    ],
    row,
    nothing: "The tenant has no training groups.",
    fields: &[
        "id",
        "slug",
        "display_name",
        "external_id",
        "source",
        "member_count",
        "effective_member_count",
        "created_at",
        "updated_at",
    ],
};

fn row(group: &TrainingGroup) -> [Cell; 7] {
    [
        Cell::from(&group.slug),
        Cell::from(&group.display_name),
        Cell::number(group.member_count),
        Cell::number(group.effective_member_count),
        group.source.as_str().into(),
        Cell::or_dash(group.external_id.as_ref()),
        Cell::Time(group.updated_at),
    ]
}
