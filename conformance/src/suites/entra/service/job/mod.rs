//! The provisioning job: cycle after cycle it brings over what changed in the directory.
//!
//! A cycle goes through users, then managers, then groups, then memberships. What fails is tried
//! again in the next cycle or set aside, as [the failure model](super::failure) says.

mod group;
mod link;
mod person;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use fastrand::Rng;
use futures_util::{StreamExt, stream};

pub use group::KnownGroup;
pub use link::{Escrow, Link};
pub use person::{KnownPerson, manager};

use super::client::Service;
use super::directory::{Directory, Person, Standing, guid};
use super::failure::{Reaction, Trouble};
use super::line::Line;
use super::mapping::Mapping;
use crate::check::Stop;
use crate::suites::Dialect;

/// A job and what it remembers between cycles.
#[derive(Debug)]
pub struct Job {
    mapping: Mapping,
    dialect: Dialect,
    parallel: usize,
    number: usize,
    /// What it knows of people, by number.
    pub people: BTreeMap<usize, KnownPerson>,
    /// What it knows of groups, by number.
    pub groups: BTreeMap<usize, KnownGroup>,
    /// The server's ids of users that are there no more.
    pub removed: BTreeSet<String>,
}

/// What a cycle came to.
#[derive(Debug, Default)]
pub struct Cycle {
    /// How many objects were handled.
    pub handled: usize,
    /// What did not work.
    pub troubles: Vec<Trouble>,
}

type Done<T> = Vec<(usize, T, Result<(), Trouble>)>;

impl Job {
    /// A job that knows nothing yet, and handles so many objects at a time.
    pub fn new(mapping: Mapping, dialect: Dialect, parallel: usize) -> Self {
        Self {
            mapping,
            dialect,
            parallel: parallel.max(1),
            number: 0,
            people: BTreeMap::new(),
            groups: BTreeMap::new(),
            removed: BTreeSet::new(),
        }
    }

    /// Goes through one cycle.
    ///
    /// # Errors
    /// The probe failed, or the server is to be left alone: the cycle broke off.
    pub async fn cycle(
        &mut self,
        line: &dyn Line,
        directory: &Directory,
    ) -> Result<Cycle, Trouble> {
        self.number += 1;
        let mapping = self.mapping.clone();
        let service = Service::new(line, self.dialect, &mapping);
        service.probe(&guid(&mut Rng::new())).await?;
        let mut cycle = Cycle::default();
        self.users(&service, directory, &mut cycle).await?;
        self.managers(&service, directory, &mut cycle).await?;
        self.groups(&service, directory, &mut cycle).await?;
        self.members(&service, directory, &mut cycle).await?;
        Ok(cycle)
    }

    /// Makes everything that was set aside due in the next cycle.
    pub fn release(&mut self) {
        let people = self.people.values_mut().map(|known| &mut known.link);
        let groups = self.groups.values_mut().map(|known| &mut known.link);
        for escrow in people.chain(groups).filter_map(|link| link.escrow.as_mut()) {
            escrow.due = self.number + 1;
        }
    }

    /// Whether the server was told everything about somebody, and has answered.
    pub fn is_settled(&self, person: &Person) -> bool {
        let known = self.people.get(&person.number);
        known.is_some_and(|known| {
            !known.differs(person) && !known.link.is_open && !known.is_manager_open
        })
    }

    /// The server's ids of a group's members, as far as it has them.
    pub fn members_of(&self, directory: &Directory, numbers: &BTreeSet<usize>) -> BTreeSet<String> {
        let id = |number: &usize| {
            let person = directory.people.get(*number)?;
            let here = person.standing != Standing::Deleted;
            self.id_of(*number).filter(|_| here).map(str::to_owned)
        };
        numbers.iter().filter_map(id).collect()
    }

    /// The server's id of the manager whom somebody shall have.
    pub fn manager_of(&self, person: &Person) -> Option<&str> {
        self.id_of(person.manager?)
    }

    fn id_of(&self, number: usize) -> Option<&str> {
        self.people.get(&number)?.link.id.as_deref()
    }

