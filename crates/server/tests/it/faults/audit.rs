//! Holds what a database has against what was acknowledged.
//!
//! The journal says which of the writes that failed were done after all. Whatever it says was done
//! must be found, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use directory::reports;
use reqwest::Client;
use roster::{ExternalState, JournalEntry, Status};
use serde_json::Value;
use storage::journal::JournalQuery;

use super::place::Place;
use super::session::{Effect, Outcome, Step, client};

/// What is known of a person: title, groups, and whether they are still there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Person {
    title: Option<String>,
    groups: BTreeSet<String>,
    is_active: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct World {
    people: BTreeMap<String, Person>,
    groups: BTreeSet<String>,
}

/// A tenant and what was written to it.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) tenant: String,
    pub(super) token: String,
    pub(super) steps: Vec<Step>,
}

/// Starts the program without faults, and holds all accounts against it. Returns how many writes
/// were acknowledged and are lost, and all that is wrong.
pub(super) async fn audit(place: &Place, accounts: &[Account]) -> (usize, Vec<String>) {
    let running = place.sound.serve(&[]);
    let client = client();
    let (mut lost, mut wrongs) = (0, Vec::new());
    for account in accounts {
        let journal = journal_of(place, &account.tenant).await;
        let before = wrongs.len();
        lost += check_journal(&account.steps, &journal, &mut wrongs);
        let expected = replay(&account.steps, &journal);
        let contacts = contacts_of(place, &account.tenant).await;
        if contacts != expected.people {
            wrongs.push(format!("contacts {contacts:#?}, expected {expected:#?}"));
        }
        let reader = Reader::new(&client, &running.url, &account.token);
        let resources = reader.world().await;
        let live = only_live(expected);
        if resources != live {
            wrongs.push(format!("resources {resources:#?}, expected {live:#?}"));
        }
        if wrongs.len() > before {
            wrongs.push(format!("that was {account:#?} with {journal:#?}"));
        }
    }
    running.signal("TERM");
    assert_eq!(running.wait().0, Some(0));
    (lost, wrongs)
}

/// Every step has the entries that its answer promises, and no entry is of none.
fn check_journal(steps: &[Step], journal: &[JournalEntry], wrongs: &mut Vec<String>) -> usize {
    let mut lost = 0;
    for step in steps {
        let of_step = journal.iter().filter(|entry| is_of(entry, step));
        let (done, refused): (Vec<_>, Vec<_>) =
            of_step.partition(|entry| entry.status != Status::Failure);
        let is_right = match step.outcome {
            Outcome::Acknowledged => (done.len(), refused.len()) == (1, 0),
            Outcome::Refused => (done.len(), refused.len()) == (0, 1),
            Outcome::Failed => done.len() <= 1 && refused.len() <= 1 && agree(&done, &refused),
        };
        if !is_right {
            wrongs.push(format!("{step:?}: done {done:#?}, refused {refused:#?}"));
            lost += usize::from(step.outcome != Outcome::Failed);
        }
    }
    let strange = |entry: &&JournalEntry| !steps.iter().any(|step| is_of(entry, step));
    wrongs.extend(
        journal
            .iter()
            .filter(strange)
            .map(|entry| format!("nobody asked for {entry:?}")),
    );
    lost
}

/// Where a write that was refused was done after all, the refusal may not say that it was not.
fn agree(done: &[&JournalEntry], refused: &[&JournalEntry]) -> bool {
    let says_no = |entry: &JournalEntry| {
        let error = entry.error.as_ref().unwrap();
        error.detail.contains("Nothing was changed")
    };
    done.is_empty() || !refused.iter().any(|entry| says_no(entry))
}

/// A refusal may not name the resource, if it could not even be read.
fn is_of(entry: &JournalEntry, step: &Step) -> bool {
    let name = entry.target_name.as_deref();
    let is_nameless = name.is_none() && step.outcome == Outcome::Failed;
    let is_named = name == Some(&step.name) || (is_nameless && entry.error.is_some());
    entry.request_id.as_deref() == Some(&step.request_id) && is_named
}

fn replay(steps: &[Step], journal: &[JournalEntry]) -> World {
    let mut world = World::default();
    for step in steps {
        let is_done = |entry: &JournalEntry| entry.status == Status::Success;
        if journal.iter().any(|it| is_done(it) && is_of(it, step)) {
            apply(&mut world, step);
        }
    }
    world
}

fn apply(world: &mut World, step: &Step) {
    let name = step.name.clone();
    match &step.effect {
        Effect::User(title) => {
            let person = world.people.entry(name).or_default();
            person.title = Some(title.clone());
            person.is_active = true;
        }
        Effect::DeleteUser => world.people.entry(name).or_default().is_active = false,
        Effect::Group(member) => {
            world.groups.insert(name.clone());
            let person = world.people.entry(member.clone()).or_default();
            person.groups.insert(name);
        }
        Effect::AddMember(member) => {
            let person = world.people.entry(member.clone()).or_default();
            person.groups.insert(name);
        }
        Effect::RemoveMember(member) => {
            let person = world.people.entry(member.clone()).or_default();
            person.groups.remove(&name);
        }
        Effect::Taken => {}
    }
}

/// Contacts outlive their users.
fn only_live(mut world: World) -> World {
    world.people.retain(|_, person| person.is_active);
    world
}

async fn journal_of(place: &Place, tenant: &str) -> Vec<JournalEntry> {
    let query = JournalQuery {
        limit: 10_000,
        status: None,
        since: None,
        until: None,
        target: None,
        action: None,
    };
    let journal = reports::journal(&place.directory, tenant, &query).await;
    journal.unwrap()
}

async fn contacts_of(place: &Place, tenant: &str) -> BTreeMap<String, Person> {
    let contacts = reports::contacts(&place.directory, tenant, None, None).await;
    let contacts = contacts.unwrap().into_iter().map(|contact| {
        let person = Person {
            title: contact.title,
            groups: contact.groups.into_iter().collect(),
            is_active: contact.external_state == ExternalState::Active,
        };
        (contact.email.unwrap(), person)
    });
    contacts.collect()
}

/// Reads a tenant's resources over HTTP.
struct Reader<'a> {
    client: &'a Client,
    url: &'a str,
    token: &'a str,
}

impl<'a> Reader<'a> {
    fn new(client: &'a Client, url: &'a str, token: &'a str) -> Self {
        Self { client, url, token }
    }

    async fn world(&self) -> World {
        let mut world = World::default();
        let mut names = BTreeMap::new();
        for user in self.list("Users").await {
            let name = text(&user["userName"]);
            names.insert(text(&user["id"]), name.clone());
            let person = Person {
                title: user["title"].as_str().map(str::to_owned),
                groups: BTreeSet::new(),
                is_active: true,
            };
            world.people.insert(name, person);
        }
        for group in self.list("Groups").await {
            let name = text(&group["displayName"]);
            world.groups.insert(name.clone());
            for member in group["members"].as_array().into_iter().flatten() {
                let member = &names[member["value"].as_str().unwrap()];
                let person = world.people.get_mut(member).unwrap();
                person.groups.insert(name.clone());
            }
        }
        world
    }

    async fn list(&self, endpoint: &str) -> Vec<Value> {
        let url = format!("{}/scim/v2/{endpoint}", self.url);
        let answer = self.client.get(url).bearer_auth(self.token).send().await;
        let answer: Value = answer.unwrap().json().await.unwrap();
        let resources = answer["Resources"].as_array().unwrap();
        assert_eq!(answer["totalResults"], resources.len(), "{answer}");
        resources.clone()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
