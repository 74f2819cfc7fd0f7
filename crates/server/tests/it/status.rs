//! `rollcall status`, as the real program, on both databases.

use reqwest::Client;
use serde_json::{Value, json};

use crate::support::Program;

/// The exit status, the JSON document and what is told of it.
fn status(program: &Program, arguments: &[&str]) -> (i32, Value, String) {
    let run = program.run(&[&["status", "--json"], arguments].concat());
    let told = serde_json::from_str(&run.stdout).unwrap();
    (run.status, told, run.stderr)
}

async fn push(program: &Program) {
    let running = program.serve(&["--tenant", "well"]);
    let url = format!("{}/scim/v2/Users", running.url);
    let client = Client::new();
    for user in [
        json!({"userName": "ann"}),
        json!({"userName": "bob", "active": false}),
    ] {
        let request = client.post(&url).bearer_auth(running.token()).json(&user);
        assert_eq!(request.send().await.unwrap().status(), 201);
    }
    running.signal("TERM");
    assert_eq!(running.wait().0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worst_tenant_stands_first_and_has_the_command_fail() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        program.json(&["migrate"]);
        assert_eq!(status(&program, &[]), (0, json!([]), String::new()));
        assert_eq!(program.run(&["status"]).stdout, "There are no tenants.\n");
        push(&program).await;
        for tenant in ["new", "resting"] {
            program.json(&["tenant", "create", tenant]);
        }
        program.json(&["tenant", "suspend", "resting"]);

        let (code, told, line) = status(&program, &[]);
        assert_eq!((code, line.as_str()), (0, ""), "{told}");
        let words: Vec<_> = told
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["health"])
            .collect();
        assert_eq!(words, ["waiting", "suspended", "well"]);
        let (_, alone, _) = status(&program, &["well"]);
        assert_eq!(alone, json!([told[2]]));
        let mut well = alone[0].clone();
        assert!(
            well["last_push_at"]
                .take()
                .as_str()
                .is_some_and(|at| at.ends_with('Z'))
        );
        let expected = json!({
            "tenant": "well", "health": "well", "reasons": [], "last_push_at": null,
            "refused_logins": 0, "failures": 0, "tokens_expiring": 0,
            "contacts": 2, "joined_7d": 2, "left_7d": 1,
        });
        assert_eq!(well, expected);

        let token = program.json(&["token", "list", "well"])[0]["id"].clone();
        program.json(&["token", "revoke", "well", token.as_str().unwrap()]);
        for arguments in [&[][..], &["well"]] {
            let (code, told, line) = status(&program, arguments);
            assert_eq!(code, 1, "{told}");
            assert_eq!(told[0]["health"], "ill");
            assert_eq!(told[0]["reasons"], json!(["no token works"]));
            assert_eq!(line.lines().count(), 1, "{line}");
            assert!(line.contains("1 of "), "{line}");
        }
        let text = program.run(&["status"]).stdout;
        assert!(text.starts_with("TENANT   HEALTH     LAST PUSH"), "{text}");
        assert!(
            text.lines().nth(1).unwrap().ends_with("  no token works"),
            "{text}"
        );
        let missing = program.run(&["status", "nobody"]);
        assert_eq!(
            (missing.status, missing.stdout.as_str()),
            (1, ""),
            "{missing:?}"
        );
        assert!(missing.stderr.contains("\"nobody\""), "{missing:?}");
    }
}
