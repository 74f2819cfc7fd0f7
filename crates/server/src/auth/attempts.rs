//! Wrong secrets that were tried for one token id, so that guessing costs us little.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::digest::Digest;

/// Wrong secrets that are remembered.
const REMEMBERED: usize = 32;
/// Wrong secrets that are tried in [`WINDOW`].
const MOST: usize = 10;
const WINDOW: TimeDelta = TimeDelta::seconds(60);

/// What was tried for one token id that is not verified yet.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// Oldest first.
    wrong: VecDeque<(Digest, DateTime<Utc>)>,
}

/// What to do with a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was tried before and is wrong.
    KnownWrong,
    /// Nothing is tried for this id for so many seconds.
    TooMany(u32),
    /// Run Argon2.
    Try,
}

impl Attempts {
    pub(super) fn judge(&self, digest: &Digest, now: DateTime<Utc>) -> Verdict {
        if self.wrong.iter().any(|(wrong, _)| wrong.equals(digest)) {
            return Verdict::KnownWrong;
        }
        let mut recent = self
            .wrong
            .iter()
            .map(|(_, at)| *at)
            .rev()
            .take(MOST)
            .filter(|at| now - *at < WINDOW);
        match recent.nth(MOST - 1) {
            Some(oldest) => Verdict::TooMany(seconds_until(oldest + WINDOW, now)),
            None => Verdict::Try,
        }
    }

    pub(super) fn note_wrong(&mut self, digest: Digest, now: DateTime<Utc>) {
        if self.wrong.len() == REMEMBERED {
            self.wrong.pop_front();
        }
        self.wrong.push_back((digest, now));
    }
}

/// Rounded up, within a minute even if the clock was set back.
fn seconds_until(end: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    let seconds = (end - now).num_milliseconds().div_euclid(1_000) + 1;
    u32::try_from(seconds.clamp(1, WINDOW.num_seconds())).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::super::digest::Digester;
    use super::*;

    #[test]
    fn ten_wrong_secrets_a_minute_are_tried_and_none_twice() {
        let digester = Digester::with_random_key().unwrap();
        let start = DateTime::UNIX_EPOCH;
        let mut attempts = Attempts::default();
        for number in 0..MOST {
            let digest = digester.digest(&number.to_string());
            assert_eq!(attempts.judge(&digest, start), Verdict::Try);
            attempts.note_wrong(digest, start);
            assert_eq!(attempts.judge(&digest, start), Verdict::KnownWrong);
        }
        let another = digester.digest("another");
        let later = start + TimeDelta::milliseconds(30_500);
        assert_eq!(attempts.judge(&another, later), Verdict::TooMany(30));
        assert_eq!(attempts.judge(&another, start + WINDOW), Verdict::Try);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let digester = Digester::with_random_key().unwrap();
        let mut attempts = Attempts::default();
        for number in 0..100 {
            let digest = digester.digest(&number.to_string());
            attempts.note_wrong(digest, DateTime::UNIX_EPOCH + WINDOW * number);
        }
        assert_eq!(attempts.wrong.len(), REMEMBERED);
    }
}
