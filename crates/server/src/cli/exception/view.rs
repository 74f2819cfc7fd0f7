//! Exceptions as the command line shows them.

use directory::exceptions::{Excepted, Listed, Mode};
use roster::exception::Exception;
use scim::instant;
use serde_json::{Map, Value};

use crate::cli::listing::Listing;
use crate::cli::output::{fields, in_words, or_dash};
use crate::cli::table::{Cell, Column, Tone};

/// What spreadsheets get.
const FIELDS: [&str; 16] = [
    "id",
    "contact_id",
    "email",
    "kind",
    "field",
    "value",
    "state",
    "due",
    "reason",
    "approved_by",
    "from",
    "until",
    "review",
    "owner",
    "made_at",
    "ended_at",
];

pub(super) const LISTING: Listing<Listed, 9> = Listing {
    columns: [
        Column::plain("CONTACT"),
        Column::plain("KIND"),
        Column::plain("STATE"),
        Column::whole("FROM").spare(),
        Column::whole("UNTIL"),
        Column::whole("REVIEW"),
        Column::plain("OWNER").spare(),
        Column::text("REASON"),
        Column::ids("ID"),
    ],
    row,
    nothing: "There are no such exceptions.",
    fields: &FIELDS,
};

fn row(listed: &Listed) -> [Cell; 9] {
    let it = &listed.exception;
    let review = or_dash(it.review.map(instant::format).as_ref());
    [
        Cell::or_dash(listed.email.as_ref().or(Some(&it.contact_id))),
        kind(it).into(),
        listed.state.into(),
        Cell::Time(it.beginning()),
        Cell::time_or(it.end(), "-"),
        if listed.due {
            Cell::toned(Tone::Warning, format!("{review} (due)"))
        } else {
            review.into()
        },
        it.owner.as_str().into(),
        Cell::from(&it.reason),
        Cell::from(&it.id),
    ]
}

fn kind(exception: &Exception) -> String {
    let kind = exception.kind.as_str();
    match (exception.kind.field(), exception.kind.value()) {
        (Some(field), Some(value)) => format!("{kind} {field}={value}"),
        _ => kind.to_owned(),
    }
}

/// An exception and what its contact became by it, or would become.
pub(super) fn text(excepted: &Excepted, mode: Mode) -> String {
    let contact = &excepted.contact;
    let object: Map<String, Value> = match serde_json::to_value(&excepted.exception) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    };
    let who = or_dash(contact.email.as_ref().or(contact.display_name.as_ref()));
    let (before, after) = (excepted.before.status.as_str(), contact.status.as_str());
    let becomes = if before == after {
        after.to_owned()
    } else {
        format!("{before} -> {after}")
    };
    let mut lines = vec![("contact", who), ("status", becomes)];
    let parts = object.iter().filter(|(_, value)| !value.is_null());
    let is_person = |name: &str| name == "made_by" || name == "ended_by";
    let parts = parts.filter(|(name, _)| !is_person(name));
    lines.extend(parts.map(|(name, value)| (name.as_str(), in_words(value, "-", ", "))));
    let text = fields(&lines);
    match mode {
        Mode::Do => text,
        Mode::Tell => format!("{text}\nNothing was changed."),
    }
}
