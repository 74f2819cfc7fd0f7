//! Wrong secrets that were tried for one token id, so that guessing costs us little. Only for tokens
//! that have no fast hash yet: there it takes the slow one to know a secret from another.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::token::FastHash;

/// Wrong secrets that are remembered.
const REMEMBERED: usize = 32;
/// Wrong secrets that are tried in [`WINDOW`] as they come.
const MOST: usize = 10;
const WINDOW: TimeDelta = TimeDelta::seconds(60);
/// How long after a wrong secret the next one is tried, beyond [`MOST`]. Short, since the right one
/// has to wait for it too.
const PAUSE: TimeDelta = TimeDelta::seconds(1);

/// What was tried for one token id that is not verified yet.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// Oldest first.
    wrong: VecDeque<(FastHash, DateTime<Utc>)>,
}

/// What to do with a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was tried before and is wrong.
    KnownWrong,
    /// Nothing is tried for this id for a second.
    TooMany,
    /// Run Argon2.
    Try,
}

impl Attempts {
    pub(super) fn judge(&self, hash: &FastHash, now: DateTime<Utc>) -> Verdict {
        if self.wrong.iter().any(|(wrong, _)| wrong.equals(hash)) {
            return Verdict::KnownWrong;
        }
        let times = || self.wrong.iter().rev().map(|(_, at)| now - *at);
        let are_many = times().take(MOST).filter(|age| *age < WINDOW).count() == MOST;
        // After a step back of the clock nobody can say how long ago the last one was.
        let is_soon = times()
            .next()
            .is_some_and(|age| age >= TimeDelta::zero() && age < PAUSE);
        if are_many && is_soon {
            Verdict::TooMany
        } else {
            Verdict::Try
        }
    }

    pub(super) fn note_wrong(&mut self, hash: FastHash, now: DateTime<Utc>) {
        if self.wrong.len() == REMEMBERED {
            self.wrong.pop_front();
        }
        self.wrong.push_back((hash, now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::{FastHasher, Token};

    fn fresh() -> FastHash {
        FastHasher::new([0; 64]).hash(Token::generate().unwrap().reveal())
    }

    #[test]
    fn ten_wrong_secrets_a_minute_are_tried_and_then_one_a_second_and_none_twice() {
        let start = DateTime::UNIX_EPOCH;
        let mut attempts = Attempts::default();
        for _ in 0..MOST {
            let hash = fresh();
            assert_eq!(attempts.judge(&hash, start), Verdict::Try);
            attempts.note_wrong(hash, start);
            assert_eq!(attempts.judge(&hash, start), Verdict::KnownWrong);
        }
        let another = fresh();
        let almost = start + TimeDelta::milliseconds(999);
        assert_eq!(attempts.judge(&another, almost), Verdict::TooMany);
        assert_eq!(attempts.judge(&another, start + PAUSE), Verdict::Try);
        let back = start - TimeDelta::hours(1);
        assert_eq!(attempts.judge(&another, back), Verdict::Try);
        attempts.note_wrong(another, start + PAUSE);
        let soon = start + PAUSE * 3 / 2;
        assert_eq!(attempts.judge(&fresh(), soon), Verdict::TooMany);
        assert_eq!(attempts.judge(&fresh(), start + PAUSE * 2), Verdict::Try);
        assert_eq!(attempts.judge(&fresh(), start + WINDOW), Verdict::Try);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut attempts = Attempts::default();
        for number in 0..100 {
            attempts.note_wrong(fresh(), DateTime::UNIX_EPOCH + WINDOW * number);
        }
        assert_eq!(attempts.wrong.len(), REMEMBERED);
    }
}
