//! What the server should hold against what it holds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::suites::entra::service::directory::{Directory, Person};
use crate::suites::entra::service::job::{Job, KnownGroup, KnownPerson, Link, manager};

/// How much was compared, and what differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Users that were compared.
    pub users: usize,
    /// Groups that were compared.
    pub groups: usize,
    /// Memberships that were compared.
    pub memberships: usize,
    /// Values of attributes that were compared, managers among them.
    pub values: usize,
    /// Users and groups that nobody can judge, since a request about them was never answered.
    pub open: usize,
    /// What differs, in sentences.
    pub differences: Vec<String>,
}

type Resources<'r> = BTreeMap<&'r str, &'r Value>;

/// Compares everything the job told the server with these users and groups.
pub(super) fn compare(
    job: &Job,
    directory: &Directory,
    users: &[Value],
    groups: &[Value],
) -> Comparison {
    let mut comparison = Comparison::default();
    let names = names(job);
    let mut rest = by_id(users);
    for (number, known) in &job.people {
        let person = directory.people.get(*number);
        let name = person.map_or("", |person| person.user_name.as_str());
        comparison.person(known, name, &mut rest);
    }
    comparison.extra("user", "userName", &rest, &job.removed);
    let mut rest = by_id(groups);
    for (number, known) in &job.groups {
        let unit = directory.groups.get(*number);
        let name = unit.map_or("", |unit| unit.name.as_str());
        comparison.group(known, name, &mut rest, &names, job);
    }
    comparison.extra("group", "displayName", &rest, &BTreeSet::new());
    comparison
}

impl Comparison {
    /// Adds whatever the job could not bring over.
    pub(super) fn unfinished(&mut self, job: &Job, directory: &Directory) {
        for person in &directory.people {
            let known = job.people.get(&person.number);
            if known.is_some_and(|known| known.link.escrow.is_some() || known.differs(person)) {
                self.not_brought("user", &person.user_name, known.map(|it| &it.link));
            } else if known.is_some_and(|known| has_other_manager(job, known, person)) {
                self.not_brought("manager of", &person.user_name, known.map(|it| &it.link));
            }
        }
        for unit in &directory.groups {
            let known = job.groups.get(&unit.number);
            let wanted = job.members_of(directory, &unit.members);
            let differs = |known: &KnownGroup| known.differs(unit) || known.members != wanted;
            if known.is_some_and(|known| known.link.escrow.is_some() || differs(known)) {
                self.not_brought("group", &unit.name, known.map(|it| &it.link));
            }
        }
    }

    fn not_brought(&mut self, what: &str, name: &str, link: Option<&Link>) {
        let escrow = link.and_then(|link| link.escrow.as_ref());
        let why = escrow.map_or("the server gave no answer", |escrow| escrow.told.as_str());
        self.differences
            .push(format!("{what} {name} could not be brought over: {why}"));
    }

    fn person(&mut self, known: &KnownPerson, name: &str, rest: &mut Resources<'_>) {
        self.differences.extend(known.drift.iter().cloned());
        let Some(user) = self.there("user", name, &known.link, rest) else {
            return;
        };
        self.users += 1;
        self.held("user", name, &known.link, user);
        if known.is_manager_open {
            self.open += 1;
            return;
        }
        self.values += usize::from(known.manager.is_some());
        let found = manager(user);
        if known.manager.is_some() && found != known.manager.as_deref() {
            let (found, told) = (found.unwrap_or("none"), known.manager.as_deref());
            self.differences.push(format!(
                "user {name} has the manager {found} and not {}",
                told.unwrap_or("none")
            ));
        }
    }

    fn group(
        &mut self,
        known: &KnownGroup,
        name: &str,
        rest: &mut Resources<'_>,
        names: &BTreeMap<&str, &str>,
        job: &Job,
    ) {
        let Some(group) = self.there("group", name, &known.link, rest) else {
            return;
        };
        self.groups += 1;
        self.held("group", name, &known.link, group);
        if known.are_members_open {
            self.open += 1;
            return;
        }
        self.memberships += known.members.len();
        let found = members(group);
        let called = |id: &str| format!("{} ({id})", names.get(id).unwrap_or(&"somebody"));
        for id in &known.members {
            if !found.contains(id.as_str()) {
                self.differences
                    .push(format!("group {name} lacks the member {}", called(id)));
            }
        }
        for id in found {
            // Whether a group still names a user who was deleted is the server's business.
            if !known.members.contains(id) && !job.removed.contains(id) {
                self.differences.push(format!(
                    "group {name} has the member {} too much",
                    called(id)
                ));
            }
        }
    }

    /// The resource that must be there, taken out of the rest.
    fn there<'r>(
        &mut self,
        what: &str,
        name: &str,
        link: &Link,
        rest: &mut Resources<'r>,
    ) -> Option<&'r Value> {
        for id in &link.lost {
            self.differences
                .push(format!("{what} {name} was gone under its id {id}"));
        }
        let id = link.id.as_deref()?;
        let found = rest.remove(id);
        if link.is_open {
            self.open += 1;
            return None;
        }
        if found.is_none() {
            self.differences
                .push(format!("{what} {name} ({id}) is missing"));
        }
        found
    }

    fn held(&mut self, what: &str, name: &str, link: &Link, resource: &Value) {
        self.values += link.held.len();
        for (place, value) in &link.held {
            let found = place.read(resource);
            if !found.is_some_and(|found| place.same(found, value)) {
                let found = found.map_or("nothing".to_owned(), Value::to_string);
                self.differences.push(format!(
                    "{what} {name} has {found} as {place} and not {value}"
                ));
            }
        }
    }

    fn extra(&mut self, what: &str, name: &str, rest: &Resources<'_>, removed: &BTreeSet<String>) {
        for (id, resource) in rest {
            let name = resource.get(name).and_then(Value::as_str);
            let why = if removed.contains(*id) {
                "was deleted and is still there"
            } else {
                "is there and nobody asked for it"
            };
            self.differences
                .push(format!("{what} {} ({id}) {why}", name.unwrap_or("?")));
        }
    }
}

fn has_other_manager(job: &Job, known: &KnownPerson, person: &Person) -> bool {
    let wanted = job.manager_of(person);
    known.link.id.is_some() && wanted.is_some() && wanted != known.manager.as_deref()
}

fn names(job: &Job) -> BTreeMap<&str, &str> {
    job.people.values().filter_map(name).collect()
}

fn name(known: &KnownPerson) -> Option<(&str, &str)> {
    let person = known.synced.as_ref()?;
    Some((known.link.id.as_deref()?, &person.user_name))
}

fn by_id(resources: &[Value]) -> Resources<'_> {
    let entry = |resource| Some((Value::get(resource, "id")?.as_str()?, resource));
    resources.iter().filter_map(entry).collect()
}

fn members(group: &Value) -> BTreeSet<&str> {
    let members = group.get("members").and_then(Value::as_array);
    let ids = members.into_iter().flatten();
    ids.filter_map(|member| member.get("value")?.as_str())
        .collect()
}
