//! `rfc.md` keeps its word: what it names exists, and where it names nothing it says why.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

/// A reason is a sentence, not a shrug.
const SHORTEST_REASON: usize = 20;

/// The cells of every row, with the number of its line.
fn rows(text: &str) -> Vec<(usize, Vec<&str>)> {
    let is_row = |line: &str| {
        line.starts_with("| ") && !line.starts_with("| §") && !line.starts_with("| ---")
    };
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| is_row(line))
        .map(|(number, line)| {
            let cells = line.trim_matches('|').split(" | ").map(str::trim);
            (number, cells.collect())
        })
        .collect()
}

/// The tests a cell names, as crate, file and test.
fn tests(cell: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    cell.split('`').skip(1).step_by(2).filter_map(|reference| {
        let (place, test) = reference.split_once("::")?;
        let (package, file) = place.split_once('/')?;
        Some((package, file, test))
    })
}

/// All Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Whether a text has a test of that name.
fn has_test(source: &str, name: &str) -> bool {
    let function = format!("fn {name}(");
    let is_function = |line: &str| line.trim_start_matches("async ").starts_with(&function);
    let is_test = |line: &str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(index, line)| {
        let mut attributes = lines[..index]
            .iter()
            .rev()
            .take_while(|it| it.starts_with("#["));
        is_function(line) && attributes.any(|it| is_test(it))
    })
}

fn exists(package: &str, file: &str, test: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = [root.join("crates").join(package), root.join(package)];
    let file = format!("{file}.rs");
    folders
        .iter()
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| sources(folder))
        .filter(|path| path.ends_with(&file))
        .any(|path| has_test(&fs::read_to_string(path).unwrap(), test))
}

#[test]
fn every_demand_has_a_test_that_exists_or_a_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rfc.md");
    let text = fs::read_to_string(path).unwrap();
    let rows = rows(&text);
    assert!(rows.len() > 200, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for (line, cells) in rows {
        let [_section, _demand, shown] = cells.as_slice() else {
            wrong.push(format!("line {line} has {} cells", cells.len()));
            continue;
        };
        let named: Vec<_> = tests(shown).collect();
        if named.is_empty() && shown.len() < SHORTEST_REASON {
            wrong.push(format!("line {line} has neither test nor reason"));
        }
        for (package, file, test) in named {
            if !exists(package, file, test) {
                wrong.push(format!(
                    "line {line}: {package}/{file}::{test} does not exist"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
