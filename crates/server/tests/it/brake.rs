//! The brake on mass leavers, as the real program has it: its commands, and what a kill leaves of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Client;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Program, Running};

const PEOPLE: usize = 45;

fn program(database: &testkit::TestDatabase) -> Program {
    Program::new().with("ROLLCALL_DATABASE_URL", &database.url)
}

async fn send(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
    answer.json().await.unwrap()
}

/// Pushes 45 people, and returns the addresses of their users.
async fn join(running: &Running) -> Vec<String> {
    let (client, base) = (Client::new(), format!("{}/scim/v2", running.url));
    let people = (0..PEOPLE).map(|number| {
        let name = format!("p{number:02}@contoso.example");
        json!({"method": "POST", "path": "/Users", "bulkId": name, "data": {"userName": name}})
    });
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": people.collect::<Vec<_>>(),
    });
    let request = client.post(format!("{base}/Bulk")).json(&body);
    let answer = send(request.bearer_auth(running.token())).await;
    let made = answer["Operations"].as_array().unwrap().iter();
    made.map(|it| it["location"].as_str().unwrap())
        .map(|location| location.rsplit('/').next().unwrap().to_owned())
        .collect()
}

fn disable(running: &Running, client: &Client, user: &str) -> reqwest::RequestBuilder {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": false}],
    });
    let address = format!("{}/scim/v2/Users/{user}", running.url);
    client
        .patch(address)
        .json(&body)
        .bearer_auth(running.token())
}

/// How many contacts the directory has disabled, and the statuses of those, each once.
fn gone(program: &Program) -> (usize, Vec<String>) {
    let contacts = program.json(&["contact", "list", "contoso", "--state", "disabled"]);
    let contacts = contacts.as_array().unwrap();
    let statuses = contacts
        .iter()
        .map(|it| it["status"].as_str().unwrap().to_owned());
    let mut statuses: Vec<String> = statuses.collect();
    statuses.sort_unstable();
    statuses.dedup();
    (contacts.len(), statuses)
}

