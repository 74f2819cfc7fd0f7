//! What the service does when a request does not succeed.

use std::time::Duration;

use super::line::Kind;
use crate::check::{Answer, Stop};

/// How long it waits after a 429 that doesn't say.
const WAIT: Duration = Duration::from_secs(1);
/// The longest it waits; the real one has more time.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// After so many cycles an object in escrow is tried again, by how often it failed before. The real
/// service waits 6, 12 and 24 hours, with a cycle every 40 minutes.
const ESCROW: [usize; 3] = [1, 2, 4];

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Go on: it worked.
    Proceed,
    /// Send it again after this time.
    Wait(Duration),
    /// Try this object again in the next cycle.
    NextCycle,
    /// Set this object aside, and try it again later and later.
    Escrow,
    /// Forget what the server calls this object, and look for it again.
    Relink,
    /// Stop the whole job until the server can be used.
    Quarantine,
}

/// A request that did not succeed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// What it was for.
    pub kind: Kind,
    /// What happens next.
    pub reaction: Reaction,
    /// What came.
    pub stop: Stop,
}

impl Trouble {
    /// The trouble of an answer, if it is any.
    ///
    /// # Errors
    /// It is.
    pub fn check(kind: Kind, outcome: Result<Answer, Stop>) -> Result<Answer, Self> {
        let reaction = reaction(kind, outcome.as_ref().ok());
        match outcome {
            Ok(answer) if reaction == Reaction::Proceed => Ok(answer),
            Ok(answer) => Err(Self {
                kind,
                reaction,
                stop: answer.fail("HTTP 2xx", answer.status_in_words()),
            }),
            Err(stop) => Err(Self {
                kind,
                reaction,
                stop,
            }),
        }
    }

    /// The object cannot be handled as the server answers.
    pub fn escrow(kind: Kind, stop: Stop) -> Self {
        Self {
            kind,
            reaction: Reaction::Escrow,
            stop,
        }
    }

    /// Whether the server may have done what was asked all the same.
    pub fn is_open(&self) -> bool {
        let was_sent = self.stop != Stop::Interrupted;
        was_sent && self.kind.writes() && self.reaction == Reaction::NextCycle
    }

    /// What came, for people.
    pub fn told(&self) -> String {
        format!("{}: {}", self.kind, self.stop.told())
    }
}

/// What the service makes of an answer, or of none.
pub fn reaction(kind: Kind, answer: Option<&Answer>) -> Reaction {
    let Some(answer) = answer else {
        return Reaction::NextCycle;
    };
    match answer.status() {
        200..=299 => Reaction::Proceed,
        401 => Reaction::Quarantine,
        404 | 410 => missing(kind),
        429 => Reaction::Wait(wait(answer.header("retry-after"))),
        408 | 500..=599 => Reaction::NextCycle,
        _ => Reaction::Escrow,
    }
}

/// How many cycles an object stays in escrow after so many failures.
pub fn escrow(failures: usize) -> usize {
    let last = ESCROW.len() - 1;
    let step = failures.saturating_sub(1).min(last);
    ESCROW.get(step).copied().unwrap_or(1)
}

fn missing(kind: Kind) -> Reaction {
    match kind {
        Kind::Probe | Kind::Match | Kind::List => Reaction::Quarantine,
        Kind::Create => Reaction::Escrow,
        Kind::Delete => Reaction::Proceed,
        // An unknown member is a 404 as well, so the group's link is kept.
        Kind::Members => Reaction::NextCycle,
        Kind::Read | Kind::Update | Kind::Manager => Reaction::Relink,
    }
}

fn wait(retry_after: Option<&str>) -> Duration {
    let seconds = retry_after.and_then(|text| text.trim().parse().ok());
    seconds.map_or(WAIT, Duration::from_secs).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use super::*;
    use crate::check::Profile;
    use crate::http::{BoxFuture, Request, Response, Transport};
    use crate::rehearsal::Rehearsal;
    use crate::suites::Dialect;
    use crate::suites::entra::service::client::Service;
    use crate::suites::entra::service::line::Line;
    use crate::suites::entra::service::mapping::Mapping;
    use crate::target::discover;

    /// A server that gives these answers, one after the other, and notes what it was asked.
    struct Script {
        statuses: Mutex<VecDeque<u16>>,
        asked: Mutex<Vec<String>>,
    }

    impl Line for Script {
        fn send(&self, _: Kind, request: Request) -> BoxFuture<'_, Result<Answer, Stop>> {
            let asked = format!("{} {}", request.method, request.path);
            self.asked.lock().unwrap().push(asked);
            let mut statuses = self.statuses.lock().unwrap();
            let answer = statuses.pop_front().map(answer);
            Box::pin(async move { answer.ok_or(Stop::Interrupted) })
        }
    }

    fn answer(status: u16) -> Answer {
        let response = Response {
            status,
            headers: vec![("retry-after".to_owned(), "0".to_owned())],
            body: "{}".to_owned(),
        };
        Answer::new(response, 0, 0)
    }

    async fn deleted(statuses: &[u16]) -> (Option<Reaction>, usize) {
        let script = Script {
            statuses: Mutex::new(statuses.iter().copied().collect()),
            asked: Mutex::default(),
        };
        let server = Rehearsal::serving(scim::Registry::standard(), "http://scim.example");
        let target = discover(&server as &dyn Transport).await.unwrap();
        let mapping = Mapping::of(&target, &Profile::default());
        let service = Service::new(&script, Dialect::Legacy, &mapping);
        let outcome = service.delete("/Users/u").await;
        let asked = script.asked.lock().unwrap().len();
        (outcome.err().map(|trouble| trouble.reaction), asked)
    }

    #[test]
    fn every_status_has_its_reaction() {
        for (kind, status, expected) in [
            (Kind::Create, 201, Reaction::Proceed),
            (Kind::Update, 204, Reaction::Proceed),
            (Kind::Create, 400, Reaction::Escrow),
            (Kind::Create, 409, Reaction::Escrow),
            (Kind::Update, 412, Reaction::Escrow),
            (Kind::Read, 401, Reaction::Quarantine),
            (Kind::Match, 404, Reaction::Quarantine),
            (Kind::Probe, 404, Reaction::Quarantine),
            (Kind::Read, 404, Reaction::Relink),
            (Kind::Update, 404, Reaction::Relink),
            (Kind::Delete, 404, Reaction::Proceed),
            (Kind::Create, 500, Reaction::NextCycle),
            (Kind::Match, 503, Reaction::NextCycle),
            (Kind::Match, 302, Reaction::Escrow),
        ] {
            let found = reaction(kind, Some(&answer(status)));
            assert_eq!(found, expected, "{kind} {status}");
        }
        assert_eq!(reaction(Kind::Read, None), Reaction::NextCycle);
    }

    #[tokio::test]
    async fn after_a_429_the_request_is_sent_again_until_patience_ends() {
        assert_eq!(deleted(&[429, 429, 204]).await, (None, 3));
        assert_eq!(deleted(&[429, 503]).await, (Some(Reaction::NextCycle), 2));
        let (reaction, asked) = deleted(&[429; 20]).await;
        assert_eq!((reaction, asked), (Some(Reaction::Wait(Duration::ZERO)), 6));
    }

    #[test]
    fn what_fails_again_is_left_longer() {
        let cycles: Vec<usize> = (1..=5).map(escrow).collect();
        assert_eq!(cycles, [1, 2, 4, 4, 4]);
        assert_eq!(wait(None), WAIT);
        assert_eq!(wait(Some("3600")), LONGEST_WAIT);
    }
}
