//! `rollcall schema …` and the directory of schemas, with the real program.

use serde_json::{Value, json};

use crate::support::Program;

const DEVICES: &str = include_str!("own_types.json");

#[test]
fn schemas_are_added_listed_and_removed() {
    let program = Program::new().with_file("acme.json", DEVICES);
    program.json(&["tenant", "create", "contoso"]);
    program.json(&["tenant", "create", "fabrikam"]);
    let added = program.json(&["schema", "add", "contoso", "acme.json"]);
    let names = |list: &Value| -> Vec<(Value, Value)> {
        let list = list.as_array().unwrap().iter();
        list.map(|it| (it["kind"].clone(), it["name"].clone()))
            .collect()
    };
    let expected = [
        ("schema", "Device"),
        ("schema", "Warranty"),
        ("schema", "Badge"),
        ("resource_type", "Device"),
        ("resource_type", "User"),
    ];
    let expected = expected.map(|(kind, name)| (json!(kind), json!(name)));
    assert_eq!(names(&added), expected);
    assert!(added[0]["created_at"].is_string() && added[0]["id"].is_string());
    let listed = program.json(&["schema", "list", "contoso"]);
    assert_eq!(names(&listed).len(), 5);
    assert_eq!(program.json(&["schema", "list", "fabrikam"]), json!([]));
    let removed = program.json(&["schema", "remove", "contoso", "Device"]);
    assert_eq!(removed, json!({"removed": "Device"}));
    let text = program.run(&["schema", "list", "contoso"]).stdout;
    assert!(
        text.contains("Badge") && !text.contains("Devices"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_done_is_refused_with_one_line() {
    let program = Program::new()
        .with_file(
            "bad.json",
            r#"[{"id": "urn:a:b", "attributes": [{"name": "a", "type": "x"}]}]"#,
        )
        .with_file("text.json", "{");
    program.json(&["tenant", "create", "contoso"]);
    for (arguments, expected) in [
        (
            ["add", "contoso", "bad.json"],
            "bad.json: at /0/attributes/0/type: expected one of",
        ),
        (
            ["add", "contoso", "text.json"],
            "schema file text.json: is no JSON",
        ),
        (
            ["add", "contoso", "none.json"],
            "schema file none.json: cannot be read",
        ),
        (["add", "nobody", "bad.json"], "there is no tenant"),
        (
            ["remove", "contoso", "urn:a:b"],
            "has no schema or resource type \"urn:a:b\" of its own",
        ),
    ] {
        let run = program.run(&[&["schema"], arguments.as_slice()].concat());
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stderr.contains(expected), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        assert_eq!(run.stdout, "");
    }
    assert_eq!(program.json(&["schema", "list", "contoso"]), json!([]));
}

#[test]
fn the_schemas_of_a_directory_are_there_for_every_tenant() {
    let program = Program::new()
        .with_file("acme.json", DEVICES)
        .with("ROLLCALL_SCHEMA_DIR", ".");
    program.json(&["tenant", "create", "contoso"]);
    let again = program.run(&["schema", "add", "contoso", "acme.json"]);
    assert_eq!(again.status, 1);
    assert!(
        again
            .stderr
            .contains("acme.json: at /0/id: there is a schema"),
        "{again:?}"
    );
    let broken = program.with_file("broken.json", r#"{"name": "Device", "endpoint": "/Users"}"#);
    let run = broken.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(run.status, 1);
    let place = "broken.json: at /endpoint: there is a resource type Device already, with /Devices";
    assert!(run.stderr.contains(place), "{run:?}");
    let missing = broken.run(&["tenant", "list", "--schema-dir", "nowhere"]);
    assert_eq!(missing.status, 2);
    assert!(
        missing
            .stderr
            .contains("--schema-dir: expected a directory"),
        "{missing:?}"
    );
}