/// Disables these at once, and kills the server when so many are acknowledged.
async fn disable_and_kill(running: Running, users: &[String], until: u64) {
    let (client, acknowledged) = (Client::new(), Arc::new(AtomicU64::new(0)));
    let requests = users.iter().map(|user| disable(&running, &client, user));
    let writers: Vec<_> = requests
        .map(|request| {
            let acknowledged = Arc::clone(&acknowledged);
            tokio::spawn(async move {
                if let Ok(answer) = request.send().await {
                    assert_eq!(answer.status(), 200);
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    while acknowledged.load(Ordering::Relaxed) < until {
        tokio::task::yield_now().await;
    }
    running.signal("KILL");
    for writer in writers {
        writer.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_leaves_the_whole_burst_held_or_none_of_it() {
    for database in testkit::both() {
        let program = program(&database);
        let running = program.serve(&["--tenant", "contoso"]);
        let users = join(&running).await;
        let mut running = Some(running);
        for (until, end) in [(3, 8), (5, 18), (2, 22), (6, 40)] {
            let server = running.take();
            let server = server.unwrap_or_else(|| program.serve(&["--tenant", "contoso"]));
            disable_and_kill(server, &users[..end], until).await;
            let (count, statuses) = gone(&program);
            let expected = if count < 20 { "left" } else { "held" };
            assert_eq!(statuses, [expected], "{count}");
        }
        let server = program.serve(&["--tenant", "contoso"]);
        let client = Client::new();
        for user in &users[..40] {
            let answer = disable(&server, &client, user).send().await.unwrap();
            assert_eq!(answer.status(), 200);
        }
        assert_eq!(gone(&program), (40, vec!["held".to_owned()]));
        let held = program.json(&["brake", "held", "contoso"]);
        assert_eq!(held.as_array().unwrap().len(), 40);
    }
}

/// So many have left, and the server has told of the brake if it holds them.
async fn leave(program: &Program, url: &str, count: usize) -> String {
    let running = program.serve(&[
        "--tenant",
        "contoso",
        "--log",
        "warn",
        "--log-format",
        "json",
    ]);
    let users = join(&running).await;
    let client = Client::new();
    for user in &users[..count] {
        send(disable(&running, &client, user)).await;
    }
    let conn = sea_orm::Database::connect(url).await.unwrap();
    // It tells of it when it looks for jobs the next time.
    let told = "SELECT 1 AS one FROM brakes WHERE tell_at > updated_at + 3600000";
    let told = sea_orm::Statement::from_string(conn.get_database_backend(), told);
    while conn.query_one_raw(told.clone()).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    conn.close().await.unwrap();
    running.signal("TERM");
    running.wait().1
}

/// A command that is refused with one line that says this.
fn refused(program: &Program, arguments: &[&str], status: i32, about: &str) {
    let run = program.run(arguments);
    assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{run:?}");
    assert!(run.stderr.contains(about), "{run:?}");
}

fn names(contacts: &Value) -> Vec<&str> {
    let contacts = contacts.as_array().unwrap().iter();
    contacts
        .map(|it| it["email"].as_str().unwrap().split('@').next().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn held_leavers_are_told_of_released_and_rejected_by_commands() {
    for database in testkit::both() {
        let program = program(&database);
        let log = leave(&program, &database.url, 20).await;
        let lines = log
            .lines()
            .filter(|it| it.contains("the brake holds leavers"));
        assert_eq!(lines.count(), 1, "{log}");
        assert!(log.contains("\"held\":20") && !log.contains("p00"), "{log}");
        let status = program.run(&["status", "contoso", "--json"]);
        let told: Value = serde_json::from_str(&status.stdout).unwrap();
        assert_eq!(
            (status.status, &told[0]["health"]),
            (1, &json!("attention"))
        );
        let reason = "leavers that the brake holds until somebody decides: 20";
        assert_eq!(told[0]["reasons"], json!([reason]));

        let held = program.json(&["brake", "held", "contoso"]);
        assert_eq!(held.as_array().unwrap().len(), 20);
        let listed = program.json(&["contact", "list", "contoso", "--state", "disabled"]);
        assert_eq!(held, listed);
        let some = ["contoso", "p03@contoso.example", "p04@contoso.example"];
        let preview = [&["brake", "release"][..], &some, &["--preview"]].concat();
        assert_eq!(names(&program.json(&preview)), ["p03", "p04"]);
        assert_eq!(program.json(&["brake", "held", "contoso"]), held);
        let released = program.json(&[&["brake", "release"][..], &some].concat());
        assert_eq!(
            (names(&released), &released[0]["status"]),
            (vec!["p03", "p04"], &json!("left"))
        );
        let again = [&["brake", "reject"][..], &some].concat();
        refused(&program, &again, 1, "\"p03@contoso.example\" is not held");
        assert_eq!(
            names(&program.json(&["contact", "leavers", "contoso"])).len(),
            20
        );

        let rejected = program.json(&["brake", "reject", "contoso"]);
        assert_eq!(
            (names(&rejected).len(), &rejected[0]["status"]),
            (18, &json!("in_scope"))
        );
        assert_eq!(rejected[0]["external_state"], "disabled");
        assert_eq!(program.json(&["brake", "release", "contoso"]), json!([]));
        assert_eq!(
            names(&program.json(&["contact", "leavers", "contoso"])),
            ["p03", "p04"]
        );

        let back = program.json(&["contact", "bring-back", "contoso", "p04"]);
        assert_eq!(back["contact"]["status"], "in_scope");
        assert_eq!(back["exceptions"][0]["field"], "external_state");
        let text = program
            .run(&["contact", "bring-back", "contoso", "p03"])
            .stdout;
        assert!(
            text.starts_with("p03@contoso.example is in_scope from now on, by:"),
            "{text}"
        );
        refused(
            &program,
            &["contact", "bring-back", "contoso", "p03"],
            1,
            "did not leave",
        );
        assert_eq!(program.run(&["status", "contoso"]).status, 0);
    }
}

#[test]
fn a_brake_is_shown_and_set_by_commands() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    let usual = json!({
        "on": true, "number": 20, "percent": 10, "minimum": 50, "grace_seconds": 0,
        "raised_until": null, "works": true, "held": 0, "in_grace": 0, "left_last_hour": 0,
    });
    assert_eq!(program.json(&["brake", "show", "contoso"]), usual);
    let wanted = [
        "--number",
        "5",
        "--percent",
        "20",
        "--minimum",
        "10",
        "--grace",
        "2d",
        "--off",
    ];
    let set = [&["brake", "set", "contoso"][..], &wanted].concat();
    let expected = json!({
        "on": false, "number": 5, "percent": 20, "minimum": 10, "grace_seconds": 172_800,
        "raised_until": null, "works": false, "held": 0, "in_grace": 0, "left_last_hour": 0,
    });
    let preview = [&set[..], &["--preview"]].concat();
    assert_eq!(program.json(&preview), expected);
    assert_eq!(program.json(&["brake", "show", "contoso"]), usual);
    assert_eq!(program.json(&set), expected);
    assert_eq!(program.json(&["brake", "show", "contoso"]), expected);
    let raised = [
        "brake",
        "set",
        "contoso",
        "--raise-for",
        "1h",
        "--on",
        "--grace",
        "0",
    ];
    let raised = program.json(&raised);
    assert!(raised["raised_until"].is_string(), "{raised}");
    assert_eq!(
        (&raised["on"], &raised["works"]),
        (&json!(true), &json!(false))
    );
    let text = program.run(&["brake", "show", "contoso"]).stdout;
    assert!(text.contains("no, raised until 2"), "{text}");
    for (flags, status, about) in [
        (&[][..], 2, "required"),
        (&["--on", "--off"], 2, "cannot be used with"),
        (&["--number", "0"], 1, "at least 1"),
        (&["--percent", "101"], 1, "from 1 to 100"),
        (&["--percent", "-1"], 2, "-1"),
        (&["--grace", "2y"], 1, "from 0 to 365 days"),
        (&["--raise-for", "31d"], 1, "30 days at most"),
        (&["--raise-for", "soon"], 2, "expected 0, or a whole number"),
    ] {
        let arguments = [&["brake", "set", "contoso"][..], flags].concat();
        refused(&program, &arguments, status, about);
    }
    refused(
        &program,
        &["brake", "show", "nobody"],
        1,
        "no tenant \"nobody\"",
    );
}
