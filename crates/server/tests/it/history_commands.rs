//! What happened to one person, on the command line.

use serde_json::{Value, json};

use crate::support::Program;

/// Ann, who was changed, refused once, and put into a group.
fn provision(program: &Program) {
    let running = program.serve(&["--tenant", "contoso"]);
    let base = format!("{}/scim/v2", running.url);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let send = async |method: &str, path: &str, body: Value, status: u16| {
            let method = method.parse().unwrap();
            let request = client.request(method, format!("{base}{path}")).json(&body);
            let answer = request.bearer_auth(running.token()).send().await.unwrap();
            assert_eq!(answer.status(), status, "{body}");
            let answer: Value = answer.json().await.unwrap();
            answer["id"].as_str().unwrap_or_default().to_owned()
        };
        let ann = json!({"userName": "ann@contoso.example", "displayName": "Ann Lee"});
        let id = send("POST", "/Users", ann.clone(), 201).await;
        send("POST", "/Users", ann, 409).await;
        let bob = json!({"userName": "bob@contoso.example"});
        send("POST", "/Users", bob, 201).await;
        let title = json!([{"op": "replace", "path": "title", "value": "Clerk"}]);
        let patch = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": title,
        });
        send("PATCH", &format!("/Users/{id}"), patch, 200).await;
        let group = json!({"displayName": "Finance", "members": [{"value": id}]});
        send("POST", "/Groups", group, 201).await;
    });
}

#[test]
fn a_contact_has_a_history() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        provision(&program);
        let history = ["contact", "history", "contoso", "ann lee"];
        let told = program.json(&history);
        let told = told.as_array().unwrap();
        assert_eq!(told.len(), 2);
        let title = json!({"attribute": "title", "old": null, "new": "Clerk"});
        assert_eq!(told[0]["changes"], json!([title]));
        assert_eq!(
            (&told[0]["version"], &told[0]["valid_until"]),
            (&json!(2), &Value::Null)
        );
        assert_eq!(told[1]["valid_until"], told[0]["valid_from"]);
        let text = program.run(&history).stdout;
        let first = text.lines().nth(1).unwrap();
        assert!(first.contains("  update  title: Clerk"), "{text}");
        let csv = program.run(&[&history[..], &["--csv"]].concat()).stdout;
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(
            (lines[0], lines.len()),
            ("version,valid_from,valid_until,action,changes", 3)
        );
        let missing = program.run(&["contact", "history", "contoso", "nobody"]);
        assert_eq!(
            (missing.status, missing.stdout.as_str()),
            (1, ""),
            "{missing:?}"
        );
    }
}

#[test]
fn the_journal_is_listed_by_person() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        provision(&program);
        let list = ["journal", "list", "contoso", "--contact", "ann lee"];
        let told = program.json(&list);
        let actions: Vec<_> = told
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                (
                    it["action"].as_str().unwrap(),
                    it["status"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            actions,
            [
                ("update", "success"),
                ("create", "failure"),
                ("create", "success")
            ]
        );
        let one = program.json(&[&list[..], &["--limit", "1"]].concat());
        assert_eq!(one, json!([told[0]]));
        let all = program.run(&["journal", "list", "contoso"]).stdout;
        assert!(all.contains("members: +Ann Lee"), "{all}");
        for (arguments, status) in [
            (
                &["journal", "list", "contoso", "--contact", "nobody"][..],
                1,
            ),
            (
                &["journal", "list", "--installation", "--contact", "ann"],
                2,
            ),
        ] {
            let run = program.run(arguments);
            assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{run:?}");
        }
    }
}
