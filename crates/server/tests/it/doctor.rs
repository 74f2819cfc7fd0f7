//! `rollcall doctor` says what is not as it has to be, and what to do.

use serde_json::Value;

use crate::support::Program;

/// The states by name, and the exit status.
fn examined(program: &Program, flags: &[&str]) -> (Vec<(String, String)>, i32) {
    let run = program.run(&[&["doctor", "--json"], flags].concat());
    let checks: Value = serde_json::from_str(&run.stdout).unwrap();
    let checks = checks.as_array().unwrap().iter();
    let text = |check: &Value, name: &str| check[name].as_str().unwrap().to_owned();
    let states = checks.map(|check| {
        assert_eq!(check["state"] == "ok", check["advice"].is_null(), "{check}");
        (text(check, "name"), text(check, "state"))
    });
    (states.collect(), run.status)
}

fn expected(states: &[(&str, &str)]) -> Vec<(String, String)> {
    let states = states.iter();
    states
        .map(|(name, state)| ((*name).to_owned(), (*state).to_owned()))
        .collect()
}

#[test]
fn a_database_that_is_missing_fails() {
    let states = [("settings", "ok"), ("database", "failed")];
    let program = Program::new();
    assert_eq!(examined(&program, &[]), (expected(&states), 1));
    assert!(!program.has_file("rollcall.db"));
}

#[test]
fn what_is_about_to_go_wrong_is_a_warning() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        program.json(&["tenant", "create", "contoso"]);
        let states = |url: &str, tokens: &str, tenants: &str| {
            expected(&[
                ("settings", "ok"),
                ("database", "ok"),
                ("schema", "ok"),
                ("public url", url),
                ("tokens", tokens),
                ("tenants", tenants),
                ("jobs", "ok"),
                ("files", "ok"),
            ])
        };
        assert_eq!(
            examined(&program, &[]),
            (states("warning", "ok", "warning"), 0)
        );
        let create = ["token", "create", "contoso", "--expires-in"];
        program.json(&[&create[..], &["20d"]].concat());
        assert_eq!(
            examined(&program, &[]),
            (states("warning", "warning", "ok"), 0)
        );
        program.json(&[&create[..], &["1y"]].concat());
        let url = ["--public-url", "https://scim.example"];
        assert_eq!(examined(&program, &url), (states("ok", "ok", "ok"), 0));
        let text = program.run(&["doctor"]).stdout;
        assert!(
            text.contains("warning  public url  http://127.0.0.1:8080/scim/v2\n"),
            "{text}"
        );
    }
}
