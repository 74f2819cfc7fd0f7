//! Databases that earlier builds wrote go on with everything in them.
//!
//! `migrations/fixtures/README.md` says which are kept; `scripts/fixture/content.py` what they hold.

mod comparison;
mod fixture;

use std::collections::BTreeSet;

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::support::{Program, Running};
use comparison::shortfalls;
use fixture::{Expected, Fixture, KINDS};

/// A user in every fixture.
const EMPLOYEE: &str = "ann.lee@contoso.example";
/// The address of a contact in every fixture whose user was deleted.
const LEAVER: &str = "leaver.1@contoso.example";

/// A running program and what a client needs to talk to it.
struct Session {
    running: Running,
    client: Client,
}

impl Session {
    fn start(program: &Program) -> Self {
        Self {
            running: program.serve(&[]),
            client: Client::new(),
        }
    }

    /// The status of an answer, and its body if there is one.
    async fn send(&self, method: Method, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/scim/v2{path}", self.running.url);
        let request = self.client.request(method.clone(), url).bearer_auth(token);
        let request = match method {
            Method::GET => request,
            _ => request.json(body),
        };
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    async fn get(&self, path: &str, token: &str) -> Value {
        let (status, body) = self.send(Method::GET, path, token, &Value::Null).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// All resources of a list.
    async fn list(&self, path: &str, token: &str) -> Value {
        let separator = if path.contains('?') { '&' } else { '?' };
        let mut found = Vec::new();
        loop {
            let start = found.len() + 1;
            let page = format!("{path}{separator}startIndex={start}&count=50");
            let page = self.get(&page, token).await;
            match page["Resources"].as_array() {
                Some(resources) if !resources.is_empty() => found.extend(resources.clone()),
                _ => return Value::Array(found),
            }
        }
    }

    fn stop(self) {
        self.running.signal("TERM");
        let (status, log) = self.running.wait();
        assert_eq!(status, Some(0), "{log}");
    }
}

async fn upgrade(fixture: &Fixture, kind: &str) {
    let expected = fixture.expected(kind);
    let (program, _database) = fixture.restore(kind);
    let place = format!("{} {kind}", fixture.name);

    let session = Session::start(&program);
    check_reports(&place, &program, &expected);
    check_figures(&place, &program);
    check_resources(&place, &session, &expected, &["contoso", "initech"]).await;
    check_tokens(&session, &expected).await;
    go_on(&program, &session, &expected.tokens["contoso"]).await;
    session.stop();

    assert_eq!(
        program.json(&["migrate"]),
        json!({"applied": []}),
        "{place}"
    );
    program.json(&["tenant", "resume", "umbrella"]);
    let session = Session::start(&program);
    check_resources(&place, &session, &expected, &["umbrella"]).await;
    let token = &expected.tokens["contoso"];
    assert_eq!(
        find_user(&session, token, EMPLOYEE).await["title"],
        "Partner"
    );
    session.stop();
}

fn check_reports(place: &str, program: &Program, expected: &Expected) {
    for (arguments, earlier) in &expected.reports {
        let later = program.json(&arguments.split(' ').collect::<Vec<_>>());
        let found = shortfalls(arguments, earlier, Some(&later));
        assert_eq!(found, Vec::<String>::new(), "{place}");
    }
}

/// What is kept of people is what there is, also of those who came before anybody kept it.
fn check_figures(place: &str, program: &Program) {
    let told = program.run(&["status", "--json"]).stdout;
    let told: Vec<Value> = serde_json::from_str(&told).unwrap();
    assert!(told.iter().any(|tenant| tenant["contacts"] != 0), "{place}");
    for tenant in told {
        let slug = tenant["tenant"].as_str().unwrap();
        let contacts = program.json(&["contact", "list", slug]);
        let count = contacts.as_array().unwrap().len();
        assert_eq!(tenant["contacts"], count, "{place} {slug}");
    }
}

async fn check_resources(place: &str, session: &Session, expected: &Expected, tenants: &[&str]) {
    for tenant in tenants {
        let token = &expected.tokens[*tenant];
        for (path, earlier) in &expected.resources[*tenant] {
            let later = session.list(path, token).await;
            let found = shortfalls(&format!("{tenant} {path}"), earlier, Some(&later));
            assert_eq!(found, Vec::<String>::new(), "{place}");
        }
    }
}

/// Tokens that were of no use are of none now.
async fn check_tokens(session: &Session, expected: &Expected) {
    let ended = expected.refused.iter();
    let refused = ended.map(|(name, token)| (name.as_str(), token, 401));
    let suspended = ("suspended", &expected.tokens["umbrella"], 403);
    for (name, token, status) in refused.chain([suspended]) {
        let answer = session
            .send(Method::GET, "/Users", token, &Value::Null)
            .await;
        assert_eq!(answer.0, status, "{name}: {answer:?}");
    }
}

async fn find_user(session: &Session, token: &str, user_name: &str) -> Value {
    let path = format!("/Users?filter=userName%20eq%20%22{user_name}%22");
    let list = session.get(&path, token).await;
    assert_eq!(list["totalResults"], 1, "{list}");
    list["Resources"][0].clone()
}

/// A mover, a leaver who returns and a joiner, each with a contact and a journal entry.
async fn go_on(program: &Program, session: &Session, token: &str) {
    let before = contacts(program);
    let journal = ["journal", "list", "contoso", "--limit", "100000"];
    let entries = program.json(&journal).as_array().unwrap().len();

    let id = find_user(session, token, EMPLOYEE).await["id"].clone();
    let path = format!("/Users/{}", id.as_str().unwrap());
    let change = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": "Partner"}],
    });
    let moved = session.send(Method::PATCH, &path, token, &change).await;
    assert_eq!(moved.0, 200, "{moved:?}");
    for user_name in [LEAVER, "joiner@contoso.example"] {
        let body = json!({"userName": user_name});
        let made = session.send(Method::POST, "/Users", token, &body).await;
        assert_eq!(made.0, 201, "{made:?}");
    }

