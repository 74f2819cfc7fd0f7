//! What a statement compares with values, read from its text.

/// A column that a statement compares with a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'s> {
    /// The name that its table has in the statement, if the statement says it.
    pub(super) table: Option<&'s str>,
    pub(super) column: &'s str,
}

/// What a statement compares with a value, or with those of a list or query.
pub(super) fn equalities(sql: &str) -> Vec<Wanted<'_>> {
    let conditions = sql.split_once("WHERE ").map_or("", |(_, it)| it);
    let mut found = Vec::new();
    for sign in [" = ?", " = $", " IN ("] {
        for (place, _) in conditions.match_indices(sign) {
            let before = conditions.get(..place).unwrap_or_default();
            if !before.ends_with(" NOT") {
                found.extend(columns_before(before));
            }
        }
    }
    found
}

/// The column, or the columns in brackets, that a text ends with. None, if a function's value is
/// compared.
fn columns_before(text: &str) -> Vec<Wanted<'_>> {
    let Some(inner) = text.strip_suffix(')') else {
        return column_before(text).into_iter().collect();
    };
    let (before, tuple) = inner.rsplit_once('(').unwrap_or(("", inner));
    if before.ends_with(|it: char| it.is_alphanumeric()) {
        return Vec::new();
    }
    tuple.split(", ").filter_map(column_before).collect()
}

fn column_before(text: &str) -> Option<Wanted<'_>> {
    let (before, column) = word_before(text)?;
    let table = before.strip_suffix('.').and_then(word_before);
    let table = table.map(|(_, table)| table);
    Some(Wanted { table, column })
}

/// The name that a text ends with, and what stands before it.
pub(super) fn word_before(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix('"').unwrap_or(text);
    let start = text.rfind(|it: char| !(it.is_alphanumeric() || it == '_'));
    let (before, word) = text.split_at(start.map_or(0, |it| it + 1));
    let before = before.strip_suffix('"').unwrap_or(before);
    (!word.is_empty()).then_some((before, word))
}
