//! `rollcall contact history`.

use std::collections::HashMap;

use directory::history::{self, Revision};
use scim::instant;

use super::change;
use super::context::Context;
use super::csv;
use super::error::Failure;
use super::listing::{Listing, once};

pub(super) async fn run(
    context: &Context,
    tenant: &str,
    who: &str,
    csv: bool,
) -> Result<(), Failure> {
    let next = once(history::of_contact(&context.directory, tenant, who).await?);
    if csv {
        return csv::print(&COLUMNS, next).await;
    }
    LISTING.print(context.output, next).await
}

const COLUMNS: [&str; 5] = ["version", "valid_from", "valid_until", "action", "changes"];

const LISTING: Listing<Revision, 5> = Listing {
    heading: ["VERSION", "SINCE", "UNTIL", "ACTION", "WHAT"],
    row,
    nothing: "Nothing is kept of what the contact was before: an earlier version of Rollcall made it.",
};

fn row(revision: &Revision) -> [String; 5] {
    let until = revision.valid_until.map(instant::format);
    [
        revision.version.to_string(),
        instant::format(revision.valid_from),
        until.unwrap_or_else(|| "now".into()),
        revision.action.as_str().into(),
        change::in_words(&revision.changes, &HashMap::new()),
    ]
}
