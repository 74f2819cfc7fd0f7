//! What the program offers beside its use-cases: its version, completions, a check of health, and its manner
//! with pipes.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::Program;

#[test]
fn the_version_says_which_build_it_is() {
    let run = Program::new().run(&["--version"]);
    let version = concat!("rollcall ", env!("CARGO_PKG_VERSION"), " (");
    let build = run.stdout.strip_prefix(version);
    let build = build.and_then(|rest| rest.strip_suffix(")\n"));
    assert!(build.is_some_and(|build| !build.is_empty()), "{run:?}");
}

#[test]
fn completions_are_printed_for_each_shell_without_a_database() {
    let program = Program::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = program.run(&["completions", shell]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{shell}");
        for word in ["healthcheck", "tenant", "public-url"] {
            assert!(run.stdout.contains(word), "{shell}: {word}");
        }
    }
    assert!(!program.has_file("rollcall.db"));
    let unknown = program.run(&["completions", "tcsh"]);
    assert_eq!(unknown.status, 2, "{unknown:?}");
    assert!(unknown.stderr.contains("bash, elvish, fish"), "{unknown:?}");
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let program = Program::new();
    for (words, about) in [
        (&[][..], "rollcall\\-contact"),
        (&["contact", "list"], "left\\-since"),
        (&["serve"], "max\\-body\\-bytes"),
    ] {
        let run = program.run(&[&["man"], words].concat());
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{words:?}");
        assert!(run.stdout.contains(about), "{words:?}: {}", run.stdout);
    }
    let page = program.run(&["man", "contact", "list"]).stdout;
    assert!(page.contains("who left within a week"), "{page}");
    let unknown = program.run(&["man", "dance"]);
    assert_eq!(
        (unknown.status, unknown.stdout.as_str()),
        (2, ""),
        "{unknown:?}"
    );
    assert_eq!(program.run(&["man", "--directory", "."]).status, 0);
    for page in ["rollcall.1", "rollcall-contact-list.1"] {
        assert!(program.has_file(page), "{page}");
    }
    assert!(!program.has_file("rollcall.db"));
}

#[test]
fn bash_understands_its_completions() {
    let script = Program::new().run(&["completions", "bash"]).stdout;
    let mut bash = Command::new("bash");
    let mut bash = bash.arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = bash.stdin.take().unwrap();
    stdin.write_all(script.as_bytes()).unwrap();
    drop(stdin);
    assert!(bash.wait().unwrap().success());
}

#[test]
fn a_report_ends_quietly_when_nobody_reads_on() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    for arguments in [
        &["tenant", "list"][..],
        &["tenant", "show", "contoso", "--json"],
        &["journal", "list", "contoso"],
        &["completions", "bash"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = program.run_into(writer.into(), arguments);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
    }
    // A server that cannot say where it listens does not end as if all were well.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let run = program.run_into(writer.into(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(run.status, 1, "{run:?}");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let run = program.run_into(full.unwrap().into(), &["tenant", "list"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
}

#[test]
fn a_healthcheck_tells_whether_the_server_is_ready() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        let running = program.serve(&[]);
        let address = running.url.strip_prefix("http://").unwrap().to_owned();
        let check = || program.run(&["healthcheck", "--listen", &address]);
        let well = check();
        let told = format!("The server at http://{address} is ready.\n");
        assert_eq!(
            (well.status, well.stdout.as_str()),
            (0, told.as_str()),
            "{well:?}"
        );
        let json = program.json(&["healthcheck", "--listen", &address]);
        assert_eq!(json, serde_json::json!({"status": "ready"}));
        drop(running);
        let ill = check();
        assert_eq!((ill.status, ill.stdout.as_str()), (1, ""), "{ill:?}");
        assert!(
            ill.stderr
                .contains("no server answers at http://127.0.0.1:"),
            "{ill:?}"
        );
    }
    let run = Program::new().run(&["healthcheck", "--listen", "127.0.0.1:0"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("--listen"), "{run:?}");
}
