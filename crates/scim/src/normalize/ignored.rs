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
    // PostgreSQL's JSON cannot hold a NUL character.
    let visible = |character| {
        if character == '\0' {
            '\u{FFFD}'
        } else {
            character
        }
    };
    let mut short: String = name.chars().take(LENGTH).map(visible).collect();
    if name.chars().nth(LENGTH).is_some() {
        short.push('…');
    }
    short
}
