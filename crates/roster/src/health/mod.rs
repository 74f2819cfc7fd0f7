//! How a tenant is: whether its people arrive, and what somebody has to do about it if not.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};

use crate::instant;
use crate::word::words;

/// How a tenant is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Health {
    /// Nothing arrives.
    Ill,
    /// Something is wrong, or soon will be.
    Attention,
    /// Nothing was ever pushed.
    Waiting,
    /// Its tokens are refused because somebody wants that.
    Suspended,
    /// All that can be known is well.
    Well,
}

words!(Health {
    Ill => "ill",
    Attention => "attention",
    Waiting => "waiting",
    Suspended => "suspended",
    Well => "well",
});

impl Health {
    /// Whether somebody has to look after it.
    pub fn needs_somebody(self) -> bool {
        matches!(self, Self::Ill | Self::Attention)
    }
}

/// What refused requests and failed writes are looked back for.
pub const RECENTLY: TimeDelta = TimeDelta::hours(24);
/// A token that ends within this time is about to.
pub const SOON: TimeDelta = TimeDelta::days(30);
/// A pause between writes from which on they belong to different pushes.
const PUSHES_APART: TimeDelta = TimeDelta::minutes(10);
/// So many of the newest writes have all to be refused for a tenant to be ill.
const NEWEST: usize = 10;
/// A silence is odd that is so many times the longest pause of late.
const TIMES_THE_PAUSE: i32 = 5;

/// What is known of a tenant.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Whether it is suspended.
    pub is_suspended: bool,
    /// Whether any token was ever made for it.
    pub has_tokens: bool,
    /// When the tokens that work end; `None` for one without end.
    pub token_ends: Vec<Option<DateTime<Utc>>>,
    /// Its newest writes, the newest first: when, and whether each was refused.
    pub writes: Vec<(DateTime<Utc>, bool)>,
    /// Writes that were refused within [`RECENTLY`].
    pub failures: u64,
    /// Requests to get in that were refused within [`RECENTLY`].
    pub refused_logins: u64,
    /// When the last of those was.
    pub last_refused_at: Option<DateTime<Utc>>,
    /// Whether a job of it was given up.
    pub has_failed_job: bool,
    /// Contacts that the brake holds until somebody decides.
    pub held: u64,
    /// Exceptions that somebody is to look at again.
    pub reviews: u64,
}

/// Why a tenant is not well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No token of it works.
    NoToken,
    /// Somebody was refused, and nothing was pushed since.
    LoginsRefused(u64),
    /// So many of the newest writes, all that were looked at, were refused.
    AllRefused(usize),
    /// So many writes were refused within [`RECENTLY`].
    SomeRefused(u64),
    /// The last token that works ends in this time.
    TokenEnds(TimeDelta),
    /// Nothing was pushed for this time, which is odd for this tenant.
    Silent(TimeDelta),
    /// A job was given up.
    JobFailed,
    /// The brake holds so many leavers.
    Held(u64),
    /// So many exceptions are due for review.
    Reviews(u64),
}

impl Reason {
    fn health(self) -> Health {
        match self {
            Self::NoToken | Self::LoginsRefused(_) | Self::AllRefused(_) => Health::Ill,
            _ => Health::Attention,
        }
    }

    /// What people are told.
    pub fn sentence(self) -> String {
        match self {
            Self::NoToken => "no token works".to_owned(),
            Self::LoginsRefused(count) => {
                format!("log-ins refused within a day: {count}, and nothing was pushed since")
            }
            Self::AllRefused(count) => format!("the newest writes were all refused: {count}"),
            Self::SomeRefused(count) => format!("writes refused within a day: {count}"),
            Self::TokenEnds(span) => format!("the last token ends in {}", in_words(span)),
            Self::Silent(span) => format!("nothing was pushed for {}", in_words(span)),
            Self::JobFailed => "a job was given up".to_owned(),
            Self::Held(count) => {
                format!("leavers that the brake holds until somebody decides: {count}")
            }
            Self::Reviews(count) => format!("exceptions that are due for review: {count}"),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.sentence())
    }
}

