//! Tokens on the command line, from the first to the one that takes its place.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{Program, Run};

fn program() -> Program {
    let program = Program::new();
    program.json(&["tenant", "create", "contoso"]);
    program
}

fn keys(object: &Value) -> Vec<&str> {
    let fields = object.as_object().unwrap();
    fields.keys().map(String::as_str).collect()
}

fn text<'v>(object: &'v Value, name: &str) -> &'v str {
    object[name].as_str().unwrap()
}

fn time(object: &Value, name: &str) -> DateTime<Utc> {
    text(object, name).parse().unwrap()
}

/// How long a token is valid from its beginning on.
fn lifetime(created: &Value) -> TimeDelta {
    time(created, "expires_at") - time(created, "created_at")
}

fn assert_refused(run: &Run, status: i32, about: &str) {
    assert_eq!(run.status, status, "{run:?}");
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains(about), "{run:?}");
}

#[test]
fn a_token_lives_from_create_to_revoke() {
    let program = program();
    let created = program.json(&["token", "create", "contoso", "--label", "Entra"]);
    let expected = [
        "id",
        "tenant",
        "label",
        "token",
        "scim_url",
        "created_at",
        "expires_at",
    ];
    assert_eq!(keys(&created), expected);
    let (tenant, label) = (text(&created, "tenant"), text(&created, "label"));
    assert_eq!((tenant, label), ("contoso", "Entra"));

    let list = program.json(&["token", "list", "contoso"]);
    let expected = [
        "id",
        "tenant",
        "label",
        "state",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ];
    assert_eq!(keys(&list[0]), expected);
    assert_eq!(list[0]["id"], created["id"]);
    assert_eq!(list[0]["state"], "valid");
    let secret = text(&created, "token").rsplit('_').next().unwrap();
    assert!(!list.to_string().contains(secret));

    let id = text(&created, "id");
    let revoked = program.json(&["token", "revoke", "contoso", id]);
    assert_eq!(
        (&revoked["id"], &revoked["state"]),
        (&created["id"], &json!("revoked"))
    );
    let again = program.json(&["token", "revoke", "contoso", id]);
    assert_eq!(again["revoked_at"], revoked["revoked_at"]);
    let unknown = program.run(&["token", "revoke", "contoso", "unknown"]);
    assert_refused(&unknown, 1, "unknown");
}

#[test]
fn a_token_ends_after_a_year_unless_something_else_is_said() {
    let program = program();
    let create = |flags: &[&str]| program.json(&[&["token", "create", "contoso"], flags].concat());
    for (flags, days) in [
        (&[][..], 365),
        (&["--expires-in", "1y"], 365),
        (&["--expires-in", "90d"], 90),
    ] {
        assert_eq!(lifetime(&create(flags)), TimeDelta::days(days), "{flags:?}");
    }
    assert_eq!(create(&["--no-expiry"])["expires_at"], json!(null));
    let on = create(&["--expires-on", "2999-12-31"]);
    assert_eq!(on["expires_at"], "3000-01-01T00:00:00.000Z");
    for (flags, about) in [
        (
            &["--expires-in", "soon"][..],
            "expected a whole number and a unit",
        ),
        (&["--expires-on", "soon"], "expected a day"),
        (&["--expires-on", "2020-01-01"], "is over"),
        (
            &["--expires-on", "2999-01-01", "--no-expiry"],
            "cannot be used with",
        ),
        (
            &["--expires-in", "1y", "--no-expiry"],
            "cannot be used with",
        ),
    ] {
        let run = program.run(&[&["token", "create", "contoso"], flags].concat());
        assert_refused(&run, 2, about);
    }
    assert_eq!(
        program.json(&["token", "list"]).as_array().unwrap().len(),
        5
    );
}

