//! When exceptions hold.

use chrono::{DateTime, Utc};

use super::{Exception, Kind, Pin};
use crate::contact::{ExternalState, Fields};

/// Where an exception is in its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// It has yet to begin.
    Ahead,
    /// It holds.
    Holding,
    /// It holds no longer, or never did.
    Over,
}

impl Exception {
    /// Where it is in its time: it holds from its beginning on, and no longer at its end.
    pub fn phase_at(&self, at: DateTime<Utc>) -> Phase {
        if self.end().is_some_and(|end| end <= at) {
            Phase::Over
        } else if at < self.beginning() {
            Phase::Ahead
        } else {
            Phase::Holding
        }
    }

    /// Whether somebody is to look at it again: its review is due, and it is not over.
    pub fn is_due_at(&self, at: DateTime<Utc>) -> bool {
        self.review.is_some_and(|review| review <= at) && self.phase_at(at) != Phase::Over
    }

    /// When it begins to hold.
    pub fn beginning(&self) -> DateTime<Utc> {
        self.from.unwrap_or(self.made_at)
    }

    /// When it holds no longer, by itself or because somebody ended it.
    pub fn end(&self) -> Option<DateTime<Utc>> {
        self.until.into_iter().chain(self.ended_at).min()
    }

    /// Times at which it becomes another: it begins, ends or falls due.
    fn moments(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let end = self.end();
        let matters = move |at: &DateTime<Utc>| end.is_none_or(|end| *at < end);
        let before_end = std::iter::once(self.beginning()).chain(self.review);
        before_end.filter(matters).chain(end)
    }
}

/// Those that hold at a time, in their order.
pub fn holding(all: &[Exception], at: DateTime<Utc>) -> impl Iterator<Item = &Exception> {
    all.iter()
        .filter(move |it| it.phase_at(at) == Phase::Holding)
}

/// The next time after this at which one of them begins, ends or falls due. Until then all of them
/// are as they are now.
pub fn next_moment(all: &[Exception], after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let moments = all.iter().flat_map(Exception::moments);
    moments.filter(|at| *at > after).min()
}

/// The fields that are pinned at a time, as [`crate::ownership::merge`] takes them.
pub fn pinned_fields(all: &[Exception], at: DateTime<Utc>) -> Fields {
    let pins = holding(all, at).filter_map(|it| match &it.kind {
        Kind::Pin(Pin::Field(field, value)) => Some((field.clone(), value.clone())),
        _ => None,
    });
    pins.collect()
}

/// The names of all that is pinned at a time, sorted; `external_state` for the state.
pub fn pinned_names(all: &[Exception], at: DateTime<Utc>) -> Vec<String> {
    let mut names: Vec<String> = holding(all, at).filter_map(|it| it.kind.field()).collect();
    names.sort_unstable();
    names
}

/// The state that is pinned at a time.
pub fn pinned_state(all: &[Exception], at: DateTime<Utc>) -> Option<ExternalState> {
    holding(all, at).find_map(|it| match it.kind {
        Kind::Pin(Pin::State(state)) => Some(state),
        _ => None,
    })
}
