//! What each test of the service starts with.

use std::future::Future;

use serde_json::Value;

use crate::check::{Answer, Finding, Session, Severity, Stop, Suite, Test, Verdict};
use crate::suites::Dialect;
use crate::suites::entra::service::client::{Hit, Service};
use crate::suites::entra::service::diff::{Change, changes};
use crate::suites::entra::service::directory::{Directory, Person, Unit};
use crate::suites::entra::service::failure::Trouble;
use crate::suites::entra::service::mapping::{self, Mapping, Values};
use crate::suites::entra::service::place::Place;
use crate::target::Need;

/// How many differences a complaint names.
const SHOWN: usize = 5;

/// Which tests there are, and on what directory.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    /// Fixes the directory.
    pub(super) seed: u64,
    /// The dialect the service speaks.
    pub(super) dialect: Dialect,
    /// What the ids begin with behind `entra.service`, with a dot at the end, or nothing.
    pub(super) prefix: &'static str,
}

/// A test's own part of the directory, and its way to the server.
pub(super) struct Slice {
    pub(super) session: Session,
    pub(super) dialect: Dialect,
    pub(super) mapping: Mapping,
    pub(super) directory: Directory,
}

/// A test that has so many people and groups to work with, and what Entra does that it is about.
pub(super) fn case<F, Doing>(
    setup: &Setup,
    id: &str,
    (people, groups): (usize, usize),
    title: &str,
    behaviour: &str,
    doing: F,
) -> Test
where
    F: Fn(Slice) -> Doing + Send + Sync + 'static,
    Doing: Future<Output = Verdict> + Send + 'static,
{
    let id = format!("service.{}{id}", setup.prefix);
    let source = format!("Microsoft Entra provisioning service: {behaviour}");
    let (seed, dialect) = (seed_for(setup.seed, &id), setup.dialect);
    let test = Test::new(Suite::Entra, &id, title, &source)
        .severity(Severity::VendorRequired)
        .needs(Need::Type("User"))
        .run(move |session| {
            let directory = Directory::new(seed, people, groups, &session.unique("e"));
            doing(Slice {
                mapping: Mapping::of(session.target(), session.profile()),
                session,
                dialect,
                directory,
            })
        });
    match groups {
        0 => test,
        _ => test.needs(Need::Type("Group")),
    }
}

