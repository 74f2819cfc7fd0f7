//! The command line, as the real program.

use serde_json::{Value, json};

use crate::support::{Program, Run};

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn is_time(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        text.ends_with('Z') && text.parse::<chrono::DateTime<chrono::Utc>>().is_ok()
    })
}

fn assert_refused(run: &Run, status: i32, says: &str) {
    assert_eq!(run.status, status, "{run:?}");
    assert_eq!(run.stdout, "", "{run:?}");
    assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    assert!(run.stderr.contains(says), "{says}: {run:?}");
}

fn assert_refused_usage(run: &Run, says: &str) {
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(run.stderr.contains(says), "{says}: {run:?}");
}

#[test]
fn a_tenant_lives_from_create_to_delete() {
    let program = Program::new();
    let created = program.json(&["tenant", "create", "contoso", "--name", "Contoso Ltd."]);
    assert_eq!(
        keys(&created),
        [
            "id",
            "slug",
            "name",
            "status",
            "scim_url",
            "created_at",
            "labels"
        ]
    );
    assert_eq!(created["slug"], "contoso");
    assert_eq!(created["name"], "Contoso Ltd.");
    assert_eq!(created["status"], "active");
    assert!(is_time(&created["created_at"]), "{created}");
    let second = program.json(&["tenant", "create", "adatum"]);
    assert_eq!(second["name"], "adatum");

    assert_eq!(program.json(&["tenant", "show", "contoso"]), created);
    assert_eq!(program.json(&["tenant", "list"]), json!([second, created]));

    let suspended = program.json(&["tenant", "suspend", "contoso"]);
    assert_eq!(suspended["status"], "suspended");
    assert_eq!(program.json(&["tenant", "show", "contoso"]), suspended);
    assert_eq!(program.json(&["tenant", "resume", "contoso"]), created);

    assert_refused(&program.run(&["tenant", "delete", "contoso"]), 2, "--yes");
    assert_eq!(program.json(&["tenant", "show", "contoso"]), created);
    assert_eq!(
        program.json(&["tenant", "delete", "contoso", "--yes"]),
        json!({"deleted": "contoso"})
    );
    assert_eq!(program.json(&["tenant", "list"]), json!([second]));
    check_administration(&program);
}

/// Each act stands in the journal: of the tenant that is there, and of the installation.
fn check_administration(program: &Program) {
    let of_tenant = ["journal", "list", "adatum", "--category", "administration"];
    let entries = program.json(&of_tenant);
    let [made] = entries.as_array().unwrap().as_slice() else {
        panic!("{entries}");
    };
    assert_eq!(made["category"], "administration");
    assert_eq!(
        (&made["action"], &made["target"]),
        (&json!("create"), &json!("tenant"))
    );
    let actor = json!({"kind": "system", "label": "command line"});
    assert_eq!(made["actor"], actor);
    assert_eq!(program.json(&["journal", "list", "adatum"]), json!([]));
    let entries = program.json(&["journal", "list", "--installation"]);
    let [erased] = entries.as_array().unwrap().as_slice() else {
        panic!("{entries}");
    };
    assert_eq!(erased["action"], "delete");
    assert_eq!(erased["target_name"], "contoso");
    assert_eq!(program.run(&["journal", "list"]).status, 2);
}

#[test]
fn a_token_shown_as_text_comes_with_what_to_enter_in_entra() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    let shown = program.run(&[
        "token",
        "create",
        "contoso",
        "--public-url",
        "https://scim.example",
    ]);
    assert!(
        shown
            .stdout
            .contains("Tenant URL:   https://scim.example/scim/v2\n"),
        "{shown:?}"
    );
    assert!(shown.stdout.contains("Secret token: rc_"), "{shown:?}");
}

