//! Keys: what indexes hold of a value.
//!
//! PostgreSQL refuses index entries of more than some 2,700 bytes, and keys stand beside others in
//! an index. So a long value is known by its beginning and a digest of all of it. Equal values have
//! equal keys and different ones different keys, so a key says everything about equality. It sorts
//! as its value does, but for values that begin with the same 900 bytes or so.

use std::fmt::Write;

use scim::text::fold;
use sha2::{Digest, Sha256};

/// The longest value that is its own key, in bytes. The key of any other is longer than this.
const WHOLE: usize = 900;
/// Stands before the digest. It sorts after every other character, as what was cut off would sort
/// after the end.
const MARK: char = '\u{10ffff}';

/// The key of a value.
pub(crate) fn exact(value: &str) -> String {
    if value.len() <= WHOLE {
        return value.to_owned();
    }
    let end = value.floor_char_boundary(WHOLE);
    let mut key = value.get(..end).unwrap_or_default().to_owned();
    key.push(MARK);
    for byte in Sha256::digest(value) {
        // Writing to a string does not fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

/// The key of a value whose letter case doesn't matter.
pub(crate) fn folded(value: &str) -> String {
    exact(&fold(value))
}

/// Whether a text can be stored at all. PostgreSQL takes no NUL, not even to look for one.
pub(crate) fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{WHOLE, exact, folded};

    #[test]
    fn a_short_value_is_its_own_key() {
        let longest = "a".repeat(WHOLE);
        for value in ["", "Ann", &longest] {
            assert_eq!(exact(value), value);
        }
        assert_eq!(folded("Ann"), "ann");
    }

    #[test]
    fn different_values_have_different_keys_of_limited_length() {
        let values = (WHOLE - 4..WHOLE + 4).flat_map(|length| {
            let start = "a".repeat(length);
            ["", "a", "b", "ż", "€", "𐍈", "\u{10ffff}"].map(|end| format!("{start}{end}"))
        });
        let values: BTreeSet<String> = values.collect();
        let keys: BTreeSet<String> = values.iter().map(|value| exact(value)).collect();
        assert_eq!(keys.len(), values.len());
        assert!(keys.iter().all(|key| key.len() <= 1_000));
        let key = exact(&"a".repeat(WHOLE + 1));
        assert_ne!(exact(&key), key);
        assert_eq!(folded(&"ÅB".repeat(WHOLE)), folded(&"åb".repeat(WHOLE)));
    }

    #[test]
    fn keys_sort_as_their_values_do_where_these_differ_early() {
        let ends = ["", "a", "b", "ż", "€", "𐍈"];
        let mut values = Vec::new();
        for cut in 1..=3 {
            let start = "a".repeat(WHOLE - cut);
            values.push(start.clone());
            // The second is too long for its key at some of the cuts, the others always or never.
            for end in ends {
                values.push(format!("{start}{end}"));
                values.push(format!("{start}{end}{}", "z".repeat(WHOLE)));
            }
        }
        for one in &values {
            for other in &values {
                let same_start = one.get(..WHOLE - 3) == other.get(..WHOLE - 3);
                let shown = |value: &str| {
                    value
                        .get(..value.floor_char_boundary(WHOLE))
                        .unwrap()
                        .to_owned()
                };
                if same_start && shown(one) != shown(other) {
                    assert_eq!(exact(one).cmp(&exact(other)), one.cmp(other));
                }
            }
        }
    }
}
