//! What tables are made of: columns, and cells with a meaning.

use chrono::{DateTime, Utc};

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Column {
    pub(in crate::cli) name: &'static str,
    /// So wide it is at least, unless it needs less, where not everything has room.
    pub(super) least: usize,
    /// Whether it is left out where there is no room for it.
    pub(super) is_spare: bool,
    /// Whether it is one of ids, which people seldom want to see.
    pub(super) is_of_ids: bool,
}

impl Column {
    /// One of words.
    pub(in crate::cli) const fn plain(name: &'static str) -> Self {
        Self {
            name,
            least: 12,
            is_spare: false,
            is_of_ids: false,
        }
    }

    /// One of sentences, which are of no use where there is room for a word only.
    pub(in crate::cli) const fn text(name: &'static str) -> Self {
        Self {
            least: 30,
            ..Self::plain(name)
        }
    }

    /// One of times and the like, of which half is of no use.
    pub(in crate::cli) const fn whole(name: &'static str) -> Self {
        Self {
            least: usize::MAX,
            ..Self::plain(name)
        }
    }

    /// One of ids.
    pub(in crate::cli) const fn ids(name: &'static str) -> Self {
        Self {
            is_of_ids: true,
            ..Self::whole(name)
        }
    }

    /// The same, left out where there is no room for it; of several the last one first.
    pub(in crate::cli) const fn spare(self) -> Self {
        Self {
            is_spare: true,
            ..self
        }
    }
}

/// What something means for whoever looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Tone {
    Plain,
    /// As it should be.
    Good,
    /// To be looked at some time.
    Warning,
    /// To be looked at now.
    Bad,
    /// Over, or of little interest.
    Faint,
}

/// What stands in a row under a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Cell {
    Text(Tone, String),
    Time(DateTime<Utc>),
}

impl Cell {
    /// A word with its meaning.
    pub(in crate::cli) fn toned(tone: Tone, text: impl Into<String>) -> Self {
        Self::Text(tone, text.into())
    }

    /// A number that means nothing by itself.
    pub(in crate::cli) fn number<N: ToString + Copy>(number: N) -> Self {
        number.to_string().into()
    }

    /// A number with a meaning if it is not 0.
    pub(in crate::cli) fn none_or(tone: Tone, number: u64) -> Self {
        let tone = if number == 0 { Tone::Plain } else { tone };
        Self::toned(tone, number.to_string())
    }

    /// A time, or what is said where there is none.
    pub(in crate::cli) fn time_or(at: Option<DateTime<Utc>>, none: &str) -> Self {
        at.map_or_else(|| none.into(), Self::Time)
    }

    /// A text, or a dash where there is none.
    pub(in crate::cli) fn or_dash(text: Option<&String>) -> Self {
        text.map_or("-", String::as_str).into()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::toned(Tone::Plain, text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::toned(Tone::Plain, text)
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

/// A cell as it is shown, within its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Drawn {
    pub(super) text: String,
    pub(super) tone: Tone,
}
