//! `rollcall doctor` says what is not as it has to be, and what to do.

use sea_orm::ConnectionTrait;
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
        // Nothing listens there.
        let program = Program::new()
            .with("ROLLCALL_DATABASE_URL", &database.url)
            .with("ROLLCALL_LISTEN", "127.0.0.1:1");
        program.json(&["tenant", "create", "contoso"]);
        let states = |url: &str, tokens: &str, tenants: &str| {
            expected(&[
                ("settings", "ok"),
                ("database", "ok"),
                ("schema", "ok"),
                ("public url", url),
                ("reachable", "warning"),
                ("tokens", tokens),
                ("tenants", tenants),
                ("jobs", "ok"),
                ("clock", "ok"),
                ("files", "ok"),
                ("disk", "ok"),
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
        let url = ["--public-url", "https://scim.invalid"];
        assert_eq!(examined(&program, &url), (states("ok", "ok", "ok"), 0));
        let text = program.run(&["doctor"]).stdout;
        assert!(
            text.contains("warning  public url  http://127.0.0.1:1/scim/v2\n"),
            "{text}"
        );
    }
}

fn detail(program: &Program, url: &str, name: &str) -> (String, String) {
    let run = program.run(&["doctor", "--json", "--public-url", url]);
    let checks: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut checks = checks.as_array().unwrap().iter();
    let check = checks.find(|check| check["name"] == name).unwrap();
    let text = |name: &str| check[name].as_str().unwrap().to_owned();
    (text("state"), text("detail"))
}

#[test]
fn the_public_url_is_called() {
    let program = Program::new();
    let running = program.serve(&["--tenant", "contoso"]);
    let at = running.url.strip_prefix("http://").unwrap();
    let (state, detail_of_it) = detail(&program, &running.url, "reachable");
    assert_eq!(
        (state.as_str(), detail_of_it),
        ("ok", format!("{}/healthz answers", running.url))
    );
    for (url, about) in [
        (format!("https://{at}"), "https://"),
        (
            format!("http://{at}/elsewhere"),
            "something else answers: \"HTTP/1.1 404",
        ),
        ("http://127.0.0.1:1".to_owned(), "refused"),
    ] {
        let (state, told) = detail(&program, &url, "reachable");
        assert_eq!(state, "warning", "{told}");
        assert!(told.contains(about), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_is_noticed() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        let running = program.serve(&["--tenant", "contoso"]);
        let users = format!("{}/scim/v2/Users", running.url);
        let push = reqwest::Client::new()
            .post(users)
            .bearer_auth(running.token());
        let push = push.json(&serde_json::json!({"userName": "ann"}));
        assert_eq!(push.send().await.unwrap().status(), 201);
        assert_eq!(detail(&program, &running.url, "clock").0, "ok");
        let conn = sea_orm::Database::connect(&database.url).await.unwrap();
        let later = "UPDATE journal SET at = at + 3600000";
        conn.execute_unprepared(later).await.unwrap();
        let (state, told) = detail(&program, &running.url, "clock");
        assert_eq!(state, "warning", "{told}");
        assert!(told.contains("it was set back"), "{told}");
    }
}
