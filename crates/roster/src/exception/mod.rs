//! Exceptions: decisions about one person that stand above rules and sources, with a reason,
//! somebody who approved them, and a time.
//!
//! [`make`] is the only way to a new one and refuses what makes no sense. What holds at a time is
//! asked of [`Exception::phase_at`] and [`holding`]; [`next_moment`] says when to ask again, so
//! that exceptions begin and end by themselves.

mod flaw;
mod kind;
mod make;
mod time;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use crate::actor::Actor;
use crate::instant;
use crate::word::words;

pub use flaw::Flaw;
pub use kind::{Kind, Pin};
pub use make::{Draft, Making, end, make};
pub use time::{Phase, holding, next_moment, pinned_fields, pinned_names, pinned_state};

/// Whose turn it is when an exception is due for review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Whoever runs Rollcall for the tenant.
    Us,
    /// The tenant's own people.
    Client,
}

words!(Owner {
    Us => "us",
    Client => "client",
});

/// A decision about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exception {
    /// Its id.
    pub id: String,
    /// The contact that it is about.
    pub contact_id: String,
    /// What it does. In JSON `kind`, and for a pin `field` and `value`, which else are null.
    #[serde(flatten, serialize_with = "kind_in_words")]
    pub kind: Kind,
    /// Why it was made.
    pub reason: String,
    /// Who approved it, in the words of whoever made it.
    pub approved_by: String,
    /// When it begins; null if it held from when it was made.
    #[serde(with = "instant::optional")]
    pub from: Option<DateTime<Utc>>,
    /// When it holds no longer; null if that is not known.
    #[serde(with = "instant::optional")]
    pub until: Option<DateTime<Utc>>,
    /// When somebody is to look at it again; null if nobody has to.
    #[serde(with = "instant::optional")]
    pub review: Option<DateTime<Utc>>,
    /// Whose turn it is then.
    pub owner: Owner,
    /// Who made it.
    pub made_by: Actor,
    /// When it was made.
    #[serde(with = "instant")]
    pub made_at: DateTime<Utc>,
    /// Who ended it before its time; null if nobody did.
    pub ended_by: Option<Actor>,
    /// When that was.
    #[serde(with = "instant::optional")]
    pub ended_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct KindInWords {
    kind: &'static str,
    field: Option<String>,
    value: Option<String>,
}

fn kind_in_words<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    let words = KindInWords {
        kind: kind.as_str(),
        field: kind.field(),
        value: kind.value().map(str::to_owned),
    };
    words.serialize(serializer)
}
