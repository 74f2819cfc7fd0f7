//! Who is trained, in which audiences, and why.
//!
//! [`Engine::decide`] is the only place that decides, and [`Engine::explain`] tells how it came to
//! that. Both look at a contact as the filters of rules and audiences see it. What is given to
//! them is all that they know: they read no clock and no database.

mod because;
mod binding;
mod compare;
mod date;
mod decide;
mod engine;
mod exception;
mod explain;
mod remedy;

use serde::{Deserialize, Serialize};

use crate::word::words;

pub use because::{Because, RuleCompared};
pub use binding::{BoundGroup, NamedGroup, named_groups};
pub use compare::Compared;
pub use date::next_date;
pub use decide::{Decision, Person, Reason};
pub use engine::{Engine, Needs, Refusal};
pub use exception::{Exception, ExceptionKind};
pub use explain::{AudienceReason, Decided, Explanation};
pub use remedy::{Remedy, RemedyKind};

pub use crate::status::Status;

/// How a tenant's scope was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeState {
    /// Not yet: nobody trains.
    Undecided,
    /// Everybody trains who has not left.
    Everyone,
    /// Rules say who trains.
    Rules,
}

words!(ScopeState {
    Undecided => "undecided",
    Everyone => "everyone",
    Rules => "rules",
});

/// What a rule does with those whom its filter selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// They train.
    Include,
    /// They do not, whatever other rules say.
    Exclude,
}

words!(Effect {
    Include => "include",
    Exclude => "exclude",
});

/// A tenant's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// How it was decided.
    pub state: ScopeState,
    /// Its rules, which count only in the state [`ScopeState::Rules`].
    pub rules: Vec<Rule>,
}

/// A named filter over contacts that takes people into training or keeps them out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its name, of which a tenant has one only.
    pub name: String,
    /// What it does.
    pub effect: Effect,
    /// A SCIM filter over contacts.
    pub filter: String,
    /// Whether it counts.
    pub enabled: bool,
    /// The training groups that the filter named when it was saved.
    pub bound: Vec<BoundGroup>,
    /// Whether such a group is gone, empty or no longer pushed. The rule then keeps those whom it
    /// decided last, and selects nobody else.
    pub broken: bool,
}

/// A named filter over contacts that selects people for certain training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Its name, of which a tenant has one only.
    pub name: String,
    /// A SCIM filter over contacts.
    pub filter: String,
}
