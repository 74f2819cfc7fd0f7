//! Who did something: a client with a token, a person, a connector, or Rollcall itself.

use serde::{Deserialize, Serialize};

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A provisioning client, by its token.
    Token(Identity),
    /// A program, by its API key.
    ApiKey(Identity),
    /// A person who is signed in.
    Operator(Identity),
    /// A connection to a directory that is read from here.
    Connector(Identity),
    /// Rollcall itself, or whoever has its command line.
    System {
        /// The part that acted, such as a command or a job.
        label: String,
    },
}

/// An actor that is one of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Its id.
    pub id: String,
    /// What people call it; null if it has no label.
    pub label: Option<String>,
}

impl Actor {
    /// The word for its kind, in JSON and in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Token(_) => "token",
            Self::ApiKey(_) => "api_key",
            Self::Operator(_) => "operator",
            Self::Connector(_) => "connector",
            Self::System { .. } => "system",
        }
    }

    /// Its id; the system has none.
    pub fn id(&self) -> Option<&str> {
        self.identity().map(|identity| identity.id.as_str())
    }

    /// What people call it.
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::System { label } => Some(label),
            _ => self.identity()?.label.as_deref(),
        }
    }

    /// The actor that was stored by its kind, id and label. `None` for an unknown kind, and where an
    /// id is missing.
    pub fn of(kind: &str, id: Option<String>, label: Option<String>) -> Option<Self> {
        if kind == "system" {
            let label = label.unwrap_or_default();
            return Some(Self::System { label });
        }
        let identity = Identity { id: id?, label };
        match kind {
            "token" => Some(Self::Token(identity)),
            "api_key" => Some(Self::ApiKey(identity)),
            "operator" => Some(Self::Operator(identity)),
            "connector" => Some(Self::Connector(identity)),
            _ => None,
        }
    }

    fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Token(identity)
            | Self::ApiKey(identity)
            | Self::Operator(identity)
            | Self::Connector(identity) => Some(identity),
            Self::System { .. } => None,
        }
    }
}
