//! Lists for spreadsheets: one line of names and one for each element (RFC 4180).

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::Value;

use super::error::Failure;
use super::output::in_words;

/// Prints pages until there is none, with these fields of their elements.
pub(super) async fn print<T: Serialize, E: Into<Failure>>(
    columns: &[&str],
    next: impl AsyncFnMut() -> Result<Option<Vec<T>>, E>,
) -> Result<(), Failure> {
    write(BufWriter::new(io::stdout()), columns, next).await
}

async fn write<T: Serialize, E: Into<Failure>>(
    to: impl Write,
    columns: &[&str],
    mut next: impl AsyncFnMut() -> Result<Option<Vec<T>>, E>,
) -> Result<(), Failure> {
    let mut page = next().await.map_err(E::into)?;
    let mut table = csv::Writer::from_writer(to);
    table.write_record(columns).map_err(io::Error::from)?;
    while let Some(elements) = page {
        for element in &elements {
            let fields = serde_json::to_value(element).map_err(io::Error::from)?;
            let cells = columns
                .iter()
                .map(|name| fields.get(name).map_or_else(String::new, cell));
            table.write_record(cells).map_err(io::Error::from)?;
        }
        drop(elements);
        page = next().await.map_err(E::into)?;
    }
    Ok(table.flush()?)
}

/// A value as text. Spreadsheets take what begins with some characters for a formula, and names come
/// from clients, so an apostrophe stands before those.
fn cell(value: &Value) -> String {
    let text = in_words(value, "", ";");
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{text}");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_element_is_a_line_in_which_nothing_is_a_formula() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let mut pages = vec![
            vec![json!({"a": "=1+1", "b": ["x", "y"], "c": null})],
            vec![json!({"a": "1, \"2\"\n3", "b": [], "c": true})],
        ];
        let next = async move || Ok::<_, Failure>(pages.pop());
        let mut text = Vec::new();
        let written = write(&mut text, &["a", "b", "c"], next);
        runtime.unwrap().block_on(written).unwrap();
        let expected = "a,b,c\n\"1, \"\"2\"\"\n3\",,true\n'=1+1,x;y,\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