#[test]
fn a_token_takes_the_place_of_another_which_ends_some_time_later() {
    let program = program();
    let old = program.json(&["token", "create", "contoso", "--label", "Entra"]);
    let id = text(&old, "id");
    let new = program.json(&["token", "rotate", "contoso", id]);
    assert_ne!(new["token"], old["token"]);
    assert_eq!(
        (&new["label"], lifetime(&new)),
        (&json!("Entra"), TimeDelta::days(365))
    );
    assert_eq!(new["replaces"]["id"], old["id"]);
    let end = time(&new["replaces"], "expires_at");
    assert_eq!(end - time(&new, "created_at"), TimeDelta::days(7));

    let list = program.json(&["token", "list", "contoso"]);
    assert_eq!(list[0]["expires_at"], new["replaces"]["expires_at"]);
    assert!(text(&list[0], "state").starts_with("expires in"), "{list}");
    assert_eq!(list[1]["id"], new["id"]);
    let entries = ["journal", "list", "contoso", "--category", "administration"];
    let entry = &program.json(&entries)[0];
    let expected = json!({
        "attribute": "expires_at", "old": old["expires_at"], "new": new["replaces"]["expires_at"],
    });
    assert_eq!(entry["changes"], json!([expected]));

    // One that ends sooner anyhow stays as it is.
    let rotate = ["token", "rotate", "contoso", id, "--overlap", "30d"];
    let again = program.json(&[&rotate[..], &["--label", "Other", "--no-expiry"]].concat());
    assert_eq!(
        again["replaces"]["expires_at"],
        new["replaces"]["expires_at"]
    );
    assert_eq!(
        (&again["label"], &again["expires_at"]),
        (&json!("Other"), &json!(null))
    );

    program.json(&["token", "revoke", "contoso", id]);
    assert_refused(
        &program.run(&rotate),
        1,
        "make a new one with `rollcall token create`",
    );
    let unknown = ["token", "rotate", "contoso", "unknown"];
    assert_refused(&program.run(&unknown), 1, "has no token \"unknown\"");
    assert_eq!(
        program.json(&["token", "list"]).as_array().unwrap().len(),
        3
    );
}

#[test]
fn the_tokens_of_all_tenants_are_one_list() {
    let program = program();
    for slug in ["adatum", "fabrikam"] {
        program.json(&["tenant", "create", slug]);
    }
    for slug in ["fabrikam", "contoso", "fabrikam"] {
        program.json(&["token", "create", slug]);
    }
    let list = program.json(&["token", "list"]);
    let tenants = list.as_array().unwrap().iter();
    let tenants: Vec<&str> = tenants.map(|token| text(token, "tenant")).collect();
    assert_eq!(tenants, ["contoso", "fabrikam", "fabrikam"]);
    let table = program.run(&["token", "list"]).stdout;
    assert!(
        table
            .lines()
            .all(|line| line.contains("never used") || line.contains("TENANT"))
    );
}

#[test]
fn serve_makes_the_tenant_once_and_a_token_while_none_works() {
    let program = Program::new();
    let serve = || {
        let url = ["--public-url", "https://scim.example"];
        program.serve(&[&["--tenant", "contoso"], &url[..]].concat())
    };
    let first = serve();
    assert!(
        first.greeting.contains("https://scim.example/scim/v2"),
        "{}",
        first.greeting
    );
    let token = first.token();
    drop(first);
    let second = serve();
    assert!(
        second.greeting.contains("rollcall token create contoso"),
        "{}",
        second.greeting
    );
    assert!(!second.greeting.contains("rc_"));
    drop(second);
    let list = program.json(&["token", "list", "contoso"]);
    assert_eq!(
        (list.as_array().unwrap().len(), &list[0]["state"]),
        (1, &json!("valid"))
    );
    program.json(&["token", "revoke", "contoso", text(&list[0], "id")]);
    assert_ne!(serve().token(), token);

    assert_eq!(
        program.json(&["tenant", "list"]).as_array().unwrap().len(),
        1
    );
    let refused = program.run(&["serve", "--listen", "127.0.0.1:0", "--tenant", "No Slug"]);
    assert_refused(&refused, 1, "No Slug");
}
