//! The lifecycle against the rules it took the place of, written as the statements that carried
//! them out: for any sequence of writes both leave the same contact.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use rollcall_roster::contact::{Field, SourceProfile};
use rollcall_roster::lifecycle::{Around, apply};
use rollcall_roster::observation::{Key, Observation, Said};
use rollcall_roster::{ContactState, ExternalState, Source, matching};

use crate::support::{at, fields};

/// What the former statements kept of a contact.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    user_id: Option<String>,
    user_name: String,
    title: Option<String>,
    state: ExternalState,
    groups_at_leave: Option<Vec<String>>,
    synced_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    disabled_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug)]
struct User {
    name: &'static str,
    title: Option<&'static str>,
    state: ExternalState,
}

impl User {
    fn shows(&self) -> (Option<&'static str>, ExternalState) {
        (self.title, self.state)
    }

    fn profile(&self) -> SourceProfile {
        let mut fields = fields(&[(Field::UserName, self.name)]);
        fields.set(Field::Title, self.title.map(str::to_owned));
        SourceProfile {
            fields,
            addresses: Vec::new(),
            state: self.state,
        }
    }
}

/// One write of the person's user.
#[derive(Clone, Debug)]
enum Write {
    Create(User),
    Change(User),
    Delete,
}

impl Row {
    fn insert(user_id: &str, user: &User, at: DateTime<Utc>) -> Self {
        let disabled = user.state == ExternalState::Disabled;
        Self {
            user_id: Some(user_id.to_owned()),
            user_name: user.name.to_owned(),
            title: user.title.map(str::to_owned),
            state: user.state,
            groups_at_leave: disabled.then(Vec::new),
            synced_at: at,
            created_at: at,
            updated_at: at,
            disabled_at: disabled.then_some(at),
        }
    }

    fn described(&mut self, user: &User, at: DateTime<Utc>) {
        self.user_name = user.name.to_owned();
        self.title = user.title.map(str::to_owned);
        self.state = user.state;
        self.synced_at = at;
        self.updated_at = at;
    }

    fn take_up(&mut self, user_id: &str, user: &User, at: DateTime<Utc>) {
        self.user_id = Some(user_id.to_owned());
        self.described(user, at);
        if user.state == ExternalState::Active {
            self.enable();
        }
    }

    fn change(&mut self, before: &User, after: &User, groups: &[String], at: DateTime<Utc>) {
        if before.shows() == after.shows() {
            self.user_name = after.name.to_owned();
            self.synced_at = at;
            return;
        }
        self.described(after, at);
        match (before.state, after.state) {
            (ExternalState::Active, ExternalState::Disabled) => {
                self.disabled_at = Some(at);
                self.groups_at_leave = Some(groups.to_vec());
            }
            (ExternalState::Disabled, ExternalState::Active) => self.enable(),
            _ => {}
        }
    }

    fn release(&mut self, groups: &[String], at: DateTime<Utc>) {
        self.user_id = None;
        self.state = ExternalState::Disabled;
        self.synced_at = at;
        self.updated_at = at;
        self.disabled_at = self.disabled_at.or(Some(at));
        self.groups_at_leave = self.groups_at_leave.take().or(Some(groups.to_vec()));
    }

    fn enable(&mut self) {
        self.disabled_at = None;
        self.groups_at_leave = None;
    }
}

fn row(state: &ContactState) -> Row {
    Row {
        user_id: state.user_id.clone(),
        user_name: state.get(&Field::UserName).unwrap_or_default().to_owned(),
        title: state.get(&Field::Title).map(str::to_owned),
        state: state.external_state,
        groups_at_leave: state.groups_at_leave.clone(),
        synced_at: state.synced_at.unwrap(),
        created_at: state.created_at,
        updated_at: state.updated_at,
        disabled_at: state.disabled_at,
    }
}

/// Runs the writes by both rules. A create while there is a user and a change or deletion while
/// there is none are left out.
fn run(writes: &[(Write, Vec<String>)]) {
    let (mut old, mut new) = (None::<Row>, None::<ContactState>);
    let mut user: Option<(String, User)> = None;
    for (second, (write, groups)) in (0_i64..).zip(writes) {
        let now = at(second);
        let (id, said) = match (write, user.take()) {
            (Write::Create(created), None) => {
                let id = format!("u-{second}");
                match &mut old {
                    None => old = Some(Row::insert(&id, created, now)),
                    Some(row) => row.take_up(&id, created, now),
                }
                user = Some((id.clone(), created.clone()));
                (id, Said::Present(created.profile()))
            }
            (Write::Change(after), Some((id, before))) => {
                old.as_mut().unwrap().change(&before, after, groups, now);
                user = Some((id.clone(), after.clone()));
                (id, Said::Present(after.profile()))
            }
            (Write::Delete, Some((id, _))) => {
                old.as_mut().unwrap().release(groups, now);
                (id, Said::Gone)
            }
            (_, other) => {
                user = other;
                continue;
            }
        };
        let known = old.as_ref().map(|row| row.user_name.clone());
        new = Some(step(new.as_ref(), id, said, known, groups, second));
        assert_eq!(new.as_ref().map(row), old, "after second {second}");
    }
}

/// One step of the lifecycle. The newcomer has the leaver's externalId, so that it is one person.
fn step(
    before: Option<&ContactState>,
    user_id: String,
    said: Said,
    user_name: Option<String>,
    groups: &[String],
    second: i64,
) -> ContactState {
    let observation = Observation {
        source: Source::Scim,
        key: Key {
            user_id: Some(user_id),
            external_id: None,
            user_name: before
                .and_then(|contact| contact.get(&Field::UserName).map(str::to_owned))
                .or(user_name),
        },
        said,
        at: at(second),
    };
    let found = matching::find(&observation.key, before);
    let around = Around {
        new_id: "c-1",
        groups: if found.is_some() { groups } else { &[] },
    };
    let outcome = apply(found, &observation, around).unwrap();
    if let (Some(before), true) = (before, outcome.events.is_empty()) {
        let unchanged = ContactState {
            synced_at: outcome.state.synced_at,
            ..before.clone()
        };
        assert_eq!(outcome.state, unchanged, "what no event tells of");
    }
    outcome.state
}

fn user() -> impl Strategy<Value = User> {
    let names = prop::sample::select(vec!["ann", "ann.brown"]);
    let titles = prop::sample::select(vec![None, Some("Analyst"), Some("Head")]);
    let states = prop::sample::select(vec![ExternalState::Active, ExternalState::Disabled]);
    (names, titles, states).prop_map(|(name, title, state)| User { name, title, state })
}

fn write() -> impl Strategy<Value = (Write, Vec<String>)> {
    let write = prop_oneof![
        2 => user().prop_map(Write::Create),
        4 => user().prop_map(Write::Change),
        1 => Just(Write::Delete),
    ];
    let slug = prop::sample::select(vec!["risk".to_owned(), "sales".to_owned()]);
    (write, prop::collection::vec(slug, 0..2))
}

proptest! {
    #[test]
    fn the_lifecycle_does_what_the_former_rules_did(writes in prop::collection::vec(write(), 0..30)) {
        run(&writes);
    }
}
