//! Ids of resources, kept short: those of a large group's members are in memory by the hundred
//! thousand.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where a UUID has its hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// Bytes of a UUID as text.
const LENGTH: usize = 36;

/// The id of a resource. A UUID in its canonical form, as this service provider gives them, takes
/// its 16 bytes; anything else its text. Ids are in the order of their texts.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Id(Kept);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kept {
    Uuid([u8; 16]),
    Text(Box<str>),
}

impl Id {
    /// Hands its text to `read`.
    pub fn with_text<T>(&self, read: impl FnOnce(&str) -> T) -> T {
        match &self.0 {
            // Digits and hyphens are always text.
            Kept::Uuid(bytes) => read(str::from_utf8(&text_of(*bytes)).unwrap_or_default()),
            Kept::Text(text) => read(text),
        }
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(match uuid(text) {
            Some(bytes) => Kept::Uuid(bytes),
            None => Kept::Text(text.into()),
        })
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, text: &str) -> bool {
        self.with_text(|own| own == text)
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Kept::Uuid(one), Kept::Uuid(two)) => one.cmp(two),
            _ => self.with_text(|one| other.with_text(|two| one.cmp(two))),
        }
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| formatter.write_str(text))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| write!(formatter, "{text:?}"))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// The bytes of a UUID that is written in lower case with hyphens.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let text: &[u8; LENGTH] = text.as_bytes().try_into().ok()?;
    let mut bytes = [0; 16];
    let mut digits = 0;
    for (place, character) in text.iter().enumerate() {
        let digit = match character {
            b'-' if HYPHENS.contains(&place) => continue,
            b'0'..=b'9' if !HYPHENS.contains(&place) => character - b'0',
            b'a'..=b'f' if !HYPHENS.contains(&place) => character - b'a' + 10,
            _ => return None,
        };
        let byte: &mut u8 = bytes.get_mut(digits / 2)?;
        *byte = *byte << 4 | digit;
        digits += 1;
    }
    Some(bytes)
}

fn text_of(bytes: [u8; 16]) -> [u8; LENGTH] {
    let mut text = [b'-'; LENGTH];
    let places = text.iter_mut().enumerate();
    let places = places.filter(|(place, _)| !HYPHENS.contains(place));
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    for ((_, character), digit) in places.zip(digits) {
        *character = match digit {
            0..=9 => b'0' + digit,
            _ => b'a' + digit - 10,
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Id, Kept};

    const TEXTS: [&str; 9] = [
        "",
        "00000000-0000-0000-0000-000000000000",
        "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
        "0198A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
        "0198a1b2-c3d4-7e5f-8a9b0-c1d2e3f4a5b",
        "0198a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "u-1",
        "é0198a1b-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
    ];

    #[test]
    fn an_id_is_its_text_again() {
        for text in TEXTS {
            let id = Id::from(text);
            assert_eq!(id.to_string(), text);
            let value = serde_json::to_value(&id).unwrap();
            assert_eq!(value, text);
            assert_eq!(serde_json::from_value::<Id>(value).unwrap(), id);
            assert!(id == *text);
        }
    }

    #[test]
    fn ids_are_in_the_order_of_their_texts() {
        for one in TEXTS {
            for two in TEXTS {
                let ids = (Id::from(one), Id::from(two));
                assert_eq!(ids.0.cmp(&ids.1), one.cmp(two), "{one} {two}");
                assert_eq!(ids.0 == ids.1, one == two);
            }
        }
    }

    #[test]
    fn ids_as_they_are_given_here_are_short() {
        assert_eq!(size_of::<Id>(), 24);
        let is_short = |text: &&str| matches!(Id::from(*text).0, Kept::Uuid(_));
        let short: Vec<_> = TEXTS.into_iter().filter(is_short).collect();
        assert_eq!(short, [TEXTS[1], TEXTS[2], TEXTS[6]]);
    }
}
