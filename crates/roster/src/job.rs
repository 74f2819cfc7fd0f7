//! Jobs: work that outlasts a request. It is kept in the database, done in short steps, and goes on
//! where it stopped when whoever did it is gone.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::instant;
use crate::word::words;

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Looks again at the contacts that a change of a large group concerns.
    DecideContacts,
    /// Gives the contacts of an earlier build their first version.
    VersionContacts,
    /// Decides about everybody again, since the tenant chose other settings of its roster.
    ApplyRoster,
    /// Counts what a tenant had before figures of it were kept.
    FillFigures,
}

words!(JobKind {
    DecideContacts => "decide_contacts",
    VersionContacts => "version_contacts",
    ApplyRoster => "apply_roster",
    FillFigures => "fill_figures",
});

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// There is something left to do.
    Open,
    /// All is done.
    Done,
    /// It was given up, and its error says why.
    Failed,
}

words!(JobState {
    Open => "open",
    Done => "done",
    Failed => "failed",
});

/// A job as reports and the command line show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// The job's id, unique in its tenant.
    pub id: String,
    /// The slug of the tenant whose it is.
    pub tenant: String,
    /// What it does.
    pub kind: JobKind,
    /// How far it is.
    pub state: JobState,
    /// How many contacts, or figures, it has looked at.
    pub done: u64,
    /// How many steps of it failed since one succeeded.
    pub attempts: u64,
    /// Why the last step failed, or why it was given up.
    pub error: Option<String>,
    /// When it was made.
    #[serde(with = "instant")]
    pub created_at: DateTime<Utc>,
    /// When it last went on.
    #[serde(with = "instant")]
    pub updated_at: DateTime<Utc>,
}
