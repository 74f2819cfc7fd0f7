//! Exceptions on the command line.

use serde_json::{Value, json};

use crate::support::{Program, Run};

/// A program with a tenant, whose scope is everyone, and Ann in it.
fn program(database_url: &str) -> Program {
    let program = Program::new().with("ROLLCALL_DATABASE_URL", database_url);
    let running = program.serve(&["--tenant", "contoso"]);
    let url = format!("{}/scim/v2/Users", running.url);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ann = json!({"userName": "ann@contoso.example", "title": "Clerk"});
        let request = reqwest::Client::new().post(&url).json(&ann);
        let answer = request.bearer_auth(running.token()).send().await.unwrap();
        assert_eq!(answer.status(), 201);
    });
    drop(running);
    program
}

fn add<'a>(program: &Program, who: &'a str, arguments: &[&'a str]) -> Run {
    let always = ["--reason", "agreed", "--approved-by", "Pat"];
    let command = ["exception", "add", "contoso", who];
    program.run(&[&command, &always, arguments].concat())
}

fn json_of(run: &Run) -> Value {
    assert_eq!(run.status, 0, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

fn assert_refused(run: &Run, status: i32, about: &str) {
    assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{run:?}");
    assert!(run.stderr.contains(about), "{run:?}");
}

const ANN: &str = "ann@contoso.example";

fn show(program: &Program) -> Value {
    program.json(&["contact", "show", "contoso", ANN])
}

#[test]
fn an_exception_lives_from_add_to_end() {
    for database in testkit::both() {
        let program = program(&database.url);
        let pin = [
            "--kind", "pin", "--field", "title", "--value", "Head", "--json",
        ];
        let told = json_of(&add(&program, ANN, &[&pin[..], &["--preview"]].concat()));
        assert_eq!(told["contact"]["title"], "Head");
        assert_eq!(program.json(&["exception", "list", "contoso"]), json!([]));
        assert_eq!(show(&program)["title"], "Clerk");

        let made = json_of(&add(&program, ANN, &pin));
        let contact = show(&program);
        assert_eq!(made["contact"], contact);
        assert_eq!(made["contact_id"], contact["id"]);
        assert_eq!(
            (&made["field"], &made["value"]),
            (&json!("title"), &json!("Head"))
        );
        assert_eq!(contact["title"], "Head");
        assert_eq!(contact["pinned"], json!(["title"]));
        assert_refused(&add(&program, ANN, &pin), 1, "already");

        let listed = program.json(&["exception", "list", "contoso"]);
        assert_eq!(listed[0]["id"], made["id"]);
        assert_eq!(listed[0]["email"], ANN);
        assert_eq!(
            program.json(&["exception", "list", "contoso", "--due"]),
            json!([])
        );
        let table = program.run(&["exception", "list", "contoso"]).stdout;
        assert!(
            table.contains("pin title=Head") && table.contains("holding"),
            "{table}"
        );
        let csv = program
            .run(&["exception", "list", "contoso", "--csv"])
            .stdout;
        assert!(
            csv.lines()
                .nth(1)
                .unwrap()
                .contains(",pin,title,Head,holding,"),
            "{csv}"
        );

        let id = made["id"].as_str().unwrap();
        let ended = program.json(&["exception", "end", "contoso", id, "--preview"]);
        assert_eq!(ended["contact"]["title"], "Clerk");
        assert_eq!(show(&program)["title"], "Head");
        let ended = program.json(&["exception", "end", "contoso", id]);
        assert_eq!(ended["contact"], show(&program));
        assert_eq!(show(&program)["title"], "Clerk");
        assert_refused(
            &program.run(&["exception", "end", "contoso", id]),
            1,
            "is over since",
        );
        let checked = program.json(&["contact", "recheck", "contoso", ANN]);
        assert_eq!(checked, show(&program));
    }
}

#[test]
fn an_exception_is_told_in_words() {
    let program = program("sqlite://rollcall.db");
    let run = add(
        &program,
        ANN,
        &["--kind", "leave", "--until", "90d", "--preview"],
    );
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("in_scope -> on_leave"), "{run:?}");
    assert!(run.stdout.ends_with("Nothing was changed.\n"), "{run:?}");
    let pin = ["--kind", "pin", "--field", "title", "--value", "Head"];
    assert_eq!(add(&program, ANN, &pin).status, 0);
    let told = program.run(&["contact", "explain", "contoso", ANN]).stdout;
    assert!(
        told.contains("title = Head (pinned; the directory has Clerk)"),
        "{told}"
    );
}

#[test]
fn what_makes_no_sense_says_what_to_do() {
    let program = program("sqlite://rollcall.db");
    for (who, arguments, status, about) in [
        (
            ANN,
            &["--kind", "holiday"][..],
            2,
            "[possible values: include",
        ),
        (
            ANN,
            &["--kind", "leave", "--until", "soon"],
            2,
            "90d (from now)",
        ),
        (
            ANN,
            &["--kind", "leave", "--owner", "them"],
            2,
            "us or client",
        ),
        (
            ANN,
            &["--kind", "leave", "--field", "title"],
            1,
            "only a pin does",
        ),
        (ANN, &["--kind", "pin"], 1, "needs a field and a value"),
        (
            ANN,
            &["--kind", "leave", "--until", "2020-01-01"],
            1,
            "which is past",
        ),
        (
            ANN,
            &["--kind", "leave", "--from", "2d", "--until", "1d"],
            1,
            "before it begins",
        ),
        ("ann", &["--kind", "leave"], 1, "no contact \"ann\""),
    ] {
        assert_refused(&add(&program, who, arguments), status, about);
    }
    for arguments in [&["list", "nobody"][..], &["end", "nobody", "x"]] {
        let run = program.run(&[&["exception"], arguments].concat());
        assert_refused(&run, 1, "no tenant \"nobody\"");
    }
    let ending = program.run(&["exception", "end", "contoso", "nothing"]);
    assert_refused(&ending, 1, "no exception \"nothing\"");
}

#[test]
fn a_table_is_shown_first_and_then_taken_in() {
    for database in testkit::both() {
        let program = program(&database.url).with_file(
            "e.csv",
            "contact,kind,reason,approved_by,until,field,value\n\
             ann@contoso.example,leave,baby,Pat,90d,,\n\
             bob@contoso.example,leave,baby,Pat,90d,,\n\
             ann@contoso.example,pin,wrong,Pat,,title,Head\n\
             ann@contoso.example,holiday,sun,Pat,,,\n",
        );
        let import = ["exception", "import", "contoso", "e.csv"];
        let told = program.json(&import);
        let refused = told["refused"].as_array().unwrap().iter();
        let places: Vec<_> = refused
            .map(|it| json!([it["line"], it["column"]]))
            .collect();
        assert_eq!(places, [json!([3, "contact"]), json!([5, "kind"])]);
        assert_eq!(told["counts"]["leaves"], 1);
        assert_eq!(told["counts"]["fields"], 1);
        assert_eq!(told["changes"][0]["after"]["status"], "on_leave");
        assert_eq!(told["applied_at"], Value::Null);
        assert_eq!(program.json(&["exception", "list", "contoso"]), json!([]));
        let words = program.run(&import).stdout;
        assert!(words.contains("line 5, kind: \"holiday\""), "{words}");
        assert!(
            words.contains("To do it: rollcall preview apply contoso"),
            "{words}"
        );

        let id = told["id"].as_str().unwrap();
        let shown = program.json(&["preview", "show", "contoso", id]);
        assert_eq!(shown["changes"], told["changes"]);
        let applied = program.json(&["preview", "apply", "contoso", id]);
        assert_eq!(
            (&applied["kind"], &applied["id"]),
            (&json!("exceptions"), &told["id"])
        );
        let twice = program.run(&["preview", "apply", "contoso", id]);
        assert_refused(&twice, 1, "applied already");
        let listed = program.json(&["exception", "list", "contoso"]);
        assert_eq!(listed.as_array().unwrap().len(), 2);
        assert_eq!(show(&program)["status"], "on_leave");
        assert_eq!(show(&program)["title"], "Head");
        let again = program.run(&[&import[..], &["--yes"]].concat());
        assert_eq!(again.status, 1, "{again:?}");
        assert!(again.stderr.contains("none of its rows"), "{again:?}");
        for made in listed.as_array().unwrap() {
            program.json(&["exception", "end", "contoso", made["id"].as_str().unwrap()]);
        }
        let done = program.json(&[&import[..], &["--yes"]].concat());
        assert_eq!(done["exceptions"].as_array().unwrap().len(), 2);
        assert_eq!(done["id"], Value::Null);
        assert_eq!(show(&program)["status"], "on_leave");
        let missing = program.run(&["exception", "import", "contoso", "missing.csv"]);
        assert_refused(&missing, 1, "missing.csv");
    }
}
