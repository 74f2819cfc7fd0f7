//! Contacts whose moment has come: an exception begins, ends or falls due, a first or last day comes, a
//! grace ends.

use storage::{TenantKey, Transaction, contacts};

use crate::Directory;
use crate::contacts::{Decider, look_again};
use crate::fault::Fault;
use crate::unit::Unit;

/// So many are looked at before other work has its turn.
const BATCH: u64 = 100;

impl Directory {
    /// Looks again at contacts whose moment has come. Returns whether there were any. Several servers may
    /// do so at once: whoever comes second finds that the moment is another.
    pub(super) async fn decide_due(&self) -> Result<bool, Fault> {
        let now = self.now();
        let due = contacts::due(self.database().reader(), now, BATCH).await?;
        let mut is_any_done = false;
        for (tenant, id) in due {
            match Box::pin(self.decide_one(tenant, &id)).await {
                Ok(()) => is_any_done = true,
                // It is due still, and one that fails keeps no other from its turn.
                Err(fault) => tracing::error!(?fault, contact = id, "a due contact stays as it is"),
            }
        }
        Ok(is_any_done)
    }

    async fn decide_one(&self, tenant: TenantKey, id: &str) -> Result<(), Fault> {
        let unit = async |transaction: &Transaction| {
            let unit = Unit {
                directory: self,
                transaction,
                tenant,
                at: self.now(),
            };
            let ids = [id.to_owned()];
            let decider = Decider::new(unit).await?;
            for contact in contacts::of_ids(transaction, tenant, &ids).await? {
                look_again(&decider, &contact, false).await?;
            }
            Ok::<_, Fault>(())
        };
        self.database().write_of(tenant, None, unit).await
    }
}
