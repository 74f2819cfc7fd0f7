//! Refused log-ins on their way to the journal. They are counted here, by minute, token and reason, and
//! written now and then: no request costs a write, and a flood of them a few lines.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use directory::TenantKey;
use roster::{LoginRefusal, RefusedLogins};

use super::identity::Identity;

/// Entries that are held at most. There is one a minute for each token and reason, and only tokens that
/// exist have any; what comes beyond is not kept.
const MOST: usize = 4_096;
const MINUTE: i64 = 60_000;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    minute: i64,
    tenant: TenantKey,
    token_id: String,
    reason: LoginRefusal,
}

struct Count {
    at: DateTime<Utc>,
    /// Those that were not written yet.
    times: u32,
}

#[derive(Default)]
pub(super) struct Refusals {
    counts: Mutex<HashMap<Key, Count>>,
}

impl Refusals {
    /// Counts one. The first of a minute is logged.
    pub(super) fn note(&self, identity: &Identity, reason: LoginRefusal, at: DateTime<Utc>) {
        let refused = RefusedLogins {
            token_id: identity.token_id.clone(),
            reason,
            at,
            times: 1,
        };
        if self.add(identity.tenant, refused) {
            tracing::warn!(
                tenant = identity.tenant_slug.as_str(),
                token_id = identity.token_id.as_str(),
                reason = reason.as_str(),
                "a log-in was refused"
            );
        }
    }

    /// Takes what was not written yet, and forgets minutes that are over.
    pub(super) fn take(&self, now: DateTime<Utc>) -> Vec<(TenantKey, RefusedLogins)> {
        let mut counts = self.lock();
        let unwritten = counts.iter_mut().filter(|(_, count)| count.times > 0);
        let taken = unwritten.map(|(key, count)| {
            let refused = RefusedLogins {
                token_id: key.token_id.clone(),
                reason: key.reason,
                at: count.at,
                times: std::mem::take(&mut count.times),
            };
            (key.tenant, refused)
        });
        let taken = taken.collect();
        counts.retain(|key, _| key.minute == minute(now));
        taken
    }

    /// Takes back what could not be written.
    pub(super) fn put_back(&self, taken: Vec<(TenantKey, RefusedLogins)>) {
        for (tenant, refused) in taken {
            self.add(tenant, refused);
        }
    }

    /// Whether it is the first of its minute.
    fn add(&self, tenant: TenantKey, refused: RefusedLogins) -> bool {
        let key = Key {
            minute: minute(refused.at),
            tenant,
            token_id: refused.token_id,
            reason: refused.reason,
        };
        let mut counts = self.lock();
        if let Some(count) = counts.get_mut(&key) {
            count.times = count.times.saturating_add(refused.times);
            count.at = count.at.max(refused.at);
            return false;
        }
        let has_room = counts.len() < MOST;
        if has_room {
            let (at, times) = (refused.at, refused.times);
            counts.insert(key, Count { at, times });
        }
        has_room
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn minute(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis().div_euclid(MINUTE)
}
