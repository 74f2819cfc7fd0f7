//! What a cursor holds, with short names: it travels in addresses.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Cursor, Position, SortValue, Toward};

#[derive(Deserialize, Serialize)]
pub(super) struct Content {
    /// When it was given out, in milliseconds since 1970.
    #[serde(rename = "t")]
    given_at: i64,
    /// How many resources a page of the walk has.
    #[serde(rename = "c")]
    pub(super) count: u64,
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    back: bool,
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Key {
    T(String),
    W(i64),
}

impl Content {
    pub(super) fn new(cursor: &Cursor, count: u64, given_at: i64) -> Self {
        let from = cursor.from.as_ref();
        Self {
            given_at,
            count,
            back: cursor.toward == Toward::Beginning,
            id: from.map(|from| from.id.clone()),
            key: from.and_then(|from| from.key.as_ref()).map(Key::of),
        }
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Numbers and text always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Nothing if it was given by a clock that is ahead.
    pub(super) fn age(&self, now: i64) -> Duration {
        let age = now.saturating_sub(self.given_at);
        Duration::from_millis(u64::try_from(age).unwrap_or_default())
    }

    pub(super) fn into_cursor(self) -> Cursor {
        let key = self.key.map(Key::into_value);
        Cursor {
            toward: if self.back {
                Toward::Beginning
            } else {
                Toward::End
            },
            from: self.id.map(|id| Position { key, id }),
        }
    }
}

impl Key {
    fn of(value: &SortValue) -> Self {
        match value {
            SortValue::Text(text) => Self::T(text.clone()),
            SortValue::Whole(number) => Self::W(*number),
        }
    }

    fn into_value(self) -> SortValue {
        match self {
            Self::T(text) => SortValue::Text(text),
            Self::W(number) => SortValue::Whole(number),
        }
    }
}
