//! Bytes of bodies in memory: so many in all, and so many for one tenant.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::HttpSettings;

/// Which budget is used up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// That of the process.
    Process,
    /// The tenant's share of it.
    Tenant,
}

/// The budget for the bodies of a process. Clones share it.
#[derive(Clone)]
pub(in crate::http) struct Budget(Arc<Shared>);

struct Shared {
    /// Bytes in all.
    most: usize,
    /// Bytes of one tenant.
    share: usize,
    held: Mutex<Bytes>,
}

/// The bytes that are held. A tenant that holds none has no entry.
#[derive(Default)]
struct Bytes {
    all: usize,
    of_tenants: HashMap<i64, usize>,
}

impl Budget {
    /// A tenant's share has room for one body of any allowed size, and the process for one share.
    pub(in crate::http) fn new(settings: &HttpSettings) -> Self {
        let one_body = Ord::max(settings.max_body_bytes, settings.max_bulk_bytes);
        let share = Ord::max(settings.max_tenant_bytes, one_body);
        Self(Arc::new(Shared {
            most: Ord::max(settings.max_held_bytes, share),
            share,
            held: Mutex::default(),
        }))
    }

    /// For the body of a request of the tenant with that key; nothing is held yet.
    pub(super) fn hold(&self, tenant: impl Into<i64>) -> Held {
        Held {
            budget: self.clone(),
            tenant: tenant.into(),
            bytes: 0,
        }
    }

    fn held(&self) -> MutexGuard<'_, Bytes> {
        // The numbers are changed together, so they are right also after a panic.
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one request holds, until it is dropped.
pub(super) struct Held {
    budget: Budget,
    tenant: i64,
    bytes: usize,
}

impl Held {
    /// Holds so many bytes more.
    pub(super) fn add(&mut self, bytes: usize) -> Result<(), Full> {
        let Shared { most, share, .. } = *self.budget.0;
        let mut held = self.budget.held();
        let of_tenant = held.of_tenants.get(&self.tenant).copied();
        let of_tenant = of_tenant.unwrap_or_default() + bytes;
        if of_tenant > share {
            return Err(Full::Tenant);
        }
        if held.all + bytes > most {
            return Err(Full::Process);
        }
        held.all += bytes;
        held.of_tenants.insert(self.tenant, of_tenant);
        drop(held);
        self.bytes += bytes;
        Ok(())
    }

    /// Hands over all that is held.
    pub(super) fn take(&mut self) -> Self {
        let mut other = self.budget.hold(self.tenant);
        std::mem::swap(&mut self.bytes, &mut other.bytes);
        other
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.budget.held();
        held.all -= self.bytes;
        if let Entry::Occupied(mut of_tenant) = held.of_tenants.entry(self.tenant) {
            *of_tenant.get_mut() -= self.bytes;
            if *of_tenant.get() == 0 {
                of_tenant.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10 bytes, 6 for each tenant, and no body of more than 4.
    fn budget() -> Budget {
        Budget::new(&HttpSettings {
            max_body_bytes: 4,
            max_bulk_bytes: 3,
            max_held_bytes: 10,
            max_tenant_bytes: 6,
            ..HttpSettings::default()
        })
    }

    #[test]
    fn a_tenant_holds_its_share_and_all_hold_the_budget() {
        let budget = budget();
        let (mut first, mut same) = (budget.hold(1), budget.hold(1));
        assert_eq!(first.add(4), Ok(()));
        assert_eq!(same.add(3), Err(Full::Tenant));
        assert_eq!(same.add(2), Ok(()));
        assert_eq!(same.add(1), Err(Full::Tenant));
        let mut other = budget.hold(2);
        assert_eq!(other.add(5), Err(Full::Process));
        assert_eq!(other.add(4), Ok(()));
        assert_eq!(other.add(1), Err(Full::Process));
    }

    #[test]
    fn what_was_held_is_free_again_and_nothing_is_left() {
        let budget = budget();
        let (mut first, mut same) = (budget.hold(1), budget.hold(1));
        assert_eq!(first.add(2), Ok(()));
        assert_eq!(first.add(2), Ok(()));
        assert_eq!(same.add(2), Ok(()));
        drop(first);
        assert_eq!(same.add(4), Ok(()));
        drop(same);
        drop(budget.hold(3));
        let held = budget.held();
        assert_eq!((held.all, held.of_tenants.len()), (0, 0));
    }

    #[test]
    fn one_body_has_room_whatever_the_settings_say() {
        for (body, bulk) in [(9, 1), (1, 9)] {
            let budget = Budget::new(&HttpSettings {
                max_body_bytes: body,
                max_bulk_bytes: bulk,
                max_held_bytes: 5,
                max_tenant_bytes: 5,
                ..HttpSettings::default()
            });
            let mut held = budget.hold(1);
            assert_eq!(held.add(9), Ok(()));
            assert_eq!(held.add(1), Err(Full::Tenant));
        }
    }
}
