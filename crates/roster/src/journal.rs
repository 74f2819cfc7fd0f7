//! The journal: one entry for every write that a client asked for, refused ones too, and for what
//! people and commands did.

use chrono::{DateTime, Utc};
use scim::diff::Change;
use scim::text::storable;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::instant;
use crate::word::words;

/// What an entry is about. Only writes make sync sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum JournalCategory {
    /// A write of a tenant's directory.
    #[default]
    Write,
    /// A request to get in that was refused.
    Login,
    /// What people and commands did to tenants, tokens, schemas and the like.
    Administration,
    /// Personal data that people exported.
    Read,
}

words!(JournalCategory {
    Write => "write",
    Login => "login",
    Administration => "administration",
    Read => "read",
});

/// What was done, or was meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A resource was made.
    Create,
    /// Attributes changed.
    Update,
    /// A user's `active` went to false.
    Disable,
    /// A user's `active` went back to true.
    Enable,
    /// The resource was removed.
    Delete,
    /// A group's members were set, or both added and removed.
    ReplaceMembers,
    /// Members were added to a group.
    AddMembers,
    /// Members were removed from a group.
    RemoveMembers,
    /// A tenant's tokens are refused from now on.
    Suspend,
    /// A tenant's tokens are let in again.
    Resume,
    /// A token is refused from now on.
    Revoke,
    /// Somebody asked to be let in.
    LogIn,
    /// A leave that was held takes effect.
    Release,
    /// A leave that was held does not take effect.
    Reject,
    /// Somebody who left trains again.
    BringBack,
}

words!(Action {
    Create => "create",
    Update => "update",
    Disable => "disable",
    Enable => "enable",
    Delete => "delete",
    ReplaceMembers => "replace_members",
    AddMembers => "add_members",
    RemoveMembers => "remove_members",
    Suspend => "suspend",
    Resume => "resume",
    Revoke => "revoke",
    LogIn => "log_in",
    Release => "release",
    Reject => "reject",
    BringBack => "bring_back",
});

/// What it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A SCIM User.
    User,
    /// A SCIM Group.
    Group,
    /// A resource of a type that came as a document.
    Resource,
    /// A tenant.
    Tenant,
    /// A token of a tenant.
    Token,
    /// A schema or resource type of a tenant's own.
    Schema,
    /// A training contact.
    Contact,
    /// A tenant's brake on mass leavers.
    Brake,
    /// An exception for a contact.
    Exception,
}

words!(Target {
    User => "user",
    Group => "group",
    Resource => "resource",
    Tenant => "tenant",
    Token => "token",
    Schema => "schema",
    Contact => "contact",
    Brake => "brake",
    Exception => "exception",
});

/// How a write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It was done.
    Success,
    /// It was refused; nothing of it was done.
    Failure,
    /// It asked for what was there already.
    Skipped,
}

words!(Status {
    Success => "success",
    Failure => "failure",
    Skipped => "skipped",
});

/// Why a write was refused, as the client was told (RFC 7644 §3.12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalError {
    /// The HTTP status.
    pub status: u16,
    /// The keyword of RFC 7644 table 9.
    pub scim_type: Option<String>,
    /// The sentence for the administrator.
    pub detail: String,
}

impl From<&scim::ScimError> for JournalError {
    fn from(error: &scim::ScimError) -> Self {
        Self {
            status: error.status(),
            scim_type: error.scim_type().map(|word| word.as_str().to_owned()),
            detail: storable(error.detail()).into_owned(),
        }
    }
}

/// One write and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The entry's id; ids of later entries are greater.
    pub id: String,
    /// When it happened.
    #[serde(with = "instant")]
    pub at: DateTime<Utc>,
    /// What was done or meant.
    pub action: Action,
    /// To what kind of resource.
    pub target: Target,
    /// The resource type's name, where the target is just a resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// To which one; null where there is none, as with a refused create.
    pub target_id: Option<String>,
    /// Its userName or displayName, or its type's unique attribute, where known.
    pub target_name: Option<String>,
    /// How it ended.
    pub status: Status,
    /// What changed, attribute by attribute. Passwords never appear.
    pub changes: Vec<Change>,
    /// Why it was refused; null unless it was.
    pub error: Option<JournalError>,
    /// The token that was used.
    pub token_id: Option<String>,
    /// The request it came with.
    pub request_id: Option<String>,
    /// Attributes the request named that no schema knows, and those that hold something else than
    /// the URI they should, which are kept and say so behind their paths.
    pub ignored: Vec<String>,
    /// How many memberships came or went with it, for the sync sessions.
    #[serde(skip)]
    pub membership_changes: u32,
    /// What the entry is about.
    #[serde(default)]
    pub category: JournalCategory,
    /// Who did it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// Of how many requests it tells, where such are merged by minute; `at` is then the last one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}