    async fn users(
        &mut self,
        service: &Service<'_>,
        directory: &Directory,
        cycle: &mut Cycle,
    ) -> Result<(), Trouble> {
        let mut due = Vec::new();
        for person in &directory.people {
            let known = self.people.entry(person.number).or_default();
            if known.link.is_due(self.number) && known.differs(person) {
                due.push((person.clone(), known.clone()));
            }
        }
        let work = due.into_iter().map(|(person, mut known)| async move {
            let outcome = known.bring(service, &person).await;
            (person.number, known, outcome)
        });
        let done = self.each(work).await;
        for (number, known, _) in &done {
            let before = self.people.get(number).and_then(|it| it.link.id.clone());
            self.removed
                .extend(before.filter(|_| known.link.id.is_none()));
        }
        self.take_people(done, cycle)
    }

    async fn managers(
        &mut self,
        service: &Service<'_>,
        directory: &Directory,
        cycle: &mut Cycle,
    ) -> Result<(), Trouble> {
        let mut due = Vec::new();
        for person in &directory.people {
            let known = self.people.get(&person.number);
            let Some(known) = known.filter(|known| known.link.is_due(self.number)) else {
                continue;
            };
            let wanted = self.manager_of(person);
            if known.link.id.is_some() && wanted.is_some() && wanted != known.manager.as_deref() {
                let wanted = wanted.unwrap_or_default().to_owned();
                due.push((person.number, known.clone(), wanted));
            }
        }
        let work = due
            .into_iter()
            .map(|(number, mut known, wanted)| async move {
                let outcome = known.refer(service, &wanted).await;
                (number, known, outcome)
            });
        let done = self.each(work).await;
        self.take_people(done, cycle)
    }

    async fn groups(
        &mut self,
        service: &Service<'_>,
        directory: &Directory,
        cycle: &mut Cycle,
    ) -> Result<(), Trouble> {
        let mut due = Vec::new();
        for unit in &directory.groups {
            let known = self.groups.entry(unit.number).or_default();
            if known.link.is_due(self.number) && known.differs(unit) {
                due.push((unit.clone(), known.clone()));
            }
        }
        let work = due.into_iter().map(|(unit, mut known)| async move {
            let outcome = known.bring(service, &unit).await;
            (unit.number, known, outcome)
        });
        let done = self.each(work).await;
        self.take_groups(done, cycle)
    }

    async fn members(
        &mut self,
        service: &Service<'_>,
        directory: &Directory,
        cycle: &mut Cycle,
    ) -> Result<(), Trouble> {
        let mut due = Vec::new();
        for unit in &directory.groups {
            let wanted = self.members_of(directory, &unit.members);
            let removed = &self.removed;
            let Some(known) = self.groups.get_mut(&unit.number) else {
                continue;
            };
            // With a user who was removed, the membership went too.
            known.members.retain(|id| !removed.contains(id));
            let is_due = known.link.is_due(self.number) && known.link.id.is_some();
            if is_due && known.members != wanted {
                due.push((unit.number, known.clone(), wanted));
            }
        }
        let work = due
            .into_iter()
            .map(|(number, mut known, wanted)| async move {
                let outcome = known.fill(service, &wanted).await;
                (number, known, outcome)
            });
        let done = self.each(work).await;
        self.take_groups(done, cycle)
    }

    async fn each<T>(&self, work: impl Iterator<Item: Future<Output = T>>) -> Vec<T> {
        let work = stream::iter(work);
        work.buffer_unordered(self.parallel).collect().await
    }

    fn take_people(&mut self, done: Done<KnownPerson>, cycle: &mut Cycle) -> Result<(), Trouble> {
        for (number, mut known, outcome) in done {
            settle(&mut known.link, outcome, self.number, cycle);
            self.people.insert(number, known);
        }
        cycle.stopped()
    }

    fn take_groups(&mut self, done: Done<KnownGroup>, cycle: &mut Cycle) -> Result<(), Trouble> {
        for (number, mut known, outcome) in done {
            settle(&mut known.link, outcome, self.number, cycle);
            self.groups.insert(number, known);
        }
        cycle.stopped()
    }
}

impl Cycle {
    fn stopped(&self) -> Result<(), Trouble> {
        let mut troubles = self.troubles.iter();
        let stop = troubles.find(|trouble| trouble.reaction == Reaction::Quarantine);
        stop.map_or(Ok(()), |trouble| Err(trouble.clone()))
    }
}

fn settle(link: &mut Link, outcome: Result<(), Trouble>, number: usize, cycle: &mut Cycle) {
    cycle.handled += 1;
    if let Err(trouble) = outcome {
        link.failed(&trouble, number);
        // What was not even sent is no trouble: the next cycle does it, or there is none.
        if trouble.stop != Stop::Interrupted {
            cycle.troubles.push(trouble);
        }
    }
}
