//! Works on jobs while the server runs.

use std::time::Duration;

use directory::Directory;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long until it is looked for jobs again after there was none.
const IDLE: Duration = Duration::from_secs(2);
/// How long until it is looked again after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(10);

/// The task that works on jobs.
#[derive(Debug)]
pub struct Jobs {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Jobs {
    /// Begins to work on jobs, as `runner`, a name that no other process has.
    pub fn start(directory: Directory, runner: String) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(work(directory, runner, stopped));
        Self { stop, task }
    }

    /// Ends when the step that is being done is done.
    pub async fn stop(self) {
        // Nobody listens if the task has ended, and then there is nothing to stop.
        let _ = self.stop.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the work on jobs ended in disorder");
        }
    }
}

async fn work(directory: Directory, runner: String, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let pause = match directory.work(&runner).await {
            Ok(true) => continue,
            Ok(false) => directory.keep_statistics().await.map(|()| IDLE),
            Err(error) => Err(error),
        };
        // The directory has logged what went wrong.
        let pause = pause.unwrap_or(TROUBLE);
        let _ = tokio::time::timeout(pause, stopped.changed()).await;
    }
}
