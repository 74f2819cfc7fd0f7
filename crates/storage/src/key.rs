//! Keys: what indexes hold of a value.

use scim::text::fold;

/// The longest key, in bytes. PostgreSQL refuses index entries of more than some 2,700 bytes, and
/// keys stand beside others in an index.
const LENGTH: usize = 1_000;

/// The part of a value that an index holds: all of it, unless it is very long. Values whose keys
/// differ are different; values with the same key are the same only if [`is_whole`].
pub(crate) fn exact(value: &str) -> String {
    let mut end = LENGTH.min(value.len());
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    value.get(..end).unwrap_or_default().to_owned()
}

/// The key of a value whose letter case doesn't matter.
pub(crate) fn folded(value: &str) -> String {
    exact(&fold(value))
}

/// Whether a text can be stored at all. PostgreSQL takes no NUL, not even to look for one.
pub(crate) fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

/// Whether no other value has the key of this one.
pub(crate) fn is_whole(value: &str) -> bool {
    // A key that was cut ends at a character's boundary, so it may be up to three bytes shorter.
    value.len() < LENGTH - 3
}

#[cfg(test)]
mod tests {
    use super::{LENGTH, exact, folded, is_whole};

    #[test]
    fn a_short_value_is_its_own_key() {
        assert_eq!(exact("Ann"), "Ann");
        assert_eq!(folded("Ann"), "ann");
        assert!(is_whole("Ann"));
    }

    #[test]
    fn a_long_value_is_cut_at_a_character() {
        let value = "ż".repeat(LENGTH);
        let odd = format!("a{value}");
        assert_eq!(exact(&value).len(), LENGTH);
        assert_eq!(exact(&odd).len(), LENGTH - 1);
        assert!(!is_whole(&exact(&value)) && !is_whole(&exact(&odd)));
    }
}
