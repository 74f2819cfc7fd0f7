//! Slugs: names of training groups that are safe in addresses and file names.

use std::collections::HashSet;

/// Longest slug before a number, in characters; names have no such bound.
const LENGTH: usize = 100;

/// What a name without a single letter or digit becomes.
const NAMELESS: &str = "group";

/// The slug of a display name: transliterated to ASCII, lower-case, its words joined by `-`.
/// Several names may have the same one; see [`first_free`].
pub fn slug(display_name: &str) -> String {
    let ascii = deunicode::deunicode_with_tofu(display_name, " ");
    let words: Vec<&str> = ascii
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut slug = words.join("-").to_ascii_lowercase();
    slug.truncate(LENGTH);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { NAMELESS } else { slug }.to_owned()
}

/// The `number`th choice for a slug that is taken: the slug itself for 1, `finance-2` for 2.
fn numbered(slug: &str, number: u64) -> String {
    if number <= 1 {
        slug.to_owned()
    } else {
        format!("{slug}-{number}")
    }
}

/// The first choice for a slug that is not among those taken, which may be any.
pub fn first_free<S: AsRef<str>>(slug: &str, taken: &[S]) -> String {
    let taken: HashSet<&str> = taken.iter().map(AsRef::as_ref).collect();
    let mut number = 1;
    loop {
        let choice = numbered(slug, number);
        if !taken.contains(choice.as_str()) {
            return choice;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{first_free, numbered, slug};

    #[test]
    fn the_first_free_slug_fills_gaps() {
        for (taken, expected) in [
            (vec![], "finance"),
            (vec!["finance-2", "risk"], "finance"),
            (vec!["finance", "finance-x", "finance-3"], "finance-2"),
            (vec!["finance-2", "finance"], "finance-3"),
        ] {
            assert_eq!(first_free("finance", &taken), expected, "{taken:?}");
        }
    }

    #[test]
    fn a_slug_is_ascii_words_joined_by_dashes() {
        for (name, expected) in [
            ("Finance", "finance"),
            ("Dział IT", "dzial-it"),
            ("  Research & Development  ", "research-development"),
            ("Straße / Öffentlichkeit", "strasse-offentlichkeit"),
            ("--a--b--", "a-b"),
            ("Team 7", "team-7"),
            ("ФИНАНСЫ", "finansy"),
            ("北京", "bei-jing"),
            ("!?", "group"),
            ("", "group"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn a_slug_has_a_bounded_length_and_no_dash_at_its_end() {
        let name = format!("{} {}", "a".repeat(99), "b".repeat(99));
        assert_eq!(slug(&name), "a".repeat(99));
    }

    #[test]
    fn a_taken_slug_gets_a_number_behind_it() {
        assert_eq!(numbered("finance", 1), "finance");
        assert_eq!(numbered("finance", 2), "finance-2");
        assert_eq!(numbered("finance", 10), "finance-10");
    }
}
