//! Who is meant on the command line: contacts by conditions, and one by what somebody is called.

use serde_json::{Value, json};

use crate::support::Program;

/// People of a small company, pushed to a server of the program.
fn provision(program: &Program) {
    let running = program.serve(&["--tenant", "contoso"]);
    let base = format!("{}/scim/v2", running.url);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let post = async |path: &str, body: Value| {
            let request = client.post(format!("{base}{path}")).json(&body);
            let answer = request.bearer_auth(running.token()).send().await.unwrap();
            assert_eq!(answer.status(), 201, "{body}");
            let made: Value = answer.json().await.unwrap();
            made["id"].as_str().unwrap().to_owned()
        };
        let user = |name: &str, id: &str, department: &str, active: bool| {
            let user_name = format!("{}@contoso.example", name.to_lowercase().replace(' ', "."));
            json!({
                "userName": user_name, "externalId": id, "displayName": name, "active": active,
                "emails": [{"value": user_name, "type": "work"}],
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                    "department": department,
                },
            })
        };
        let ann = post("/Users", user("Ann Lee", "e1", "Finance", true)).await;
        post("/Users", user("Bob Lee", "e2", "Finance", true)).await;
        post("/Users", user("Eve Stone", "e3", "Risk", false)).await;
        let inner = json!({"displayName": "Payroll", "members": [{"value": ann}]});
        let inner = post("/Groups", inner).await;
        let outer = json!({"displayName": "All Finance", "members": [{"value": inner}]});
        post("/Groups", outer).await;
    });
}

fn names(contacts: &Value) -> Vec<&str> {
    let contacts = contacts.as_array().unwrap().iter();
    contacts
        .map(|it| it["display_name"].as_str().unwrap())
        .collect()
}

#[test]
fn contacts_are_listed_by_what_is_said_of_them() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        provision(&program);
        let list =
            |flags: &[&str]| program.json(&[&["contact", "list", "contoso"], flags].concat());
        for (flags, expected) in [
            (&[][..], &["Ann Lee", "Bob Lee", "Eve Stone"][..]),
            (&["--state", "active"], &["Ann Lee", "Bob Lee"]),
            (&["--source", "csv"], &[]),
            (&["--group", "payroll"], &["Ann Lee"]),
            (&["--group", "All Finance"], &["Ann Lee"]),
            (&["--group", "nobody"], &[]),
            (&["--search", "lee"], &["Ann Lee", "Bob Lee"]),
            (&["--search", "STONE@contoso"], &["Eve Stone"]),
            (&["--search", "\" or displayName pr"], &[]),
            (&["--filter", "department eq \"risk\""], &["Eve Stone"]),
            (
                &[
                    "--filter",
                    "groups.slug pr or department eq \"risk\"",
                    "--search",
                    "lee",
                ],
                &["Ann Lee"],
            ),
            (
                &["--joined-since", "1d"],
                &["Ann Lee", "Bob Lee", "Eve Stone"],
            ),
            (&["--joined-since", "2999-01-01"], &[]),
            (&["--left-since", "yesterday"], &["Eve Stone"]),
            (&["--left-since", "2999-01-01"], &[]),
            (&["--limit", "2"], &["Ann Lee", "Bob Lee"]),
        ] {
            assert_eq!(names(&list(flags)), expected, "{flags:?}");
        }
        for (flags, status, about) in [
            (["--filter", "shoeSize eq 7"], 1, "shoeSize"),
            (["--filter", "(department"], 1, "filter"),
            (["--left-since", "soon"], 2, "expected a time such as 7d"),
        ] {
            let run = program.run(&[&["contact", "list", "contoso"], &flags[..]].concat());
            assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{run:?}");
            assert!(run.stderr.contains(about), "{run:?}");
        }
    }
}

#[test]
fn contacts_are_printed_for_spreadsheets() {
    let program = Program::new();
    provision(&program);
    let list = program.json(&["contact", "list", "contoso"]);
    let fields = list[0].as_object().unwrap().keys();
    let heading = fields.map(String::as_str).collect::<Vec<_>>().join(",");
    let run = program.run(&["contact", "list", "contoso", "--csv"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!((lines[0], lines.len()), (heading.as_str(), 4));
    assert!(lines[1].contains(",Ann Lee,") && lines[1].contains(",payroll,all-finance;payroll,"));
    let nobody = program.run(&["contact", "list", "contoso", "--csv", "--search", "nobody"]);
    assert_eq!(nobody.stdout, format!("{heading}\n"));
}

#[test]
fn a_group_is_shown_by_whatever_it_is_called() {
    let program = Program::new();
    provision(&program);
    let list = program.json(&["group", "list", "contoso"]);
    let finance = &list[0];
    for who in [
        "all-finance",
        "ALL finance",
        finance["id"].as_str().unwrap(),
    ] {
        assert_eq!(
            program.json(&["group", "show", "contoso", who]),
            *finance,
            "{who}"
        );
    }
    let run = program.run(&["group", "show", "contoso", "nobody"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("no training group \"nobody\""),
        "{run:?}"
    );
}

#[test]
fn shells_complete_commands_without_a_database() {
    let program = Program::new();
    for shell in ["bash", "zsh", "fish"] {
        let run = program.run(&["completions", shell]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(run.stdout.contains("rotate"), "{shell}");
    }
    assert!(!program.has_file("rollcall.db"));
}

#[test]
fn a_contact_is_shown_by_whatever_somebody_is_called() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        provision(&program);
        let list = program.json(&["contact", "list", "contoso"]);
        let ann = &list[0];
        for who in [
            ann["id"].as_str().unwrap(),
            "ann.lee@contoso.example",
            "ANN.LEE@Contoso.example",
            "e1",
            "Ann",
            "ann l",
        ] {
            let shown = program.json(&["contact", "show", "contoso", who]);
            assert_eq!(shown, *ann, "{who}");
        }
        for (who, about) in [
            (
                "lee",
                "several contacts are called \"lee\": Ann Lee, ann.lee@contoso.example",
            ),
            ("mallory", "no contact \"mallory\""),
        ] {
            let run = program.run(&["contact", "show", "contoso", who]);
            assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run:?}");
            assert!(run.stderr.contains(about), "{run:?}");
        }
    }
}
