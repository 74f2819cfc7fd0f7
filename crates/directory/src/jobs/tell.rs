//! The log says that the brake holds somebody: once when it trips, and once a day as long as it does.

use chrono::TimeDelta;
use storage::{TenantKey, Transaction, brakes, contacts, tenants};

use crate::Directory;
use crate::fault::Fault;

/// So many tenants are looked at before other work has its turn.
const BATCH: u64 = 100;

/// How long until it is told again.
const AGAIN: TimeDelta = TimeDelta::days(1);

impl Directory {
    /// Tells of brakes that hold somebody, if it is time to. Of several servers one does, and it is told
    /// once the transaction in which the brake tripped has lasted.
    pub(super) async fn tell_of_brakes(&self) -> Result<(), Fault> {
        let reader = self.database().reader();
        for tenant in brakes::to_tell(reader, self.now(), BATCH).await? {
            let Some(held) = self.take_to_tell(tenant).await? else {
                continue;
            };
            if let Some(tenant) = tenants::by_key(reader, tenant).await? {
                tracing::warn!(
                    tenant = tenant.slug,
                    held,
                    "the brake holds leavers: `rollcall brake held` lists them, and `brake release` or \
                     `brake reject` decides"
                );
            }
        }
        Ok(())
    }

    /// How many are held, if this server is the one that tells it.
    async fn take_to_tell(&self, tenant: TenantKey) -> Result<Option<u64>, Fault> {
        let unit = async |transaction: &Transaction| {
            let now = self.now();
            // Nobody else is held meanwhile.
            brakes::lock(transaction, tenant, now).await?;
            let held = contacts::count_held(transaction, tenant).await?.by_brake;
            let again = (held > 0).then_some(now + AGAIN);
            let is_taken = brakes::take_to_tell(transaction, tenant, now, again).await?;
            Ok::<_, Fault>((is_taken && held > 0).then_some(held))
        };
        self.database().write_of(tenant, None, unit).await
    }
}
