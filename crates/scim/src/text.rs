//! The one definition of "the same text" for attributes that are not `caseExact`.

use std::borrow::Cow;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// Folds `text` to the form in which case-insensitive values are compared, stored for look-up and
/// kept unique (RFC 7643 §2.2 `caseExact`, RFC 7644 §7.8).
///
/// Compatibility normalisation and full Unicode case folding, so that `STRASSE` and `Straße`, the
/// Kelvin sign and `k`, and composed and decomposed accents meet. Folding twice changes nothing.
/// White space is kept: it is part of the value.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    // Folding can give rise to sequences that normalise further, and the other way round; the
    // second round reaches the fixed point that Unicode defines as NFKC_Casefold.
    let once: String = text
        .nfd()
        .default_case_fold()
        .nfkd()
        .default_case_fold()
        .nfkc()
        .collect();
    let twice: String = once
        .nfd()
        .default_case_fold()
        .nfkd()
        .default_case_fold()
        .nfkc()
        .collect();
    Cow::Owned(twice)
}

/// The text as every database can store it: PostgreSQL takes no NUL, so U+FFFD stands for one.
pub fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn fold_ascii(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::fold;

    #[test]
    fn spellings_of_one_name_meet() {
        for (left, right) in [
            ("ann@contoso.example", "ANN@Contoso.Example"),
            ("Straße", "STRASSE"),
            ("\u{212A}elvin", "kelvin"),
            ("\u{FB00}", "FF"),
            ("e\u{301}", "\u{C9}"),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ] {
            assert_eq!(fold(left), fold(right), "{left} and {right}");
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for (left, right) in [("ı", "i"), ("ann", "ann "), ("é", "e"), ("İ", "i")] {
            assert_ne!(fold(left), fold(right), "{left} and {right}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }
    }
}
