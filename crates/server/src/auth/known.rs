//! A token that was asked for in this process, and what the database last said about it.

use chrono::{DateTime, TimeDelta, Utc};
use directory::RECHECK_AFTER;
use storage::tenants::TenantStatus;
use storage::tokens::{Token, TokenRecord};

use super::identity::{Identity, Refusal};
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
    checked_at: DateTime<Utc>,
}

impl Known {
    pub(super) fn new(hash: FastHash, record: &TokenRecord, now: DateTime<Utc>) -> Self {
        Self {
            hash,
            identity: Identity {
                tenant: record.tenant.key,
                tenant_slug: record.tenant.slug.clone(),
                token_id: record.token.id.clone(),
            },
            suspended: record.tenant.status == TenantStatus::Suspended,
            revoked: record.token.revoked_at.is_some(),
            expires_at: record.token.expires_at,
            last_used_at: record.token.last_used_at,
            checked_at: now,
        }
    }

    /// The same token after the database was asked again.
    pub(super) fn rechecked(&self, record: &TokenRecord, now: DateTime<Utc>) -> Self {
        let last_used_at = self.last_used_at.max(record.token.last_used_at);
        Self {
            last_used_at,
            ..Self::new(self.hash, record, now)
        }
    }

    /// The public id of the token.
    pub(super) fn token_id(&self) -> &str {
        &self.identity.token_id
    }

    pub(super) fn is_of(&self, hash: &FastHash) -> bool {
        self.hash.equals(hash)
    }

    /// A clock that was set back makes nothing fresh.
    pub(super) fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        self.checked_at <= now && now - self.checked_at < RECHECK_AFTER
    }

    pub(super) fn touch_is_due(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at
            .is_none_or(|last| now - last >= TOUCH_AFTER)
    }

    pub(super) fn touched(&mut self, now: DateTime<Utc>) {
        self.last_used_at = Some(now);
    }

    pub(super) fn identity(&self, now: DateTime<Utc>) -> Result<Identity, Refusal> {
        if self.revoked || has_expired(self.expires_at, now) {
            Err(Refusal::Invalid)
        } else if self.suspended {
            Err(Refusal::Suspended)
        } else {
            Ok(self.identity.clone())
        }
    }
}

/// Neither revoked nor expired.
pub(super) fn is_live(token: &Token, now: DateTime<Utc>) -> bool {
    token.revoked_at.is_none() && !has_expired(token.expires_at, now)
}

fn has_expired(expires_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    expires_at.is_some_and(|end| end <= now)
}
