//! Who may read next where a read may last: a few at a time, and tenants take turns.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot::{Sender, channel};

use crate::tenant_key::TenantKey;
use crate::{StorageError, Trouble};

/// Scans at a time.
pub(super) const SCANS: u32 = 4;

/// Scans of one tenant at a time, at most: one place is left for whoever comes next.
pub(super) const SHARE: u32 = SCANS - 1;

/// Scans of one tenant that may wait.
const WAITING: usize = 256;

/// Whose scan it is; `None` for what belongs to no tenant.
type Owner = Option<TenantKey>;

/// What is known of a scan beside its statement.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    pub(super) tenant: Owner,
    /// How long it may be carried out.
    pub(super) limit: Option<Duration>,
}

/// Admits scans.
#[derive(Debug)]
pub(super) struct ScanQueue {
    state: Mutex<State>,
    /// How long a scan may wait.
    patience: Duration,
    /// Scans of one tenant at a time.
    share: u32,
}

#[derive(Debug, Default)]
struct State {
    running: HashMap<Owner, u32>,
    /// Whoever has scans that wait; whose turn is next comes first.
    waiting: VecDeque<(Owner, VecDeque<Sender<Permit>>)>,
    is_closed: bool,
}

/// Leave to scan, until it is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    queue: Arc<ScanQueue>,
    owner: Owner,
}

impl ScanQueue {
    pub(super) fn new(patience: Duration, share: u32) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            patience,
            share,
        })
    }

    /// Waits for leave to scan.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if it takes too long, and at once where too many wait already.
    pub(super) async fn admit(
        self: &Arc<Self>,
        owner: impl Into<Owner>,
    ) -> Result<Permit, StorageError> {
        let (sender, receiver) = channel();
        self.lock().enqueue(owner.into(), sender)?;
        self.advance();
        match tokio::time::timeout(self.patience, receiver).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(StorageError::Unavailable(Trouble::Unreachable)),
            Err(_) => Err(StorageError::Unavailable(Trouble::NoConnection)),
        }
    }

    /// Turns away whoever waits and whoever comes.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        state.waiting.clear();
    }

    /// Lets in as many as have room.
    fn advance(self: &Arc<Self>) {
        loop {
            let next = self.lock().next(self.share);
            let Some((owner, sender)) = next else {
                return;
            };
            let queue = Arc::clone(self);
            // The leave of one that has gone meanwhile is dropped, which lets in another.
            drop(sender.send(Permit { queue, owner }));
        }
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enqueue(&mut self, owner: Owner, sender: Sender<Permit>) -> Result<(), StorageError> {
        if self.is_closed {
            return Err(StorageError::Unavailable(Trouble::Unreachable));
        }
        let Some((_, waiting)) = self.waiting.iter_mut().find(|(of, _)| *of == owner) else {
            self.waiting.push_back((owner, VecDeque::from([sender])));
            return Ok(());
        };
        waiting.retain(|sender| !sender.is_closed());
        if waiting.len() >= WAITING {
            return Err(StorageError::Unavailable(Trouble::NoConnection));
        }
        waiting.push_back(sender);
        Ok(())
    }

    /// Takes out the next that has room, and counts it as running.
    fn next(&mut self, share: u32) -> Option<(Owner, Sender<Permit>)> {
        if self.running.values().sum::<u32>() >= SCANS {
            return None;
        }
        let has_room = |(of, _): &(Owner, _)| self.running.get(of).is_none_or(|it| *it < share);
        let position = self.waiting.iter().position(has_room)?;
        let (owner, mut waiting) = self.waiting.remove(position)?;
        let sender = waiting.pop_front();
        if !waiting.is_empty() {
            self.waiting.push_back((owner, waiting));
        }
        *self.running.entry(owner).or_default() += 1;
        Some((owner, sender?))
    }

    fn end(&mut self, owner: Owner) {
        if let Some(running) = self.running.get_mut(&owner) {
            *running -= 1;
            if *running == 0 {
                self.running.remove(&owner);
            }
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.queue.lock().end(self.owner);
        self.queue.advance();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use futures_util::FutureExt;

    use super::{Permit, SCANS, SHARE, ScanQueue, WAITING};
    use crate::StorageError;
    use crate::database::PATIENCE;
    use crate::tenant_key::TenantKey;

    const ONE: TenantKey = TenantKey::new(1);
    const TWO: TenantKey = TenantKey::new(2);
    const THREE: TenantKey = TenantKey::new(3);

    /// What is admitted at once.
    fn at_once(queue: &Arc<ScanQueue>, owner: TenantKey) -> Option<Permit> {
        queue.admit(owner).now_or_never().map(Result::unwrap)
    }

    #[tokio::test]
    async fn one_tenant_leaves_a_place_for_another() {
        let queue = ScanQueue::new(PATIENCE, SHARE);
        let first: Vec<_> = (0..SHARE).filter_map(|_| at_once(&queue, ONE)).collect();
        assert_eq!(first.len(), 3);
        assert!(at_once(&queue, ONE).is_none());
        let other = at_once(&queue, TWO).unwrap();
        assert!(at_once(&queue, THREE).is_none());
        drop(other);
        assert!(at_once(&queue, THREE).is_some());
    }

    #[tokio::test]
    async fn tenants_take_turns_and_whoever_has_gone_takes_none() {
        let queue = ScanQueue::new(PATIENCE, SHARE);
        let mut running: Vec<_> = (0..SHARE).filter_map(|_| at_once(&queue, ONE)).collect();
        running.extend(at_once(&queue, TWO));
        assert_eq!(running.len(), SCANS as usize);
        let mut waiting: Vec<_> = [ONE, ONE, TWO, TWO, THREE]
            .map(|owner| Box::pin(queue.admit(owner)))
            .into();
        for waiting in &mut waiting {
            assert!(waiting.now_or_never().is_none());
        }
        // The second of TWO goes away.
        drop(waiting.remove(3));
        let mut order = Vec::new();
        while !waiting.is_empty() {
            running.remove(0);
            let admitted = waiting.iter_mut().map(FutureExt::now_or_never);
            let admitted: Vec<_> = admitted.collect();
            let position = admitted.iter().position(Option::is_some).unwrap();
            let admitted = admitted.into_iter().flatten().next().unwrap().unwrap();
            order.push(admitted.owner.unwrap());
            running.push(admitted);
            drop(waiting.remove(position));
        }
        assert_eq!(order, [ONE, TWO, THREE, ONE]);
    }

    #[tokio::test]
    async fn nobody_waits_without_an_end() {
        let queue = ScanQueue::new(Duration::ZERO, SHARE);
        let _running: Vec<_> = (0..SHARE).filter_map(|_| at_once(&queue, ONE)).collect();
        let late = queue.admit(ONE).await;
        assert!(
            matches!(late, Err(StorageError::Unavailable(_))),
            "{late:?}"
        );
        let queue = ScanQueue::new(PATIENCE, SHARE);
        let _running: Vec<_> = (0..SHARE).filter_map(|_| at_once(&queue, ONE)).collect();
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(queue.admit(ONE))).collect();
        for waiting in &mut waiting {
            assert!(waiting.now_or_never().is_none());
        }
        let refused = queue.admit(ONE).now_or_never().unwrap();
        assert!(matches!(refused, Err(StorageError::Unavailable(_))));
        queue.close();
        let closed = waiting.swap_remove(0).await;
        assert!(matches!(closed, Err(StorageError::Unavailable(_))));
    }
}
