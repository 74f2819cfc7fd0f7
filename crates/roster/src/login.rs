//! Requests to get in that were refused, merged by minute.

use chrono::{DateTime, Utc};

use crate::journal::JournalError;
use crate::word::words;

/// Why a request to get in with the public id of a token that exists was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoginRefusal {
    /// The token has ended.
    Expired,
    /// The token was revoked.
    Revoked,
    /// The token's tenant is suspended.
    Suspended,
    /// The secret is not the token's.
    WrongSecret,
    /// So many wrong secrets came that this one was not tried.
    TooManyAttempts,
}

words!(LoginRefusal {
    Expired => "expired",
    Revoked => "revoked",
    Suspended => "suspended",
    WrongSecret => "wrong_secret",
    TooManyAttempts => "too_many_attempts",
});

impl LoginRefusal {
    /// What stands in the journal: clients are told less.
    pub fn error(self) -> JournalError {
        let (status, detail) = match self {
            Self::Expired => (401, "The token has expired."),
            Self::Revoked => (401, "The token was revoked."),
            Self::Suspended => (403, "The tenant is suspended."),
            Self::WrongSecret => (401, "The secret is not the one of this token."),
            Self::TooManyAttempts => (
                429,
                "The secret was not tried, since too many wrong ones came before.",
            ),
        };
        JournalError {
            status,
            scim_type: None,
            detail: detail.to_owned(),
        }
    }
}

/// The requests of one minute that were refused to one token for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLogins {
    /// The public id of the token.
    pub token_id: String,
    /// Why.
    pub reason: LoginRefusal,
    /// When the last one was.
    pub at: DateTime<Utc>,
    /// How many there were.
    pub times: u32,
}