    let employee = contact(program, EMPLOYEE);
    assert_eq!(employee["title"], "Partner", "{employee}");
    let left = before
        .iter()
        .find(|contact| contact["email"] == LEAVER)
        .unwrap();
    assert_eq!(left["external_state"], "disabled", "{left}");
    let returned = contact(program, LEAVER);
    assert_eq!(returned["id"], left["id"], "{returned}");
    assert_eq!(returned["external_state"], "active", "{returned}");
    let joiner = contact(program, "joiner@contoso.example");
    assert!(
        before.iter().all(|contact| contact["id"] != joiner["id"]),
        "{joiner}"
    );
    assert_eq!(contacts(program).len(), before.len() + 1);
    assert_eq!(
        program.json(&journal).as_array().unwrap().len(),
        entries + 3
    );
}

fn contacts(program: &Program) -> Vec<Value> {
    let contacts = program.json(&["contact", "list", "contoso"]);
    contacts.as_array().unwrap().clone()
}

fn contact(program: &Program, email: &str) -> Value {
    program.json(&["contact", "show", "contoso", email])
}

async fn upgrade_all(kind: &str) {
    for fixture in Fixture::all() {
        upgrade(&fixture, kind).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_databases_of_earlier_builds_go_on_with_everything_in_them() {
    upgrade_all("sqlite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_databases_of_earlier_builds_go_on_with_everything_in_them() {
    upgrade_all("postgres").await;
}

/// The date of a migration, as fixtures are named: `m20261122_000001_tenants` is of 2026-11-22.
fn date(migration: &str) -> String {
    let (year, month, day) = (&migration[1..5], &migration[5..7], &migration[7..9]);
    format!("{year}-{month}-{day}")
}

/// All migrations of this program, oldest first.
fn known_migrations() -> Vec<String> {
    let check = Program::new().run(&["migrate", "--check", "--json"]);
    let pending: Value = serde_json::from_str(&check.stdout).unwrap();
    serde_json::from_value(pending["pending"].clone()).unwrap()
}

#[test]
fn every_set_of_migrations_but_the_newest_has_its_fixture() {
    let known = known_migrations();
    let mut sets: BTreeSet<String> = known.iter().map(|name| date(name)).collect();
    let newest = sets.pop_last();
    let kept: BTreeSet<String> = Fixture::all().into_iter().map(|it| it.name).collect();
    let missing: Vec<_> = sets.difference(&kept).collect();
    assert!(
        missing.is_empty(),
        "no fixture of the migrations of {missing:?}: check out the last commit that knows none \
         after them and run scripts/make-fixture there; or, if they have not landed yet, give them \
         the date of the newest, {newest:?}, since migrations that land together share one"
    );
    assert_eq!(kept.first().map(String::as_str), Some("2026-11-22"));
}

#[test]
fn a_set_of_migrations_with_a_fixture_stays_as_it_is() {
    let known = known_migrations();
    for fixture in Fixture::all() {
        let of_then = known.iter().take_while(|name| date(name) <= fixture.name);
        let of_then: Vec<&String> = of_then.collect();
        for kind in KINDS {
            let recorded = fixture.expected(kind).migrations;
            let recorded: Vec<&String> = recorded.iter().collect();
            assert_eq!(of_then, recorded, "{} {kind}", fixture.name);
        }
    }
}
