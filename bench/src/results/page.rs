//! The part of a page that is made of results, and the charts beside it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::chart;
use super::figures;
use super::model::Results;

const BEGIN: &str = "<!-- figures: begin, made by `bench/run page` -->\n";
const END: &str = "<!-- figures: end -->";

/// Replaces what stands between the marks, and writes the charts into the folder of the page's name.
///
/// # Errors
/// The page has no such marks, or a file cannot be written.
pub(crate) fn write_page(results: &Results, page: &Path) -> Result<()> {
    let text = fs::read_to_string(page);
    let text = text.with_context(|| format!("{} cannot be read", page.display()))?;
    let folder = page.with_extension("");
    fs::create_dir_all(&folder)?;
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut made = figures::text(results);
    for chart in chart::all(results) {
        let file = folder.join(chart.file);
        fs::write(&file, chart.svg).with_context(|| format!("{}", file.display()))?;
        let _ = writeln!(made, "\n![{}]({name}/{})", chart.title, chart.file);
    }
    let replaced = replace(&text, &made);
    let replaced = replaced.with_context(|| format!("{} lacks the marks", page.display()))?;
    fs::write(page, replaced).with_context(|| format!("{} cannot be written", page.display()))
}

fn replace(text: &str, made: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{made}\n{END}{after}"))
}
