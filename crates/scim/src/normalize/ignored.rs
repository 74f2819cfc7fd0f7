//! Names that no schema knows, kept for the journal.

use crate::text::storable;

/// The most names kept of one request.
const COUNT: usize = 50;
/// The most characters kept of one name.
const LENGTH: usize = 200;

/// Notes a name that no schema knows: once, cut to 200 characters, and no more than 50 of one
/// request, so that no request can bloat the journal.
pub fn note_ignored(ignored: &mut Vec<String>, name: &str) {
    if ignored.len() >= COUNT {
        return;
    }
    let name = shorten(name);
    if !ignored.contains(&name) {
        ignored.push(name);
    }
}

fn shorten(name: &str) -> String {
    let short: String = name.chars().take(LENGTH).collect();
    let mut short = storable(&short).into_owned();
    if name.chars().nth(LENGTH).is_some() {
        short.push('…');
    }
    short
}
