//! `rollcall contact leavers` and `rollcall contact bring-back`.

use directory::leavers::{self, BroughtBack, LeaverPages};
use roster::Contact;
use roster::exception::Exception;
use scim::instant;

use super::contact_fields::FIELDS;
use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::table::{Cell, Column, Shape};
use super::when::When;

/// People who left, as they are listed.
pub(super) const LISTING: Listing<Contact, 6> = Listing {
    columns: [
        Column::plain("EMAIL"),
        Column::plain("NAME"),
        Column::plain("STATUS"),
        Column::whole("DISABLED"),
        Column::whole("HELD SINCE"),
        Column::ids("ID"),
    ],
    row,
    nothing: "There are no such contacts.",
    fields: &FIELDS,
};

fn row(contact: &Contact) -> [Cell; 6] {
    [
        Cell::or_dash(contact.email.as_ref()),
        Cell::or_dash(contact.display_name.as_ref()),
        contact.status.as_str().into(),
        Cell::time_or(contact.disabled_at, "-"),
        Cell::time_or(contact.held_since, "-"),
        Cell::from(&contact.id),
    ]
}

/// Lists those who left since a time.
pub(super) async fn list(
    context: &Context,
    tenant: &str,
    since: When,
    shape: Shape,
) -> Result<(), Failure> {
    let directory = &context.directory;
    let since = since.from(directory.now());
    let mut pages = LeaverPages::of(directory, tenant, since).await?;
    LISTING
        .print(context, shape, async || pages.next_page().await)
        .await
}

/// Brings somebody back, and says how.
pub(super) async fn bring_back(
    context: &Context,
    tenant: &str,
    who: &str,
    is_preview: bool,
) -> Result<(), Failure> {
    let back = leavers::bring_back(&context.directory, tenant, who, is_preview).await?;
    Ok(context
        .output
        .show(&back, |back| told(back, tenant, is_preview))?)
}

fn told(back: &BroughtBack, tenant: &str, is_preview: bool) -> String {
    let contact = &back.contact;
    let name = contact.email.as_ref().or(contact.display_name.as_ref());
    let name = name.unwrap_or(&contact.id);
    let mut lines = vec![if is_preview {
        format!("{name} would be kept, by:")
    } else {
        let status = contact.status.as_str();
        format!("{name} is {status} from now on, by:")
    }];
    lines.extend(back.exceptions.iter().map(of_exception));
    if !is_preview {
        let ends = back.exceptions.iter().map(|it| it.id.as_str());
        let end = |id| format!("To undo it: rollcall exception end {tenant} {id}");
        lines.extend(ends.map(end));
    }
    lines.join("\n")
}

fn of_exception(exception: &Exception) -> String {
    let kind = &exception.kind;
    let what = match (kind.field(), kind.value()) {
        (Some(field), Some(value)) => format!("{} of {field} to {value}", kind.as_str()),
        _ => kind.as_str().to_owned(),
    };
    let review = exception.review.map(instant::format);
    let review = review.map_or_else(String::new, |at| format!(", to be reviewed at {at}"));
    format!("- an exception, {what}{review}")
}
