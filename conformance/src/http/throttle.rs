//! Keeps requests apart.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Lets requests start at no more than a given rate, whoever sends them.
#[derive(Debug)]
pub struct Throttle {
    /// Time between two starts; zero lets all through.
    gap: Duration,
    next: Mutex<Option<Instant>>,
}

impl Throttle {
    /// At most `rate` starts a second; without one, no limit.
    pub fn new(rate: Option<f64>) -> Self {
        let gap = rate
            .filter(|rate| *rate > 0.0)
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok());
        Self {
            gap: gap.unwrap_or_default(),
            next: Mutex::new(None),
        }
    }

    /// Returns when the next request may start.
    pub async fn wait(&self) {
        if self.gap.is_zero() {
            return;
        }
        let start = {
            let mut next = self.next.lock().await;
            let start = next.unwrap_or_else(Instant::now).max(Instant::now());
            *next = Some(start + self.gap);
            start
        };
        sleep_until(start).await;
    }
}
