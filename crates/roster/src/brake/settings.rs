//! When the brake holds leavers.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::instant;

/// The time in which leavers are counted together.
pub const WINDOW: TimeDelta = TimeDelta::hours(1);

/// The longest grace.
const LONGEST_GRACE: TimeDelta = TimeDelta::days(365);

/// The longest time for which the brake can be raised; it can be switched off for longer.
const LONGEST_RAISE: TimeDelta = TimeDelta::days(30);

/// A tenant's settings of the brake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether it works at all.
    pub on: bool,
    /// It holds so many leavers and more within [`WINDOW`].
    pub number: u32,
    /// It holds so many leavers and more too, in hundredths of those who train.
    pub percent: u32,
    /// The percentage counts only where so many people train.
    pub minimum: u32,
    /// How many seconds a single leave waits before it takes effect; 0 for none.
    pub grace_seconds: u32,
    /// Until when nothing is held, since many are expected to leave; null if none are.
    #[serde(with = "instant::optional")]
    pub raised_until: Option<DateTime<Utc>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            on: true,
            number: 20,
            percent: 10,
            minimum: 50,
            grace_seconds: 0,
            raised_until: None,
        }
    }
}

/// What somebody wants to be otherwise. What is `None` stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adjustment {
    /// Whether it works at all.
    pub on: Option<bool>,
    /// A number of leavers.
    pub number: Option<u32>,
    /// A percentage.
    pub percent: Option<u32>,
    /// From how many people on the percentage counts.
    pub minimum: Option<u32>,
    /// How long a single leave waits.
    pub grace: Option<TimeDelta>,
    /// How long nothing is held, from now on; no time at all ends it at once.
    pub raise_for: Option<TimeDelta>,
}

/// Why settings cannot be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing was to be otherwise.
    Nothing,
    /// A number below one.
    Number,
    /// A percentage that is none.
    Percent,
    /// A grace below nothing or too long.
    Grace,
    /// A time to be raised below nothing or too long.
    Raise,
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Nothing => "nothing of the brake was to be changed: say what",
            Self::Number => {
                "the number of leavers has to be at least 1; to hold nobody, switch it off"
            }
            Self::Percent => "the percentage has to be from 1 to 100",
            Self::Grace => "the grace has to be from 0 to 365 days",
            Self::Raise => "the brake can be raised for 30 days at most; for longer, switch it off",
        })
    }
}

impl std::error::Error for Flaw {}

impl Settings {
    /// The settings with some of them otherwise.
    ///
    /// # Errors
    ///
    /// What cannot be so; then none changes.
    pub fn adjust(self, wanted: Adjustment, at: DateTime<Utc>) -> Result<Self, Flaw> {
        if wanted == Adjustment::default() {
            return Err(Flaw::Nothing);
        }
        let number = wanted.number.unwrap_or(self.number);
        let percent = wanted.percent.unwrap_or(self.percent);
        if number == 0 {
            return Err(Flaw::Number);
        }
        if !(1..=100).contains(&percent) {
            return Err(Flaw::Percent);
        }
        let grace_seconds = match wanted.grace {
            Some(grace) if grace > LONGEST_GRACE => return Err(Flaw::Grace),
            Some(grace) => u32::try_from(grace.num_seconds()).map_err(|_| Flaw::Grace)?,
            None => self.grace_seconds,
        };
        let raised_until = match wanted.raise_for {
            Some(time) if time < TimeDelta::zero() || time > LONGEST_RAISE => {
                return Err(Flaw::Raise);
            }
            Some(time) if time.is_zero() => None,
            Some(time) => Some(at.checked_add_signed(time).ok_or(Flaw::Raise)?),
            None => self.raised_until,
        };
        Ok(Self {
            on: wanted.on.unwrap_or(self.on),
            number,
            percent,
            minimum: wanted.minimum.unwrap_or(self.minimum),
            grace_seconds,
            raised_until,
        })
    }

    /// Whether it holds anybody at a time.
    pub fn works_at(&self, at: DateTime<Utc>) -> bool {
        self.on && self.raised_until.is_none_or(|until| until <= at)
    }

    /// How many people have to be known to train at most, to say whether so many leavers are too
    /// many: where more train, the percentage cannot make them so.
    pub fn people_that_matter(&self, leavers: u64) -> u64 {
        let percent = u64::from(self.percent).max(1);
        leavers.saturating_mul(100) / percent + 1
    }

    /// Whether one more leaver is held at a time, where so many within [`WINDOW`] are held and so
    /// many left, this one among them, and so many people train, this one among them too.
    pub fn holds(&self, held: u64, gone: u64, people: u64, at: DateTime<Utc>) -> bool {
        // Those who left do not train any longer, except this one.
        let before = people.saturating_add(gone.saturating_sub(1));
        self.works_at(at) && self.are_too_many(held.saturating_add(gone), before)
    }

    /// Until when a single leave waits that comes now; `None` if it takes effect at once.
    pub fn grace_until(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.grace_seconds == 0 {
            return None;
        }
        at.checked_add_signed(TimeDelta::seconds(self.grace_seconds.into()))
    }

    /// Whether so many leavers within [`WINDOW`] are too many, where so many people trained before
    /// the first of them left.
    pub fn are_too_many(&self, leavers: u64, people: u64) -> bool {
        let by_percent =
            leavers.saturating_mul(100) >= people.saturating_mul(u64::from(self.percent));
        leavers >= u64::from(self.number)
            || (leavers > 0 && people >= u64::from(self.minimum) && by_percent)
    }
}
