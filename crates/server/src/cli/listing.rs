//! Lists that may be long: they are printed page by page, so that only a page is in memory.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer as _};

use super::context::Context;
use super::csv;
use super::error::Failure;
use super::table::{Cell, Column, Columns, Drawn, Look, Shape};

/// How a list looks as a table.
pub(super) struct Listing<T, const N: usize> {
    pub(super) columns: [Column; N],
    pub(super) row: fn(&T) -> [Cell; N],
    /// What is said of an empty list.
    pub(super) nothing: &'static str,
    /// The fields of its JSON that spreadsheets get: `a.b` is b in the object a.
    pub(super) fields: &'static [&'static str],
}

impl<T: Serialize, const N: usize> Listing<T, N> {
    /// Prints the pages that `next` gives until there is none. Nothing is printed if the first cannot be
    /// read; where a later one cannot, the JSON document has no end.
    pub(super) async fn print<E: Into<Failure>>(
        &self,
        context: &Context,
        shape: Shape,
        next: impl AsyncFnMut() -> Result<Option<Vec<T>>, E>,
    ) -> Result<(), Failure> {
        let stdout = BufWriter::new(io::stdout());
        if context.output.is_json() {
            self.write_json(stdout, next).await
        } else if shape.csv {
            csv::write(stdout, self.fields, next).await
        } else {
            let look = Look::on_stdout(shape, context.directory.now());
            self.write_text(stdout, look, next).await
        }
    }

    async fn write_json<E: Into<Failure>>(
        &self,
        mut to: impl Write,
        mut next: impl AsyncFnMut() -> Result<Option<Vec<T>>, E>,
    ) -> Result<(), Failure> {
        let mut page = next().await.map_err(E::into)?;
        let mut json = serde_json::Serializer::pretty(&mut to);
        let mut list = json.serialize_seq(None).map_err(io::Error::from)?;
        while let Some(values) = page {
            for value in &values {
                list.serialize_element(value).map_err(io::Error::from)?;
            }
            drop(values);
            page = next().await.map_err(E::into)?;
        }
        list.end().map_err(io::Error::from)?;
        writeln!(to)?;
        Ok(to.flush()?)
    }

    /// The columns are as wide as the first page needs them. A wider cell of a later page moves the rest
    /// of its line.
    async fn write_text<E: Into<Failure>>(
        &self,
        mut to: impl Write,
        look: Look,
        mut next: impl AsyncFnMut() -> Result<Option<Vec<T>>, E>,
    ) -> Result<(), Failure> {
        let Some(first) = next().await.map_err(E::into)? else {
            writeln!(to, "{}", self.nothing)?;
            return Ok(to.flush()?);
        };
        let mut rows = self.rows(&first, look);
        drop(first);
        let columns = Columns::fitting(self.columns, &rows, look);
        writeln!(to, "{}", columns.heading())?;
        loop {
            for row in &rows {
                writeln!(to, "{}", columns.line(row))?;
            }
            let Some(page) = next().await.map_err(E::into)? else {
                return Ok(to.flush()?);
            };
            rows = self.rows(&page, look);
        }
    }

    fn rows(&self, page: &[T], look: Look) -> Vec<[Drawn; N]> {
        let rows = page.iter().map(self.row);
        rows.map(|row| look.draw(row)).collect()
    }
}

/// A list that is in memory already, as its only page.
pub(super) fn once<T>(values: Vec<T>) -> impl AsyncFnMut() -> Result<Option<Vec<T>>, Failure> {
    let mut page = Some(values).filter(|values| !values.is_empty());
    async move || Ok(page.take())
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    const LISTING: Listing<&str, 2> = Listing {
        columns: [Column::plain("NAME"), Column::plain("BYTES")],
        row: |name| [(*name).into(), Cell::number(name.len())],
        nothing: "There are no names.",
        fields: &[],
    };

    type Page = Result<Option<Vec<&'static str>>, io::Error>;

    /// What is written of these pages, and how it ends.
    fn written(pages: &[&[&'static str]], then: fn() -> Page) -> [(String, bool); 2] {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.unwrap();
        let reading = || {
            let mut left: VecDeque<_> = pages.iter().map(|page| page.to_vec()).collect();
            async move || left.pop_front().map_or_else(then, |page| Ok(Some(page)))
        };
        let (mut json, mut text) = (Vec::new(), Vec::new());
        let is_whole = [
            runtime
                .block_on(LISTING.write_json(&mut json, reading()))
                .is_ok(),
            runtime
                .block_on(LISTING.write_text(&mut text, Look::COMPLETE, reading()))
                .is_ok(),
        ];
        let [of_json, of_text] = is_whole;
        [(json, of_json), (text, of_text)]
            .map(|(bytes, is_whole)| (String::from_utf8(bytes).unwrap(), is_whole))
    }

    fn failure() -> Page {
        Err(io::ErrorKind::TimedOut.into())
    }

    #[test]
    fn all_pages_are_one_document_as_if_they_were_one_list() {
        for pages in [
            &[][..],
            &[&["a"][..]],
            &[&["a", "b"], &["c"]],
            &[&["a"], &["\"b"], &["c", "d"]],
        ] {
            let [json, _] = written(pages, || Ok(None));
            let whole = serde_json::to_string_pretty(&pages.concat()).unwrap();
            assert_eq!(json, (format!("{whole}\n"), true));
        }
    }

    #[test]
    fn a_table_has_one_heading_and_the_columns_of_its_first_page() {
        let [_, text] = written(&[], || Ok(None));
        assert_eq!(text, ("There are no names.\n".to_owned(), true));
        let [_, text] = written(&[&["anna", "b\n"], &["c", "christoph"]], || Ok(None));
        let lines = "NAME  BYTES\nanna  4\nb     2\nc     1\nchristoph  9\n";
        assert_eq!(text, (lines.to_owned(), true));
    }

    #[test]
    fn a_failure_leaves_nothing_or_no_whole_document() {
        let nothing = (String::new(), false);
        assert_eq!(written(&[], failure), [nothing.clone(), nothing]);
        let [(json, json_is_whole), (text, text_is_whole)] = written(&[&["a"]], failure);
        assert!(!json_is_whole && !text_is_whole);
        assert_eq!(json, "[\n  \"a\"");
        assert_eq!(text, "NAME  BYTES\na     1\n");
    }
}