/// How a tenant is, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TenantHealth {
    /// Its slug.
    pub tenant: String,
    /// In a word.
    pub health: Health,
    /// Why it is not well.
    pub reasons: Vec<Reason>,
    /// When its client last asked for a write.
    #[serde(with = "instant::optional")]
    pub last_push_at: Option<DateTime<Utc>>,
    /// Requests to get in that were refused within a day.
    pub refused_logins: u64,
    /// Writes that were refused within a day.
    pub failures: u64,
    /// Tokens that work and end within 30 days.
    pub tokens_expiring: u64,
    /// Its contacts, those who left too.
    pub contacts: u64,
    /// Those that were made today or on the six days before, in UTC.
    pub joined_7d: u64,
    /// Those that left in that time and did not come back.
    pub left_7d: u64,
}

/// How a tenant is and why, the worst reasons first.
pub fn assess(facts: &Facts, now: DateTime<Utc>) -> (Health, Vec<Reason>) {
    if facts.is_suspended {
        return (Health::Suspended, Vec::new());
    }
    let last_push = facts.writes.first().map(|&(at, _)| at);
    let reasons = [
        no_token(facts),
        logins_refused(facts, last_push, now),
        all_refused(facts),
        (facts.failures > 0).then_some(Reason::SomeRefused(facts.failures)),
        token_ends(facts, now),
        silent(facts, now),
        facts.has_failed_job.then_some(Reason::JobFailed),
        (facts.held > 0).then_some(Reason::Held(facts.held)),
        (facts.reviews > 0).then_some(Reason::Reviews(facts.reviews)),
    ];
    let reasons: Vec<Reason> = reasons.into_iter().flatten().collect();
    let health = reasons.iter().map(|reason| reason.health()).min();
    let at_best = match last_push {
        None => Health::Waiting,
        Some(_) => Health::Well,
    };
    (health.unwrap_or(at_best), reasons)
}

/// How many of the tokens that work end soon.
pub fn tokens_expiring(facts: &Facts, now: DateTime<Utc>) -> u64 {
    let ends = facts.token_ends.iter().flatten();
    ends.filter(|&&end| end - now <= SOON).count() as u64
}

/// A tenant that was only just made waits for its first token.
fn no_token(facts: &Facts) -> Option<Reason> {
    let had_one = facts.has_tokens || !facts.writes.is_empty();
    (had_one && facts.token_ends.is_empty()).then_some(Reason::NoToken)
}

fn logins_refused(
    facts: &Facts,
    last_push: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Reason> {
    let last = facts.last_refused_at?;
    let is_newer = last_push.is_none_or(|push| last > push);
    (is_newer && now - last < RECENTLY).then_some(Reason::LoginsRefused(facts.refused_logins))
}

fn all_refused(facts: &Facts) -> Option<Reason> {
    let newest = || facts.writes.iter().take(NEWEST);
    let count = newest().count();
    (count > 0 && newest().all(|&(_, is_refused)| is_refused)).then_some(Reason::AllRefused(count))
}

fn token_ends(facts: &Facts, now: DateTime<Utc>) -> Option<Reason> {
    let ends: Option<Vec<_>> = facts.token_ends.iter().copied().collect();
    let last = ends?.into_iter().max()? - now;
    (last <= SOON).then_some(Reason::TokenEnds(last))
}

fn silent(facts: &Facts, now: DateTime<Utc>) -> Option<Reason> {
    let &(last, _) = facts.writes.first()?;
    let allowed = longest_pause(facts).map_or(RECENTLY, |pause| {
        Ord::max(RECENTLY, pause * TIMES_THE_PAUSE)
    });
    (now - last > allowed).then_some(Reason::Silent(now - last))
}

/// The longest time between two pushes of late, if there were two.
fn longest_pause(facts: &Facts) -> Option<TimeDelta> {
    let later = facts.writes.iter();
    let pauses = later
        .zip(facts.writes.iter().skip(1))
        .map(|(&(later, _), &(earlier, _))| later - earlier);
    pauses.filter(|&pause| pause >= PUSHES_APART).max()
}

fn in_words(span: TimeDelta) -> String {
    let (count, unit) = match (span.num_days(), span.num_hours(), span.num_minutes()) {
        (days @ 2.., _, _) => (days, "days"),
        (_, hours @ 2.., _) => (hours, "hours"),
        (_, _, minutes) => (minutes.max(0), "minutes"),
    };
    format!("{count} {unit}")
}

#[cfg(test)]
mod tests;
