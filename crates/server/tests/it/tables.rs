//! Lists as tables: on terminals, in pipes and for spreadsheets.

use serde_json::{Value, json};

use crate::support::Program;

/// Ann, who has a long title, and somebody who was refused.
fn provision(program: &Program) {
    let running = program.serve(&["--tenant", "contoso"]);
    let users = format!("{}/scim/v2/Users", running.url);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let ann = json!({
            "userName": "ann.lee.of.the.risk.department@contoso.example", "displayName": "Ann Lee",
            "title": "Senior analyst of risks that nobody else understands", "active": false,
        });
        for status in [201, 409] {
            let request = client.post(&users).bearer_auth(running.token()).json(&ann);
            assert_eq!(request.send().await.unwrap().status(), status);
        }
    });
}

/// Every list, with something in it.
const LISTS: [&[&str]; 9] = [
    &["status"],
    &["tenant", "list"],
    &["token", "list"],
    &["contact", "list", "contoso"],
    &["contact", "history", "contoso", "ann"],
    &["group", "list", "contoso"],
    &["job", "list"],
    &["journal", "list", "contoso"],
    &["activity", "list", "contoso"],
];

fn has_colours(text: &str) -> bool {
    text.contains('\u{1b}')
}

/// Without colours.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('m').map_or("", |(_, rest)| rest));
    [first].into_iter().chain(rest.map(str::to_owned)).collect()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let program = Program::new();
    provision(&program);
    for list in LISTS {
        for columns in [80, 140] {
            let shown = program.run_on_terminal(columns, list);
            assert!(!shown.trim().is_empty(), "{list:?}");
            for line in plain(&shown)
                .lines()
                .filter(|it| !it.starts_with("rollcall: "))
            {
                let width = line.chars().count();
                assert!(
                    width <= usize::from(columns),
                    "{list:?} at {columns}: {line}"
                );
            }
        }
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let program = Program::new();
    provision(&program);
    let list = ["journal", "list", "contoso"];
    assert!(
        program
            .run_on_terminal(80, &list)
            .contains("\u{1b}[31mfailure\u{1b}[0m")
    );
    assert!(!has_colours(&program.run(&list).stdout));
    let program = program.with("NO_COLOR", "1");
    assert!(!has_colours(&program.run_on_terminal(80, &list)));
}

#[test]
fn ids_and_exact_times_are_for_whoever_asks_for_them() {
    let program = Program::new();
    provision(&program);
    let list = ["contact", "list", "contoso"];
    let id = program.json(&list)[0]["id"].clone();
    let id = id.as_str().unwrap();
    assert!(!program.run_on_terminal(200, &list).contains(id));
    let wide = program.run_on_terminal(40, &[&list[..], &["--wide"]].concat());
    assert!(
        wide.contains(id) && wide.contains("nobody else understands"),
        "{wide}"
    );
    let piped = program.run(&list).stdout;
    assert!(
        piped.contains(id) && piped.contains("nobody else understands"),
        "{piped}"
    );

    let list = ["journal", "list", "contoso"];
    let shown = program.run_on_terminal(80, &list);
    assert!(
        shown.contains("ago") || shown.contains("just now"),
        "{shown}"
    );
    let at = program.json(&list)[0]["at"].clone();
    let at = at.as_str().unwrap();
    let exact = program.run_on_terminal(80, &[&list[..], &["--utc"]].concat());
    assert!(exact.contains(at), "{exact}");
    assert!(program.run(&list).stdout.contains(at));
}

#[test]
fn every_list_is_there_for_spreadsheets() {
    let program = Program::new();
    provision(&program);
    let badge =
        json!([{"id": "urn:example:badge", "attributes": [{"name": "n", "type": "integer"}]}]);
    let program = program.with_file("badge.json", &badge.to_string());
    program.json(&["schema", "add", "contoso", "badge.json"]);
    let schemas: &[&str] = &["schema", "list", "contoso"];
    for list in LISTS.into_iter().chain([schemas]) {
        let with = |flag| program.run(&[list, &[flag]].concat());
        let elements: Value = serde_json::from_str(&with("--json").stdout).unwrap();
        let csv = with("--csv").stdout;
        let heading: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
        let elements = elements.as_array().unwrap();
        for element in elements {
            for name in element.as_object().unwrap().keys() {
                let is_there = heading.iter().any(|it| it.split('.').next() == Some(name));
                assert!(is_there, "{list:?} without {name}: {heading:?}");
            }
        }
        assert_eq!(csv.lines().count(), 1 + elements.len(), "{list:?}: {csv}");
        let both = program.run(&[list, &["--csv", "--json"]].concat());
        assert_eq!((both.status, both.stdout.as_str()), (2, ""), "{both:?}");
    }
}
