//! Lists for spreadsheets: one line of names and one for each element (RFC 4180).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::error::Failure;
use super::output::in_words;

/// Writes pages until there is none, with these fields of their elements: `a.b` is b in the object a.
pub(super) async fn write<T: Serialize, E: Into<Failure>>(
    to: impl Write,
    fields: &[&str],
    mut next: impl AsyncFnMut() -> Result<Option<Vec<T>>, E>,
) -> Result<(), Failure> {
    let mut page = next().await.map_err(E::into)?;
    let places: Vec<String> = fields
        .iter()
        .map(|field| format!("/{}", field.replace('.', "/")))
        .collect();
    let mut table = csv::Writer::from_writer(to);
    table.write_record(fields).map_err(io::Error::from)?;
    while let Some(elements) = page {
        for element in &elements {
            let element = serde_json::to_value(element).map_err(io::Error::from)?;
            let values = places.iter().map(|place| element.pointer(place));
            let cells = values.map(|value| value.map_or_else(String::new, cell));
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
            vec![json!({"a": "1, \"2\"\n3", "b": [], "c": {"d": true}})],
        ];
        let next = async move || Ok::<_, Failure>(pages.pop());
        let mut text = Vec::new();
        let written = write(&mut text, &["a", "b", "c.d"], next);
        runtime.unwrap().block_on(written).unwrap();
        let expected = "a,b,c.d\n\"1, \"\"2\"\"\n3\",,true\n'=1+1,x;y,\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
