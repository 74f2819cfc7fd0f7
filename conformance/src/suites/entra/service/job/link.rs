//! What the job knows of one object on the server.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::suites::entra::service::diff::Change;
use crate::suites::entra::service::failure::{self, Reaction, Trouble};
use crate::suites::entra::service::line::Kind;
use crate::suites::entra::service::place::Place;

/// How an object of the directory and one of the server hang together.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// The server's id, once there is one.
    pub id: Option<String>,
    /// What the server was told and has confirmed, place by place.
    pub held: BTreeMap<Place, Value>,
    /// Whether a request about its own values was never answered, so that nobody knows what the
    /// server holds of them.
    pub is_open: bool,
    /// Why it was set aside, if it was.
    pub escrow: Option<Escrow>,
    /// Ids under which the server once knew it and then did not.
    pub lost: Vec<String>,
}

/// An object that is set aside.
#[derive(Clone, Debug)]
pub struct Escrow {
    /// How often it failed.
    pub failures: usize,
    /// The cycle in which it is tried again.
    pub due: usize,
    /// What came last.
    pub told: String,
}

impl Link {
    /// Whether it may be tried in that cycle.
    pub fn is_due(&self, cycle: usize) -> bool {
        self.escrow
            .as_ref()
            .is_none_or(|escrow| escrow.due <= cycle)
    }

    /// The server has made it, with these values.
    pub fn made(&mut self, id: &str, values: &[(Place, Value)]) {
        self.id = Some(id.to_owned());
        self.held = values.iter().cloned().collect();
    }

    /// The server has it already, or nobody knew what it had: it has what it shows.
    pub fn shown(&mut self, id: &str, resource: &Value, places: impl Iterator<Item = Place>) {
        self.id = Some(id.to_owned());
        let value = |place: Place| Some((place, place.read(resource)?.clone()));
        self.held = places.filter_map(value).collect();
    }

    /// The server has taken these.
    pub fn taken(&mut self, changes: &[Change]) {
        let changes = changes.iter().cloned();
        self.held
            .extend(changes.map(|change| (change.place, change.value)));
    }

    /// Everything about it worked in this cycle.
    pub fn settled(&mut self) {
        self.is_open = false;
        self.escrow = None;
    }

    /// Something about it did not work in this cycle.
    pub fn failed(&mut self, trouble: &Trouble, cycle: usize) {
        let is_own = !matches!(trouble.kind, Kind::Manager | Kind::Members);
        self.is_open |= is_own && trouble.is_open();
        match trouble.reaction {
            Reaction::Escrow => {
                let failures = self.escrow.as_ref().map_or(0, |escrow| escrow.failures) + 1;
                self.escrow = Some(Escrow {
                    failures,
                    due: cycle + failure::escrow(failures),
                    told: trouble.told(),
                });
            }
            Reaction::Relink => {
                self.lost.extend(self.id.take());
                self.held.clear();
            }
            Reaction::Proceed | Reaction::Wait(_) | Reaction::NextCycle | Reaction::Quarantine => {}
        }
    }
}