#[test]
fn what_is_missing_or_taken_is_refused_with_one_line() {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    for (arguments, says) in [
        (&["tenant", "create", "contoso"][..], "exists already"),
        (&["tenant", "create", "Contoso"], "\"Contoso\""),
        (&["tenant", "show", "nobody"], "\"nobody\""),
        (&["tenant", "suspend", "nobody"], "\"nobody\""),
        (&["tenant", "resume", "nobody"], "\"nobody\""),
        (&["tenant", "delete", "nobody", "--yes"], "\"nobody\""),
        (&["token", "create", "nobody"], "\"nobody\""),
        (&["token", "list", "nobody"], "\"nobody\""),
        (&["token", "revoke", "nobody", "x"], "\"nobody\""),
        (&["token", "revoke", "contoso", "missing"], "\"missing\""),
        (&["contact", "list", "nobody"], "\"nobody\""),
        (
            &["contact", "show", "contoso", "x@y.example"],
            "x@y.example",
        ),
        (&["contact", "explain", "nobody", "x"], "\"nobody\""),
        (&["group", "list", "nobody"], "\"nobody\""),
        (&["journal", "list", "nobody"], "\"nobody\""),
        (&["activity", "list", "nobody"], "\"nobody\""),
        (
            &[
                "tenant",
                "list",
                "--database-url",
                "sqlite:///nonexistent/x.db",
            ],
            "database",
        ),
        (&["serve", "--listen", "203.0.113.1:1"], "203.0.113.1:1"),
    ] {
        for json in [&[][..], &["--json"]] {
            assert_refused(&program.run(&[arguments, json].concat()), 1, says);
        }
    }
}

#[test]
fn wrong_usage_ends_with_status_2() {
    let program = Program::new();
    for arguments in [
        &[][..],
        &["nonsense"],
        &["tenant"],
        &["tenant", "create"],
        &["tenant", "list", "--nonsense"],
        &["token", "create", "contoso", "--expires-in", "soon"],
        &["token", "create", "contoso", "--expires-in", "0d"],
        &["contact", "list", "contoso", "--state", "gone"],
        &["contact", "list", "contoso", "--source", "ldap"],
        &["journal", "list", "contoso", "--status", "maybe"],
        &["journal", "list", "contoso", "--since", "soon"],
        &["journal", "list", "contoso", "--limit", "0"],
        &["journal", "list", "contoso", "--category", "read"],
        &["activity", "list", "contoso", "--limit", "x"],
    ] {
        let run = program.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {run:?}");
        assert_eq!(run.stdout, "", "{arguments:?}: {run:?}");
        assert_ne!(run.stderr, "", "{arguments:?}");
    }
    assert!(!program.has_file("rollcall.db"));
    for arguments in [
        &["--help"][..],
        &["tenant", "create", "--help"],
        &["--version"],
    ] {
        assert_eq!(program.run(arguments).status, 0, "{arguments:?}");
    }
}

#[test]
fn migrations_are_told_and_applied() {
    for (program, _database) in [(Program::new(), None), {
        let database = testkit::postgres();
        (
            Program::new().with("ROLLCALL_DATABASE_URL", &database.url),
            Some(database),
        )
    }] {
        let pending = program.run(&["migrate", "--check"]);
        assert_eq!(pending.status, 1, "{pending:?}");
        assert!(pending.stdout.contains("pending: m2026"), "{pending:?}");
        assert_eq!(pending.stderr.lines().count(), 1, "{pending:?}");
        let applied = program.run(&["migrate"]);
        assert_eq!(applied.status, 0, "{applied:?}");
        assert!(applied.stdout.contains("applied: m2026"), "{applied:?}");
        for arguments in [&["migrate", "--check"][..], &["migrate"]] {
            let run = program.run(arguments);
            let up_to_date = "The database is up to date.\n";
            assert_eq!(
                (run.status, run.stdout.as_str()),
                (0, up_to_date),
                "{arguments:?}"
            );
        }
        assert_eq!(program.json(&["migrate"]), json!({"applied": []}));
    }
}

