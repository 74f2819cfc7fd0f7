//! Why something about leavers, or the brake that holds them, cannot be done.

use std::fmt;

use roster::scope::Status;
use roster::{brake, exception};

/// Why something about leavers cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaverRefusal {
    /// The settings of a brake cannot be so.
    BrakeUnfit(brake::Flaw),
    /// Nobody holds the leave of somebody.
    NotHeld {
        /// What was given.
        who: String,
        /// What the contact is instead.
        status: Status,
    },
    /// Somebody did not leave, so nobody can bring them back.
    NotLeft {
        /// What was given.
        who: String,
        /// What the contact is instead.
        status: Status,
    },
    /// The exception by which somebody would stay cannot be so.
    StayUnfit(exception::Flaw),
}

impl LeaverRefusal {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::BrakeUnfit(_) => "brake_unfit",
            Self::NotHeld { .. } => "not_held",
            Self::NotLeft { .. } => "not_left",
            Self::StayUnfit(_) => "stay_unfit",
        }
    }
}

/// What was wrong, and what to do.
impl fmt::Display for LeaverRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BrakeUnfit(flaw) => flaw.fmt(formatter),
            Self::NotHeld { who, status } => write!(
                formatter,
                "{who:?} is not held, the status is {}. Nothing was done; `rollcall brake held` lists \
                 those who are",
                status.as_str()
            ),
            Self::NotLeft { who, status } => write!(
                formatter,
                "{who:?} did not leave, so there is nobody to bring back: the status is {}. `rollcall \
                 contact leavers` lists those who left",
                status.as_str()
            ),
            Self::StayUnfit(flaw) => flaw.fmt(formatter),
        }
    }
}
