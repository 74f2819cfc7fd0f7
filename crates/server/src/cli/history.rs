//! `rollcall contact history`.

use std::collections::HashMap;

use directory::history::{self, Revision};

use super::change;
use super::context::Context;
use super::error::Failure;
use super::listing::{Listing, once};
use super::table::{Cell, Column, Shape};

pub(super) async fn run(
    context: &Context,
    tenant: &str,
    who: &str,
    shape: Shape,
) -> Result<(), Failure> {
    let revisions = history::of_contact(&context.directory, tenant, who).await?;
    LISTING.print(context, shape, once(revisions)).await
}

const LISTING: Listing<Revision, 5> = Listing {
    columns: [
        Column::plain("VERSION"),
        Column::whole("SINCE"),
        Column::whole("UNTIL").spare(),
        Column::plain("ACTION"),
        Column::text("WHAT"),
    ],
    row,
    nothing: "Nothing is kept of what the contact was before: an earlier version of Rollcall made it.",
    fields: &["version", "valid_from", "valid_until", "action", "changes"],
};

fn row(revision: &Revision) -> [Cell; 5] {
    let what = change::in_words(&revision.changes, &HashMap::new());
    [
        Cell::number(revision.version),
        Cell::Time(revision.valid_from),
        Cell::time_or(revision.valid_until, "now"),
        revision.action.as_str().into(),
        what.into(),
    ]
}
