//! A token that was asked for in this process, and what the database last said about it.

use chrono::{DateTime, TimeDelta, Utc};
use directory::RECHECK_AFTER;
use directory::tenants::TenantStatus;
use directory::tokens::{Token, TokenRecord};
use roster::LoginRefusal;

use super::identity::Identity;
use crate::token::FastHash;

/// How precise `last_used_at` is.
const TOUCH_AFTER: TimeDelta = TimeDelta::seconds(60);

#[derive(Clone)]
pub(super) struct Known {
    hash: FastHash,
    identity: Identity,
    suspended: bool,
    revoked: bool,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    checked: Checked,
}

/// When the database was asked.
#[derive(Clone, Copy)]
pub(super) struct Checked {
    pub(super) at: DateTime<Utc>,
    /// The changes of access by this process until then.
    pub(super) changes: u64,
}

impl Known {
    pub(super) fn new(hash: FastHash, record: &TokenRecord, checked: Checked) -> Self {
        Self {
            hash,
            identity: Identity::of(record),
            suspended: record.tenant.status == TenantStatus::Suspended,
            revoked: record.token.revoked_at.is_some(),
            expires_at: record.token.expires_at,
            last_used_at: record.token.last_used_at,
            checked,
        }
    }

    /// The same token after the database was asked again.
    pub(super) fn rechecked(&self, record: &TokenRecord, checked: Checked) -> Self {
        let last_used_at = self.last_used_at.max(record.token.last_used_at);
        Self {
            last_used_at,
            ..Self::new(self.hash, record, checked)
        }
    }

    /// Whose it is, whether it lets in or not.
    pub(super) fn owner(&self) -> &Identity {
        &self.identity
    }

    pub(super) fn is_of(&self, hash: &FastHash) -> bool {
        self.hash.equals(hash)
    }

    /// A clock that was set back makes nothing fresh, nor does anything from before this process changed
    /// who has access.
    pub(super) fn is_fresh(&self, now: Checked) -> bool {
        let age = now.at - self.checked.at;
        let is_young = age >= TimeDelta::zero() && age < RECHECK_AFTER;
        is_young && self.checked.changes == now.changes
    }

    pub(super) fn touch_is_due(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at
            .is_none_or(|last| now - last >= TOUCH_AFTER)
    }

    pub(super) fn touched(&mut self, now: DateTime<Utc>) {
        self.last_used_at = Some(now);
    }

    /// Why it lets nobody in now, even with the right secret.
    pub(super) fn refusal(&self, now: DateTime<Utc>) -> Option<LoginRefusal> {
        let ended = end(self.revoked, self.expires_at, now);
        ended.or(self.suspended.then_some(LoginRefusal::Suspended))
    }
}

/// Why a token is of no use any more.
pub(super) fn ended(token: &Token, now: DateTime<Utc>) -> Option<LoginRefusal> {
    end(token.revoked_at.is_some(), token.expires_at, now)
}

fn end(
    is_revoked: bool,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<LoginRefusal> {
    if is_revoked {
        return Some(LoginRefusal::Revoked);
    }
    let has_expired = expires_at.is_some_and(|end| end <= now);
    has_expired.then_some(LoginRefusal::Expired)
}