impl Slice {
    /// The service, speaking through the test's session.
    pub(super) fn service(&self) -> Service<'_> {
        Service::new(&self.session, self.dialect, &self.mapping)
    }

    /// The `nth` person.
    pub(super) fn person(&self, nth: usize) -> Result<Person, Stop> {
        self.directory.people.get(nth).cloned().ok_or_else(too_few)
    }

    /// The first group.
    pub(super) fn group(&self) -> Result<Unit, Stop> {
        self.directory.groups.first().cloned().ok_or_else(too_few)
    }

    /// The match by these places finds the user with that id.
    pub(super) async fn expect_found(
        &self,
        person: &Person,
        by: &[Place],
        id: &str,
    ) -> Result<Hit, Stop> {
        let hit = self.service().find_user(person, by).await?;
        match hit {
            Some(hit) if hit.id() == id => Ok(hit),
            Some(_) => Err(self.complaint("the user that was made", "another one")),
            None => Err(self.complaint("the user that was made", "an empty list")),
        }
    }

    /// The complaint that the last answer shows something else than expected.
    pub(super) fn complaint(&self, expected: &str, found: &str) -> Stop {
        Stop::Failed(Finding {
            expected: expected.to_owned(),
            found: found.to_owned(),
            exchange: self.session.exchanges().len().checked_sub(1),
        })
    }

    /// Makes a person's user, and gives its id.
    pub(super) async fn given_person(&self, person: &Person) -> Result<String, Stop> {
        self.given_user(&self.mapping.user(person)).await
    }

    /// Makes a user with these values, and gives its id.
    pub(super) async fn given_user(&self, values: &Values) -> Result<String, Stop> {
        let made = self.service().create_user(values).await;
        let answer = made.map_err(|trouble| trouble.stop.blocked())?;
        Ok(answer.expect_id()?.to_owned())
    }

    /// Makes users of everyone in the slice, and gives their ids.
    pub(super) async fn given_people(&self) -> Result<Vec<String>, Stop> {
        let mut ids = Vec::new();
        for person in &self.directory.people {
            ids.push(self.given_person(person).await?);
        }
        Ok(ids)
    }

    /// Makes a group without members, and gives its path.
    pub(super) async fn given_group(&self, unit: &Unit) -> Result<String, Stop> {
        let made = self.service().create_group(&mapping::group(unit)).await;
        let answer = made.map_err(|trouble| trouble.stop.blocked())?;
        Ok(format!("/Groups/{}", answer.expect_id()?))
    }

    /// Makes a group with these members, and gives its path.
    pub(super) async fn given_members(&self, unit: &Unit, ids: &[String]) -> Result<String, Stop> {
        let path = self.given_group(unit).await?;
        let added = self.service().add_members(&path, ids).await;
        added.map_err(|trouble| trouble.stop.blocked())?;
        Ok(path)
    }

    /// Reads a user and writes what the person has otherwise, as an incremental cycle does.
    pub(super) async fn sync(&self, path: &str, person: &Person) -> Verdict {
        let read = self.service().read(path).await?;
        let changes = changes(read.body(), &self.mapping.user(person));
        self.service().update(path, &changes).await?;
        Ok(())
    }

    /// The user there is what the person is.
    pub(super) async fn expect_person(&self, path: &str, person: &Person) -> Verdict {
        let answer = self.session.read(path).await?;
        expect_values(&answer, answer.body(), &self.mapping.user(person))
    }

    /// The group there has exactly these members.
    pub(super) async fn expect_members(&self, path: &str, ids: &[String]) -> Verdict {
        let answer = self.session.read(path).await?;
        let mut found = members(answer.body());
        let mut expected: Vec<&str> = ids.iter().map(String::as_str).collect();
        found.sort_unstable();
        expected.sort_unstable();
        if found == expected {
            return Ok(());
        }
        let list = |ids: &[&str]| match ids {
            [] => "no members".to_owned(),
            ids => format!("the members {}", ids.join(", ")),
        };
        Err(answer.fail(list(&expected), list(&found)))
    }
}

/// The resource has all of these values.
pub(super) fn expect_values(answer: &Answer, resource: &Value, values: &Values) -> Verdict {
    let missing = changes(resource, values);
    if missing.is_empty() {
        return Ok(());
    }
    let expected = |change: &Change| format!("{} {}", change.place, change.value);
    let found = |change: &Change| {
        let found = change.place.read(resource);
        let found = found.map_or("nothing".to_owned(), Value::to_string);
        format!("{} {found}", change.place)
    };
    Err(answer.fail(listed(&missing, expected), listed(&missing, found)))
}

/// The ids of a group's members.
pub(super) fn members(group: &Value) -> Vec<&str> {
    let members = group.get("members").and_then(Value::as_array);
    let ids = members.into_iter().flatten();
    ids.filter_map(|member| member.get("value")?.as_str())
        .collect()
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        trouble.stop
    }
}

fn listed(changes: &[Change], word: impl Fn(&Change) -> String) -> String {
    let shown: Vec<String> = changes.iter().take(SHOWN).map(word).collect();
    match changes.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn too_few() -> Stop {
    Stop::NotClaimed("the directory is too small for this test".to_owned())
}

/// Each test has people of its own, which the run's seed fixes.
fn seed_for(seed: u64, id: &str) -> u64 {
    let mix = |sum: u64, byte: u8| sum.wrapping_mul(31).wrapping_add(byte.into());
    id.bytes().fold(seed, mix)
}
