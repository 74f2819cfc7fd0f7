//! Flags, environment and file: which wins, and what is refused.

use serde_json::Value;

use crate::support::Program;

const FILE: &str = "rollcall.toml";

/// The SCIM URL that a program with these settings tells, which shows what it took for its
/// `public_url` or `listen`.
fn scim_url(program: &Program, arguments: &[&str]) -> String {
    let created = program.json(&[&["tenant", "create", "contoso"], arguments].concat());
    let Value::String(url) = &created["scim_url"] else {
        panic!("{created}")
    };
    url.clone()
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default() {
    let file = |program: Program| {
        program
            .with_file(FILE, "public_url = \"https://file.example/\"")
            .with("ROLLCALL_CONFIG", FILE)
    };
    let environment = |program: Program| program.with("ROLLCALL_PUBLIC_URL", "https://env.example");
    let flag = ["--public-url", "https://flag.example/base/"];

    let all = environment(file(Program::new()));
    assert_eq!(scim_url(&all, &flag), "https://flag.example/base/scim/v2");
    let two = environment(file(Program::new()));
    assert_eq!(scim_url(&two, &[]), "https://env.example/scim/v2");
    assert_eq!(
        scim_url(&file(Program::new()), &[]),
        "https://file.example/scim/v2"
    );
    assert_eq!(
        scim_url(&Program::new(), &[]),
        "http://127.0.0.1:8080/scim/v2"
    );
    let listen = Program::new().with("ROLLCALL_LISTEN", "127.0.0.1:9090");
    assert_eq!(scim_url(&listen, &[]), "http://127.0.0.1:9090/scim/v2");
}

#[test]
fn the_flag_for_the_file_beats_the_environment() {
    let program = Program::new()
        .with_file("one.toml", "public_url = \"https://one.example\"")
        .with_file("two.toml", "public_url = \"https://two.example\"")
        .with("ROLLCALL_CONFIG", "one.toml");
    assert_eq!(
        scim_url(&program, &["--config", "two.toml"]),
        "https://two.example/scim/v2"
    );
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let program = Program::new()
        .with("ROLLCALL_PUBLIC_URL", "")
        .with("ROLLCALL_CONFIG", "");
    assert_eq!(scim_url(&program, &[]), "http://127.0.0.1:8080/scim/v2");
}

#[test]
fn the_database_is_made_where_the_settings_say() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    assert!(program.has_file("rollcall.db"));

    let program = Program::new().with_file(FILE, "database_url = \"sqlite://other.db\"");
    program.json(&["tenant", "create", "contoso", "--config", FILE]);
    assert!(program.has_file("other.db"));
    assert!(!program.has_file("rollcall.db"));
}

/// The program ends with this status and says all of this in one line.
fn assert_refused(program: &Program, arguments: &[&str], status: i32, says: &[&str]) {
    let run = program.run(&[&["tenant", "list"], arguments].concat());
    assert_eq!(run.status, status, "{arguments:?}: {run:?}");
    assert_eq!(run.stdout, "", "{arguments:?}: {run:?}");
    assert_eq!(run.stderr.lines().count(), 1, "{arguments:?}: {run:?}");
    for word in says {
        assert!(run.stderr.contains(word), "{arguments:?}: {word}: {run:?}");
    }
    assert!(!program.has_file("rollcall.db"), "nothing was done");
}

