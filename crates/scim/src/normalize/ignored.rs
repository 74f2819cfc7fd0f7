//! Names that no schema knows, kept for the journal.

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
    match name.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
