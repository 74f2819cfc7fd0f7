//! What a status follows from, as it is told.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Effect;
use super::compare::Compared;
use crate::instant;

/// Why a contact has its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Because {
    /// The tenant's scope was not decided yet.
    Undecided,
    /// Everybody is in who is not kept out.
    Everyone,
    /// A rule or an audience selects the person.
    Rule(RuleCompared),
    /// None of the rules that include people selects the person.
    NoRule {
        /// What they compared.
        rules: Vec<RuleCompared>,
    },
    /// An exception was made for the person.
    Exception {
        /// Its id.
        id: String,
        /// `include`, `exclude`, `leave` or `pin`.
        exception: &'static str,
        /// Why it was made.
        reason: String,
        /// Since when it holds, or when it will begin; null if it always did.
        #[serde(with = "instant::optional")]
        from: Option<DateTime<Utc>>,
        /// When it holds no longer; null if that is not known.
        #[serde(with = "instant::optional")]
        until: Option<DateTime<Utc>>,
    },
    /// The directory has the person disabled or gone.
    Directory {
        /// Since when.
        #[serde(with = "instant::optional")]
        since: Option<DateTime<Utc>>,
    },
    /// The brake holds what would follow.
    Brake {
        /// Since when.
        #[serde(with = "instant::optional")]
        since: Option<DateTime<Utc>>,
    },
    /// The first day of work lies ahead, or the last one behind.
    Date {
        /// `hire_date` or `leave_date`.
        field: String,
        /// The date, as the source has it.
        value: Option<String>,
    },
}

/// A rule and what it compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleCompared {
    /// The name of the rule or the audience.
    pub name: String,
    /// What it does. An audience includes.
    pub effect: Effect,
    /// Its filter, as it was written.
    pub filter: String,
    /// Whether it only keeps those whom it decided last, since a group of it is gone.
    pub broken: bool,
    /// Every comparison in the filter, in order.
    pub compared: Vec<Compared>,
}