#[test]
fn tables_are_for_people() {
    let program = Program::new();
    program.json(&["migrate"]);
    assert_eq!(
        program.run(&["tenant", "list"]).stdout,
        "There are no tenants.\n"
    );
    program.json(&["tenant", "create", "contoso"]);
    program.json(&["tenant", "label", "contoso", "gold"]);
    for command in ["token", "contact", "group", "journal", "activity"] {
        let run = program.run(&[command, "list", "contoso"]);
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
        assert_eq!(program.json(&[command, "list", "contoso"]), json!([]));
    }
    let shown = program.run(&["tenant", "list"]).stdout;
    assert!(
        shown.starts_with("SLUG     NAME     STATUS  LABELS  CREATED"),
        "{shown}"
    );
    assert!(
        shown.contains("\ncontoso  contoso  active  gold    20"),
        "{shown}"
    );
}

/// Makes, changes and refuses something over HTTP, so that there is something to report.
fn provision(program: &Program) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let running = program.serve(&["--tenant", "contoso"]);
    let (base, token) = (format!("{}/scim/v2", running.url), running.token());
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let post = |path: &str, body: Value| {
            client
                .post(format!("{base}{path}"))
                .bearer_auth(&token)
                .json(&body)
                .send()
        };
        let ann = json!({
            "userName": "ann.lee@contoso.example", "externalId": "annl", "displayName": "Ann Lee",
            "title": "Analyst"
        });
        let made: Value = post("/Users", ann.clone())
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(post("/Users", ann).await.unwrap().status(), 409);
        let bob = json!({"userName": "bob@contoso.example", "active": false});
        assert_eq!(post("/Users", bob).await.unwrap().status(), 201);
        let group = json!({"displayName": "Dział IT", "members": [{"value": made["id"]}]});
        assert_eq!(post("/Groups", group).await.unwrap().status(), 201);
    });
    running.signal("TERM");
    assert_eq!(running.wait().0, Some(0));
}

#[test]
fn reports_show_what_was_provisioned() {
    let program = Program::new();
    provision(&program);
    check_contacts(&program);
    check_explanations(&program);
    let groups = program.json(&["group", "list", "contoso"]);
    let expected = [
        "id",
        "slug",
        "display_name",
        "external_id",
        "source",
        "member_count",
        "effective_member_count",
        "created_at",
        "updated_at",
    ];
    assert_eq!(keys(&groups[0]), expected);
    assert_eq!(groups[0]["slug"], "dzial-it");
    assert_eq!(groups[0]["member_count"], 1);
    check_journal(&program);
    check_activity(&program);
    assert!(is_time(
        &program.json(&["token", "list", "contoso"])[0]["last_used_at"]
    ));
}

fn check_contacts(program: &Program) {
    let all = program.json(&["contact", "list", "contoso"]);
    let expected = [
        "id",
        "email",
        "first_name",
        "last_name",
        "display_name",
        "title",
        "department",
        "location",
        "telephone",
        "language",
        "employee_number",
        "manager_id",
        "external_id",
        "external_state",
        "source",
        "in_scope",
        "status",
        "audiences",
        "team",
        "supervises",
        "groups",
        "effective_groups",
        "synced_at",
        "created_at",
        "updated_at",
        "disabled_at",
        "addresses",
        "user_type",
        "hire_date",
        "leave_date",
        "custom",
        "sources",
        "pinned",
        "held_since",
        "pending",
    ];
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(keys(&all[0]), expected);
    let shown = program.json(&["contact", "show", "contoso", "ann.lee@contoso.example"]);
    assert_eq!(shown["title"], "Analyst");
    assert_eq!(shown["groups"], json!(["dzial-it"]));
    let id = shown["id"].as_str().unwrap();
    assert_eq!(program.json(&["contact", "show", "contoso", id]), shown);
    for (flag, value, count) in [
        ("--state", "active", 1),
        ("--state", "disabled", 1),
        ("--source", "scim", 2),
        ("--source", "csv", 0),
    ] {
        let some = program.json(&["contact", "list", "contoso", flag, value]);
        assert_eq!(some.as_array().unwrap().len(), count, "{flag} {value}");
    }
    let text = program.run(&["contact", "show", "contoso", id]).stdout;
    assert!(text.contains("display_name:     Ann Lee\n"), "{text}");
}

