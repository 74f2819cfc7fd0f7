//! A server that is killed in the middle of writes has kept each one that it acknowledged, and
//! what it kept agrees: resource, contact and journal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Program, Running};

/// After how many acknowledged writes each round ends.
const ROUNDS: [u64; 5] = [10, 35, 60, 110, 170];
const WRITERS: usize = 8;

/// The title of each user by userName; of a user whose last write was not acknowledged, both titles
/// that it may have.
type Expected = BTreeMap<String, BTreeSet<String>>;

/// One writer of one round, which writes until the server is gone.
struct Writer {
    client: Client,
    users: String,
    token: String,
    name: String,
    acknowledged: Arc<AtomicU64>,
    expected: Expected,
}

impl Writer {
    async fn run(mut self) -> Expected {
        for number in 0.. {
            if self.write_one_user(number).await.is_none() {
                break;
            }
        }
        self.expected
    }

    /// A joiner, who moves twice. `None` if the server is gone.
    async fn write_one_user(&mut self, number: u64) -> Option<()> {
        let user_name = format!("{}-{number}@contoso.example", self.name);
        let body = json!({"userName": user_name, "title": "title 0"});
        let created = self.send(self.client.post(&self.users).json(&body)).await?;
        self.expect(&user_name, ["title 0"]);
        let address = format!("{}/{}", self.users, created["id"].as_str().unwrap());
        for (before, after) in [("title 0", "title 1"), ("title 1", "title 2")] {
            self.expect(&user_name, [before, after]);
            let body = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "Replace", "path": "title", "value": after}],
            });
            self.send(self.client.patch(&address).json(&body)).await?;
            self.expect(&user_name, [after]);
        }
        Some(())
    }

    async fn send(&self, request: RequestBuilder) -> Option<Value> {
        let response = request.bearer_auth(&self.token).send().await.ok()?;
        assert!(response.status().is_success(), "{response:?}");
        let body = response.json().await.ok()?;
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
        Some(body)
    }

    fn expect<const N: usize>(&mut self, user_name: &str, titles: [&str; N]) {
        let titles = titles.into_iter().map(str::to_owned).collect();
        self.expected.insert(user_name.to_owned(), titles);
    }
}

/// Writes until so many writes are acknowledged, and kills the server right then.
async fn round(running: Running, round: usize, until: u64) -> Expected {
    let client = Client::new();
    let acknowledged = Arc::new(AtomicU64::new(0));
    let writers = (0..WRITERS).map(|writer| Writer {
        client: client.clone(),
        users: format!("{}/scim/v2/Users", running.url),
        token: running.token(),
        name: format!("round-{round}-writer-{writer}"),
        acknowledged: Arc::clone(&acknowledged),
        expected: Expected::new(),
    });
    let writers: Vec<_> = writers.map(|writer| tokio::spawn(writer.run())).collect();
    while acknowledged.load(Ordering::Relaxed) < until {
        tokio::task::yield_now().await;
    }
    running.signal("KILL");
    let mut expected = Expected::new();
    for writer in writers {
        expected.extend(writer.await.unwrap());
    }
    expected
}

/// The title by userName, of all users that a running server has.
async fn titles_of_users(running: &Running) -> BTreeMap<String, String> {
    let client = Client::new();
    let mut titles = BTreeMap::new();
    loop {
        let start = titles.len() + 1;
        let page = format!("{}/scim/v2/Users?startIndex={start}", running.url);
        let page = client.get(page).bearer_auth(running.token()).send().await;
        let page: Value = page.unwrap().json().await.unwrap();
        let users = page["Resources"].as_array().unwrap();
        if users.is_empty() {
            return titles;
        }
        titles.extend(users.iter().map(|user| pair(user, "userName", "title")));
    }
}

fn titles_of_contacts(program: &Program) -> BTreeMap<String, String> {
    let contacts = program.json(&["contact", "list", "contoso"]);
    let contacts = contacts.as_array().unwrap().iter();
    contacts
        .map(|contact| pair(contact, "email", "title"))
        .collect()
}

/// What the journal says the titles must be: the last change of each.
fn titles_in_journal(program: &Program) -> BTreeMap<String, String> {
    let journal = program.json(&["journal", "list", "contoso", "--limit", "100000"]);
    let mut titles = BTreeMap::new();
    for entry in journal.as_array().unwrap().iter().rev() {
        let changes = entry["changes"].as_array().unwrap();
        let title = changes.iter().find(|change| change["attribute"] == "title");
        let (name, title) = (entry["target_name"].as_str(), &title.unwrap()["new"]);
        titles.insert(name.unwrap().to_owned(), title.as_str().unwrap().to_owned());
    }
    titles
}

fn pair(object: &Value, key: &str, value: &str) -> (String, String) {
    let text = |name: &str| object[name].as_str().unwrap().to_owned();
    (text(key), text(value))
}

async fn check(program: Program) {
    let mut expected = Expected::new();
    for (number, until) in ROUNDS.into_iter().enumerate() {
        let running = program.serve(&["--tenant", "contoso"]);
        expected.extend(round(running, number, until).await);
    }

    let running = program.serve(&["--tenant", "contoso"]);
    let users = titles_of_users(&running).await;
    for (user_name, titles) in &expected {
        let title = users.get(user_name);
        assert!(
            title.is_some_and(|title| titles.contains(title)),
            "{user_name} has {title:?}, expected one of {titles:?}"
        );
    }
    assert_eq!(users, titles_of_contacts(&program));
    assert_eq!(users, titles_in_journal(&program));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_servers_lose_no_acknowledged_write_on_sqlite() {
    check(Program::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_servers_lose_no_acknowledged_write_on_postgres() {
    let database = testkit::postgres();
    check(Program::new().with("ROLLCALL_DATABASE_URL", &database.url)).await;
}
