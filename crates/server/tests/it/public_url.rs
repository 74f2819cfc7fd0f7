//! The public URL belongs to the database: commands know what the server was told.

use crate::support::{Program, Running};

const ONE: &str = "https://one.example";
const TWO: &str = "https://two.example";

/// What a server prints before it listens, and what it logs, until it has ended.
fn served(program: &Program, flags: &[&str]) -> (String, String) {
    let running: Running = program.serve(flags);
    let greeting = running.greeting.clone();
    running.signal("TERM");
    let (status, log) = running.wait();
    assert_eq!(status, Some(0), "{log}");
    (greeting, log)
}

fn shown(program: &Program, flags: &[&str]) -> (String, String) {
    let arguments = [&["tenant", "show", "contoso", "--json"], flags].concat();
    let run = program.run(&arguments);
    assert_eq!(run.status, 0, "{run:?}");
    let tenant: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    (tenant["scim_url"].as_str().unwrap().to_owned(), run.stderr)
}

fn scim(url: &str) -> String {
    format!("{url}/scim/v2")
}

#[test]
fn commands_print_what_the_server_was_told() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        // Where it listens is kept nowhere.
        served(&program, &["--tenant", "contoso"]);
        let nothing = String::new;
        assert_eq!(
            shown(&program, &[]),
            (scim("http://127.0.0.1:8080"), nothing())
        );

        let (_, log) = served(&program, &["--public-url", ONE]);
        assert!(!log.contains("another public URL"), "{log}");
        assert_eq!(shown(&program, &[]), (scim(ONE), nothing()));
        assert_eq!(
            shown(&program, &["--public-url", ONE]),
            (scim(ONE), nothing())
        );

        // A command may know better, but that is told, and not kept.
        let (url, told) = shown(&program, &["--public-url", TWO]);
        assert_eq!(url, scim(TWO));
        assert!(
            told.contains("another public URL") && told.contains(ONE),
            "{told}"
        );
        assert_eq!(shown(&program, &[]).0, scim(ONE));

        // A server that is told nothing goes on with what was kept.
        let token = program.json(&["token", "list", "contoso"])[0]["id"].clone();
        program.json(&["token", "revoke", "contoso", token.as_str().unwrap()]);
        let (greeting, _) = served(&program, &["--tenant", "contoso"]);
        assert!(greeting.contains(&scim(ONE)), "{greeting}");
        let (_, log) = served(&program, &["--public-url", TWO]);
        assert!(log.contains("another public URL is kept"), "{log}");
        assert_eq!(shown(&program, &[]).0, scim(TWO));
    }
}

#[test]
fn a_url_that_nobody_elsewhere_can_call_is_pointed_out_where_it_is_copied() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    for arguments in [["tenant", "show"], ["token", "create"]] {
        let told = |url: &str| {
            let flags = ["contoso", "--public-url", url];
            program.run(&[&arguments[..], &flags].concat()).stdout
        };
        assert!(
            told("http://0.0.0.0:8080").contains("--public-url"),
            "{arguments:?}"
        );
        assert!(
            !told("https://scim.example").contains("--public-url"),
            "{arguments:?}"
        );
    }
}