fn check_explanations(program: &Program) {
    let explain = |who: &str| program.json(&["contact", "explain", "contoso", who]);
    let ann = explain("ann.lee@contoso.example");
    let expected = [
        "contact",
        "status",
        "decision",
        "audiences",
        "fields",
        "seen",
        "hint",
    ];
    assert_eq!(keys(&ann), expected);
    assert_eq!(ann["status"], "in_scope");
    assert_eq!(keys(&ann["decision"]), ["in_scope", "because", "remedies"]);
    assert_eq!(ann["decision"]["because"], json!({"kind": "everyone"}));
    let bob = explain("bob@contoso.example");
    assert_eq!(bob["status"], "left");
    assert_eq!(bob["decision"]["because"]["kind"], "directory");
    let nobody = explain("nobody@contoso.example");
    assert_eq!(nobody["contact"], Value::Null);
    assert_eq!(nobody["seen"], json!([]));
    let run = |who: &str| program.run(&["contact", "explain", "contoso", who]).stdout;
    let (bob, nobody) = (run("bob@contoso.example"), run("nobody@contoso.example"));
    assert!(bob.contains("to change it: Enable the person"), "{bob}");
    assert!(nobody.contains("Nothing was pushed"), "{nobody}");
}

fn check_journal(program: &Program) {
    let all = program.json(&["journal", "list", "contoso"]);
    let entries = all.as_array().unwrap();
    assert_eq!(entries.len(), 4);
    let expected = [
        "id",
        "at",
        "action",
        "target",
        "target_id",
        "target_name",
        "status",
        "changes",
        "error",
        "token_id",
        "request_id",
        "ignored",
        "category",
        "actor",
    ];
    assert_eq!(keys(&entries[0]), expected);
    assert_eq!(
        (&entries[0]["action"], &entries[0]["target"]),
        (&json!("create"), &json!("group"))
    );
    assert_eq!(entries[2]["status"], "failure");
    assert_eq!(entries[2]["error"]["scim_type"], "uniqueness");
    for (arguments, found) in [
        (&["--limit", "2"][..], &entries[..2]),
        (&["--status", "failure"], &entries[2..3]),
        (&["--status", "skipped"], &[]),
        (&["--since", "2020-01-01T00:00:00Z"], entries),
        (&["--since", "2999-01-01T00:00:00+02:00"], &[]),
        (&["--since", "yesterday"], entries),
        (&["--until", "2020-01-01"], &[]),
        (&["--until", "2999-01-01"], entries),
        (&["--target", "group"], &entries[..1]),
        (&["--target", "user", "--action", "create"], &entries[1..]),
        (&["--action", "disable"], &[]),
    ] {
        let some = program.json(&[&["journal", "list", "contoso"], arguments].concat());
        assert_eq!(some.as_array().unwrap(), found, "{arguments:?}");
    }
    let text = program.run(&["journal", "list", "contoso", "--target", "group"]);
    assert!(text.stdout.contains("members: +Ann Lee"), "{text:?}");
    let unknown = program.run(&["journal", "list", "contoso", "--action", "dance"]);
    assert_refused_usage(&unknown, "expected one of create, update");
}

fn check_activity(program: &Program) {
    let sessions = program.json(&["activity", "list", "contoso", "--limit", "5"]);
    let expected = [
        "started_at",
        "ended_at",
        "status",
        "users",
        "groups",
        "memberships_changed",
        "failures",
    ];
    assert_eq!(keys(&sessions[0]), expected);
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    let users = json!({"created": 2, "updated": 0, "disabled": 0, "enabled": 0, "deleted": 0});
    assert_eq!(sessions[0]["users"], users);
    assert_eq!(
        sessions[0]["groups"],
        json!({"created": 1, "updated": 0, "deleted": 0})
    );
    assert_eq!(sessions[0]["memberships_changed"], 1);
    assert_eq!(sessions[0]["failures"], 1);
    assert_eq!(sessions[0]["status"], "running");
    let table = program.run(&["activity", "list", "contoso"]).stdout;
    let cells = table.lines().nth(1).unwrap().split("  ").map(str::trim);
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let expected = "running, refusals | 1 | 2 | 0 | 0 | 0 | 0 | 1/0/0 | 1";
    assert_eq!(cells[2..].join(" | "), expected, "{table}");
}
