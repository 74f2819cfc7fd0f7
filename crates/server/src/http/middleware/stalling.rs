//! How long a client may take for each part of its requests, and to read what it is answered.
//!
//! The HTTP library limits the first head of a connection only, and waits without end for the rest
//! of a body in chunks and for a client that reads nothing. A client that sends in time is never
//! cut off for what the server takes: a deadline counts only while there is nothing to read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::heads::Phase;

/// Bytes a client has to take of an answer within the time for that.
const PROGRESS: usize = 16 * 1024;

/// How long each part may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// From empty lines to a head.
    pub(crate) idle: Duration,
    /// A head, from its first byte to its last.
    pub(crate) head: Duration,
    /// A body, from its head on.
    pub(crate) body: Duration,
    /// The rest of a body after its request was answered.
    pub(crate) rest: Duration,
    /// 16 KiB of an answer that the connection does not take at once.
    pub(crate) answer: Duration,
}

/// The deadlines of one connection.
#[derive(Debug)]
pub(super) struct Stalling {
    patience: Patience,
    /// What the deadline for reading is for.
    awaited: (Phase, u64),
    reading: Option<Pin<Box<Sleep>>>,
    writing: Option<Pin<Box<Sleep>>>,
    taken: usize,
}

impl Stalling {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            awaited: (Phase::Between, 0),
            reading: None,
            writing: None,
            taken: 0,
        }
    }

    /// Notes which phase of which request is awaited after something was read.
    pub(super) fn expect(&mut self, awaited: (Phase, u64)) {
        if self.awaited == awaited {
            return;
        }
        self.awaited = awaited;
        self.reading = match awaited.0 {
            Phase::Between => None,
            Phase::Blank => Some(after(self.patience.idle)),
            Phase::Head => Some(after(self.patience.head)),
            Phase::Body => Some(after(self.patience.body)),
        };
    }

    /// Whether the client that sends nothing is out of time.
    pub(super) fn check_reading(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        check(self.reading.as_mut(), context)
    }

    /// Notes that something was to be written; `None` if the connection did not take it.
    pub(super) fn wrote(
        &mut self,
        count: Option<usize>,
        context: &mut Context<'_>,
    ) -> io::Result<()> {
        let Some(count) = count else {
            let answer = self.patience.answer;
            return check(
                Some(self.writing.get_or_insert_with(|| after(answer))),
                context,
            );
        };
        self.taken += count;
        if self.taken >= PROGRESS {
            self.all_written();
        }
        Ok(())
    }

    /// Notes that nothing more is to be written for now.
    pub(super) fn all_written(&mut self) {
        (self.writing, self.taken) = (None, 0);
    }

    /// Notes that an answer is written: what is missing of a body then is a rest to be discarded.
    pub(super) fn answered(&mut self) {
        if let (Phase::Body, Some(reading)) = (self.awaited.0, &mut self.reading) {
            let end = Instant::now() + self.patience.rest;
            if end < reading.deadline() {
                reading.as_mut().reset(end);
            }
        }
    }
}

fn after(duration: Duration) -> Pin<Box<Sleep>> {
    let now = Instant::now();
    // A century is as good as any longer time, and can be added.
    let end = now.checked_add(duration);
    Box::pin(sleep_until(
        end.unwrap_or(now + Duration::from_hours(876_000)),
    ))
}

fn check(deadline: Option<&mut Pin<Box<Sleep>>>, context: &mut Context<'_>) -> io::Result<()> {
    match deadline.map(|sleep| sleep.as_mut().poll(context)) {
        Some(Poll::Ready(())) => Err(io::ErrorKind::TimedOut.into()),
        _ => Ok(()),
    }
}
