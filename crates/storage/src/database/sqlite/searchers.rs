//! Threads for reads that may last. The system gives them what the rest of the server leaves of the
//! processors: on a machine whose cores are all busy with searches, a write would otherwise wait for one
//! about as long as it takes, and everybody else for the write.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::StorageError;
use crate::database::scan_queue::SCANS;

/// By how much the system prefers other threads, of 19.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// As many threads as there are searches at a time. They end when this is dropped.
#[derive(Debug)]
pub(super) struct Searchers(Sender<Work>);

impl Searchers {
    pub(super) fn start() -> Result<Self, StorageError> {
        let (sender, work) = mpsc::channel();
        let work = Arc::new(Mutex::new(work));
        for _ in 0..SCANS {
            let work = Arc::clone(&work);
            std::thread::Builder::new()
                .name("sqlite-search".to_owned())
                .spawn(move || carry_out(&work))
                .map_err(|error| StorageError::internal(error.to_string()))?;
        }
        Ok(Self(sender))
    }

    /// Carries out what may last. It goes on if the future is dropped.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (sender, outcome) = oneshot::channel();
        let work: Work = Box::new(move || {
            // Whoever has gone need not be told.
            let _ = sender.send(work());
        });
        let ended = || StorageError::internal("a search ended without an outcome");
        self.0.send(work).map_err(|_| ended())?;
        outcome.await.unwrap_or_else(|_| Err(ended()))
    }
}

fn carry_out(work: &Mutex<Receiver<Work>>) {
    prefer_others();
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        // A panic is an error of that search alone: its outcome is missing.
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

/// Has the system prefer other threads. Where it does not, searches only take more of the processors.
fn prefer_others() {
    // Elsewhere that would be said of the whole process.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, NICENESS);
}
