//! What reaches a terminal, and what becomes of a token that reaches none.

use std::fs::OpenOptions;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Program, Run};

/// Places that take nothing: a device that is always full, and a pipe that nobody reads.
fn blocked() -> [Stdio; 2] {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    [full.into(), writer.into()]
}

fn tokens(program: &Program) -> Vec<Value> {
    let tokens = program.json(&["token", "list", "contoso"]);
    tokens.as_array().unwrap().clone()
}

fn check_revoked(program: &Program, run: &Run) {
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("is revoked"), "{run:?}");
    let tokens = tokens(program);
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    assert_ne!(tokens[0]["revoked_at"], Value::Null, "{tokens:?}");
}

#[test]
fn a_token_that_cannot_be_shown_is_revoked() {
    for arguments in [
        &["token", "create", "contoso"][..],
        &["token", "create", "contoso", "--json"],
    ] {
        for stdout in blocked() {
            let program = Program::new();
            program.json(&["tenant", "create", "contoso"]);
            check_revoked(&program, &program.run_into(stdout, arguments));
        }
    }
    for stdout in blocked() {
        let program = Program::new();
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--tenant", "contoso"];
        check_revoked(&program, &program.run_into(stdout, &arguments));
    }
}

#[test]
fn no_token_is_made_for_nobody_to_see() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    let create = ["token", "create", "contoso"];
    for run in [
        program.run_into(Stdio::null(), &create),
        program.run_without_stdout(&create),
    ] {
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stderr.contains("nobody would see it"), "{run:?}");
        assert_eq!(tokens(&program), Vec::<Value>::new());
    }
}

#[test]
fn nothing_that_is_stored_steers_a_terminal() {
    let program = Program::new();
    let name = "Con\u{1b}[31mtoso\u{202e}dtl\u{2066}\u{200f}\u{7}";
    let created = program.json(&["tenant", "create", "contoso", "--name", name]);
    assert_eq!(created["name"], json!(name));
    for arguments in [&["tenant", "list"][..], &["tenant", "show", "contoso"]] {
        let shown = program.run(arguments).stdout;
        assert!(shown.contains("Con [31mtoso dtl"), "{shown:?}");
        let steers = |character: char| {
            character.is_control() && character != '\n'
                || name[9..].contains(character) && !character.is_ascii()
        };
        assert!(!shown.contains(steers), "{shown:?}");
    }
    for arguments in [["tenant", "show", name], ["group", "list", name]] {
        let told = program.run(&arguments).stderr;
        let line = told.trim_end_matches('\n');
        assert!(
            !line.contains(|it: char| it.is_control() || it == '\u{202e}'),
            "{told:?}"
        );
    }
}

#[test]
fn a_tenant_has_a_name() {
    let program = Program::new();
    for name in ["", " \t"] {
        let run = program.run(&["tenant", "create", "contoso", "--name", name]);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stderr.contains("name cannot be empty"), "{run:?}");
    }
    assert_eq!(program.json(&["tenant", "list"]), json!([]));
}

#[test]
fn a_limit_may_be_as_large_as_can_be_counted() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    for report in ["journal", "activity"] {
        let list = |limit| program.run(&[report, "list", "contoso", "--limit", limit]);
        assert_eq!(list("9223372036854775807").status, 0, "{report}");
        for limit in [
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
        ] {
            let run = list(limit);
            assert_eq!(run.status, 2, "{report} {limit}: {run:?}");
            assert!(run.stderr.contains("--limit"), "{report} {limit}: {run:?}");
        }
    }
}
