//! The way to the server, and what its requests are for.

use std::fmt;

use serde::Serialize;

use crate::check::{Answer, Session, Stop};
use crate::http::{BoxFuture, Request};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whether the endpoint answers at all.
    Probe,
    /// Whether the server has somebody already.
    Match,
    /// Making a user or group.
    Create,
    /// Reading one before it is changed.
    Read,
    /// Changing a user or group.
    Update,
    /// Naming a manager.
    Manager,
    /// Adding or removing members.
    Members,
    /// Removing for good.
    Delete,
    /// Reading many.
    List,
}

impl Kind {
    /// Its name, as in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Match => "match",
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Manager => "manager",
            Self::Members => "members",
            Self::Delete => "delete",
            Self::List => "list",
        }
    }

    /// Whether an answer that never came leaves open what the server holds.
    pub fn writes(self) -> bool {
        matches!(
            self,
            Self::Create | Self::Update | Self::Manager | Self::Members | Self::Delete
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something that carries requests to the server.
pub trait Line: Send + Sync {
    /// Sends one and waits for its answer.
    ///
    /// # Errors
    /// No answer came, or the run is to end.
    fn send(&self, kind: Kind, request: Request) -> BoxFuture<'_, Result<Answer, Stop>>;
}

impl Line for Session {
    fn send(&self, _kind: Kind, request: Request) -> BoxFuture<'_, Result<Answer, Stop>> {
        Box::pin(Self::send(self, request))
    }
}
