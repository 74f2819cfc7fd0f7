//! What the README, the documents and the help say, held against the program.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use directory::{RECHECK_AFTER, TAKES_HOLD_WITHIN};
use rollcall_server::config::readme_table;

use crate::support::Program;

/// With this variable set, the test writes the table instead.
const RENEW: &str = "RENEW_README";
const COMMAND: &str = "RENEW_README=1 cargo test -p rollcall-server --test it readme";

#[test]
fn the_readmes_table_of_settings_is_the_programs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let start = readme.find("| flag | environment |").unwrap();
    let length = readme[start..].find("\n\n").unwrap();
    let end = start + length;
    let table = readme_table();
    if std::env::var_os(RENEW).is_some() {
        let renewed = format!("{}{table}{}", &readme[..start], &readme[end..]);
        fs::write(&path, renewed).unwrap();
        return;
    }
    assert_eq!(&readme[start..end], table, "renew it with: {COMMAND}");
}

#[test]
fn the_documents_promise_what_is_promised_of_revocations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let promise = format!("within {TAKES_HOLD_WITHIN} seconds in every other");
    for page in ["ARCHITECTURE.md", "docs/operations.md", "docs/schemas.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        assert!(text.contains(&promise), "{page}");
        let told = text.matches("seconds in every other").count();
        assert_eq!(text.matches(&promise).count(), told, "{page}");
    }
    assert!(RECHECK_AFTER < TimeDelta::seconds(TAKES_HOLD_WITHIN.into()));
}

/// The flags of settings in the help of a command, each of which has to name its variable.
fn flags_of(command: &[&str]) -> Vec<String> {
    let help = Program::new().run(&[command, &["--help"]].concat()).stdout;
    let settings = help.split_once("\nSettings (").unwrap().1;
    let settings = settings.split("\nExamples:").next().unwrap();
    let rows = settings
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--"));
    rows.map(|row| {
        let flag = row.split(' ').next().unwrap();
        let variable = flag.to_uppercase().replace('-', "_");
        let named = format!(" [env: ROLLCALL_{variable}]");
        assert!(row.ends_with(&named), "{row}");
        flag.to_owned()
    })
    .collect()
}

#[test]
fn the_help_names_the_variable_of_each_flag() {
    let all = flags_of(&["serve"]);
    assert_eq!(all.len(), readme_table().lines().count() - 1, "{all:?}");
}

#[test]
fn settings_of_the_server_are_in_its_own_help_only() {
    let table = readme_table();
    let of_server: Vec<_> = table
        .lines()
        .filter(|it| it.contains("| `serve` |"))
        .collect();
    assert!(!of_server.is_empty());
    for command in [&[][..], &["tenant"], &["contact", "list"], &["migrate"]] {
        let flags = flags_of(command);
        let others = table.lines().count() - 1 - of_server.len();
        assert_eq!(flags.len(), others, "{command:?}: {flags:?}");
        assert!(flags.iter().any(|flag| flag == "database-url"), "{flags:?}");
    }
    // They are understood elsewhere all the same, and checked.
    let program = Program::new();
    let list = ["tenant", "list", "--max-page-size"];
    assert_eq!(program.run(&[&list[..], &["0"]].concat()).status, 2);
    let before = ["--max-page-size", "0", "serve", "--listen", "127.0.0.1:0"];
    let behind = ["serve", "--listen", "127.0.0.1:0", "--max-page-size", "0"];
    for arguments in [before, behind] {
        let run = program.run(&arguments);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains("max-page-size"), "{run:?}");
    }
}
