//! The line to the server, with everything that goes over it counted and timed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::check::{Answer, Finding, Interrupt, Stop};
use crate::http::{BoxFuture, Request, SendError, Throttle, Transport};
use crate::suites::entra::service::latency::Latencies;
use crate::suites::entra::service::line::{Kind, Line};

/// After so many requests in a row without an answer nothing more is sent in this cycle.
const SILENT: usize = 10;

/// What was measured of one kind of request.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    /// How long the answers took.
    pub(super) times: Latencies,
    /// Answers with 429.
    pub(super) throttled: usize,
    /// Other answers with 4xx, but for 404 to what may be gone.
    pub(super) refused: usize,
    /// Answers with 5xx.
    pub(super) broken: usize,
    /// Requests without an answer.
    pub(super) unanswered: usize,
}

/// The line.
pub(super) struct Meter {
    transport: Arc<dyn Transport>,
    throttle: Throttle,
    interrupt: Interrupt,
    measured: Mutex<BTreeMap<Kind, Measured>>,
    sent: AtomicUsize,
    silent: AtomicUsize,
    closing: AtomicBool,
}

impl Meter {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        throttle: Throttle,
        interrupt: Interrupt,
    ) -> Self {
        Self {
            transport,
            throttle,
            interrupt,
            measured: Mutex::default(),
            sent: AtomicUsize::new(0),
            silent: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
        }
    }

    /// How many requests were sent.
    pub(super) fn count(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// What was measured so far.
    pub(super) fn measured(&self) -> BTreeMap<Kind, Measured> {
        self.measured
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Tries a server again that went silent.
    pub(super) fn resume(&self) {
        self.silent.store(0, Ordering::Relaxed);
    }

    /// From here on even an interrupt stops nothing: the end is to be compared and cleaned up.
    pub(super) fn close(&self) {
        self.resume();
        self.closing.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        let given_up = self.silent.load(Ordering::Relaxed) >= SILENT;
        let closing = self.closing.load(Ordering::Relaxed);
        !closing && (given_up || self.interrupt.is_set())
    }

    async fn exchange(&self, kind: Kind, request: Request) -> Result<Answer, Stop> {
        if self.is_stopped() {
            return Err(Stop::Interrupted);
        }
        self.throttle.wait().await;
        let started = Instant::now();
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        let outcome = self.transport.send(request).await;
        let time = started.elapsed();
        let outcome = outcome.map(|response| {
            let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            Answer::new(response, number, milliseconds)
        });
        let mut measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        let measured = measured.entry(kind).or_default();
        if let Ok(answer) = &outcome {
            self.resume();
            measured.times.add(time);
            measured.count(kind, answer.status());
        } else {
            self.silent.fetch_add(1, Ordering::Relaxed);
            measured.unanswered += 1;
        }
        outcome.map_err(|error| unanswered(&error))
    }
}

impl Line for Meter {
    fn send(&self, kind: Kind, request: Request) -> BoxFuture<'_, Result<Answer, Stop>> {
        Box::pin(self.exchange(kind, request))
    }
}

impl Measured {
    fn count(&mut self, kind: Kind, status: u16) {
        match status {
            429 => self.throttled += 1,
            404 if kind == Kind::Delete => {}
            400..=499 => self.refused += 1,
            500..=599 => self.broken += 1,
            _ => {}
        }
    }
}

fn unanswered(error: &SendError) -> Stop {
    Stop::Failed(Finding {
        expected: "an answer".to_owned(),
        found: error.to_string(),
        exchange: None,
    })
}
