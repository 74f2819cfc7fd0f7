//! The causes that are known.

use std::sync::LazyLock;

use serde::Deserialize;

use super::cause::{Cause, Harm};

/// The files, in the order in which causes are looked for.
const FILES: [&str; 3] = [
    include_str!("../suites/entra/causes.toml"),
    include_str!("../suites/okta/causes.toml"),
    include_str!("../suites/rfc/causes.toml"),
];

static KNOWN: LazyLock<Vec<Cause>> = LazyLock::new(|| FILES.into_iter().flat_map(read).collect());

/// Stands for whatever no file names.
pub static OTHER: LazyLock<Cause> = LazyLock::new(|| Cause {
    id: "other".to_owned(),
    wrong: "Something else that was demanded does not hold.".to_owned(),
    harm: Harm::Data,
    everyone: Some("something else that it needs does not hold".to_owned()),
    ..Cause::default()
});

/// Stands for refusals that keep tests from coming to their point.
pub static BLOCKED: LazyLock<Cause> = LazyLock::new(|| Cause {
    id: "blocked".to_owned(),
    wrong: "What tests need before they can come to their point is refused.".to_owned(),
    harm: Harm::Data,
    everyone: Some("some of what it does could not be tried".to_owned()),
    ..Cause::default()
});

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    cause: Vec<Cause>,
}

/// All causes, in the order in which they are looked for.
pub fn all() -> &'static [Cause] {
    &KNOWN
}

/// The files are part of the program, and a test reads them.
fn read(text: &str) -> Vec<Cause> {
    toml::from_str::<File>(text).unwrap_or_default().cause
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_can_be_read_and_every_cause_is_told_in_a_sentence() {
        let mut ids = BTreeSet::from(["other", "blocked"]);
        for text in FILES {
            let file: File = toml::from_str(text).unwrap();
            assert!(!file.cause.is_empty());
        }
        for cause in all() {
            assert!(ids.insert(&cause.id), "{} is there twice", cause.id);
            assert!(cause.wrong.ends_with('.'), "{}", cause.id);
            assert!(!cause.tests.is_empty(), "{}", cause.id);
            let clauses = [&cause.entra, &cause.okta, &cause.everyone];
            let is_end =
                |text: &String| text.starts_with(char::is_lowercase) && !text.ends_with('.');
            assert!(clauses.into_iter().flatten().all(is_end), "{}", cause.id);
            let has_evidence = !cause.sent.is_empty() || !cause.expected.is_empty();
            assert_eq!(!cause.among.is_empty(), has_evidence, "{}", cause.id);
        }
    }
}
