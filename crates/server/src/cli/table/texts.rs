//! Tables of plain texts that stand within a longer text.

use chrono::DateTime;

use super::cell::Column;
use super::columns::Columns;
use super::look::{Look, Shape};

/// Lines of aligned columns under a heading, or `nothing` if there are no rows.
pub(in crate::cli) fn of_texts<const N: usize>(
    names: [&'static str; N],
    rows: Vec<[String; N]>,
    nothing: &str,
) -> String {
    if rows.is_empty() {
        return nothing.to_owned();
    }
    // There are no times in it that could be seen from now.
    let look = Look::on_stdout(Shape::default(), DateTime::UNIX_EPOCH);
    let columns = names.map(|name| match name {
        "ID" => Column::ids(name),
        name => Column::plain(name),
    });
    let rows = rows.into_iter().map(|row| look.draw(row.map(Into::into)));
    let rows: Vec<_> = rows.collect();
    let columns = Columns::fitting(columns, &rows, look);
    let mut lines = vec![columns.heading()];
    lines.extend(rows.iter().map(|row| columns.line(row)));
    lines.join("\n")
}