/// Settings, values that they cannot have, and what is expected of them.
const MALFORMED: &[(&str, &str, &str)] = &[
    (
        "database_url",
        "mysql://root:pass@db/x",
        "expected a URL that starts with sqlite://",
    ),
    (
        "listen",
        "8080",
        "expected an address and a port such as 127.0.0.1:8080",
    ),
    ("listen", "localhost:http", "expected an address and a port"),
    (
        "public_url",
        "scim.example.com",
        "expected a URL such as https://",
    ),
    (
        "public_url",
        "ftp://scim.example.com",
        "expected a URL such as https://",
    ),
    (
        "public_url",
        "https://scim.example.com/?a=b",
        "expected a URL such as https://",
    ),
    ("log_format", "xml", "expected text or json"),
    ("log", "info=info=info", "expected a tracing filter"),
    (
        "max_body_bytes",
        "16M",
        "expected 1024 to 1073741824 (bytes)",
    ),
    (
        "default_page_size",
        "0",
        "expected a number from 1 to 100000",
    ),
    ("max_page_size", "-1", "expected a number from 1 to 100000"),
    ("max_bulk_bytes", "1", "expected 1024 to 1073741824 (bytes)"),
    ("max_body_depth", "128", "expected a number from 8 to 127"),
    (
        "max_held_bytes",
        "all",
        "expected 1024 to 1073741824 (bytes)",
    ),
    (
        "max_tenant_bytes",
        "0",
        "expected 1024 to 1073741824 (bytes)",
    ),
    (
        "max_body_values",
        "999",
        "expected a number from 1000 to 10000000",
    ),
    (
        "max_bulk_operations",
        "0",
        "expected a number from 1 to 100000",
    ),
    (
        "max_patch_operations",
        "0",
        "expected a number from 1 to 100000",
    ),
    ("max_values", "1e3", "expected a number from 1 to 1000000"),
    (
        "max_text_bytes",
        "255",
        "expected a number from 256 to 1048576",
    ),
    (
        "max_filter_bytes",
        "63",
        "expected a number from 64 to 1048576",
    ),
    ("max_filter_depth", "65", "expected a number from 1 to 64"),
    ("max_filter_terms", "201", "expected a number from 1 to 200"),
    (
        "argon2_parallelism",
        "many",
        "expected a number from 1 to 1024",
    ),
    ("body_timeout", "20", "expected a whole number and a unit"),
    (
        "request_timeout",
        "a minute",
        "expected a whole number and a unit",
    ),
    ("search_timeout", "0s", "expected a whole number and a unit"),
];

#[test]
fn a_malformed_value_is_refused_wherever_it_stands() {
    for &(key, value, expected) in MALFORMED {
        let variable = format!("ROLLCALL_{}", key.to_uppercase());
        let program = Program::new().with(&variable, value);
        assert_refused(&program, &[], 1, &[&variable, expected]);

        let program = Program::new().with_file(FILE, &format!("{key} = \"{value}\""));
        assert_refused(
            &program,
            &["--config", FILE],
            1,
            &[FILE, &format!("`{key}`"), expected],
        );

        let flag = format!("--{}", key.replace('_', "-"));
        let argument = format!("{flag}={value}");
        assert_refused(&Program::new(), &[&argument], 2, &[&flag, expected]);
    }
}

#[test]
fn a_refused_database_url_is_not_repeated() {
    let program = Program::new().with("ROLLCALL_DATABASE_URL", "mysql://root:hunter2@db/x");
    assert!(!program.run(&["tenant", "list"]).stderr.contains("hunter2"));
    for url in [
        "postgres://joe:hunter2@host:99999/db",
        "postgres://joe:hunter2@[bad/db",
        "postgres://joe:hunter2@/db",
        "postgres://host/db?passwrod=hunter2",
        "postgres://host/db?sslmode=hunter2",
        "sqlite://x.db?key=hunter2",
    ] {
        let run = Program::new().run(&["tenant", "list", "--database-url", url]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(!run.stderr.contains("hunter2"), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    }
}

#[test]
fn a_url_that_cannot_work_is_refused_with_advice() {
    for (flag, url, says) in [
        (
            "--public-url",
            "https://x.example/base/SCIM/v2/",
            "the URL without /scim/v2",
        ),
        (
            "--public-url",
            "https://joe@x.example",
            "without a user name or password",
        ),
        (
            "--database-url",
            "sqlite::memory:",
            "a URL that names a file",
        ),
    ] {
        assert_refused(&Program::new(), &[flag, url], 2, &[flag, says]);
    }
}

#[test]
fn a_refused_public_url_is_told_without_its_password() {
    for url in [
        "https://joe:hunter2@scim.example",
        "https://:hunter2@scim.example",
        "joe:hunter2@x",
    ] {
        let run = Program::new().run(&["tenant", "list", "--public-url", url]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(!run.stderr.contains("hunter2"), "{run:?}");
    }
}

#[test]
fn a_file_that_says_something_unknown_is_refused() {
    for (text, says) in [
        (
            "lisen = \"127.0.0.1:80\"",
            "unknown key `lisen`; expected one of database_url, listen,",
        ),
        ("[server]\nlisten = \"x\"", "unknown key `server`"),
        (
            "listen = true",
            "`listen`: expected a string or an integer, found a boolean",
        ),
        ("log = \"info\"\nlisten = \"", "not valid TOML in line 2"),
    ] {
        let program = Program::new().with_file(FILE, text);
        assert_refused(&program, &["--config", FILE], 1, &[FILE, says]);
    }
    assert_refused(
        &Program::new(),
        &["--config", "missing.toml"],
        1,
        &["missing.toml", "cannot be read"],
    );
}
