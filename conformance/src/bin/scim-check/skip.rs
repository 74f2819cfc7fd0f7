//! Lists of tests that are not to be run: `--skip FILE`.

use std::collections::BTreeMap;
use std::path::Path;

use conformance::check::Test;
use conformance::run::matches;
use serde::Deserialize;
use toml::Value;

use crate::file::{FileError, read, wrong};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SkipFile {
    /// Patterns of ids, each with the reason.
    skip: BTreeMap<String, Value>,
}

/// Reads the patterns of ids, each with the reason not to run what it matches.
pub(crate) fn read_skips(path: &Path) -> Result<Vec<(String, String)>, FileError> {
    let file: SkipFile = read(path)?;
    let reasoned = |(pattern, reason): (String, Value)| match reason.as_str().map(str::trim) {
        Some(reason) if !reason.is_empty() => Ok((pattern, reason.to_owned())),
        _ => {
            let place = format!("skip.{pattern:?}");
            Err(wrong(
                path,
                &place,
                "it needs a reason as text, and a pattern with dots stands in quotes",
            ))
        }
    };
    file.skip.into_iter().map(reasoned).collect()
}

/// Patterns that match none of the tests.
pub(crate) fn idle<'p>(skips: &'p [(String, String)], tests: &[Test]) -> Vec<&'p str> {
    let patterns = skips.iter().map(|(pattern, _)| pattern.as_str());
    let idle = |pattern: &&str| !tests.iter().any(|test| matches(pattern, &test.id));
    patterns.filter(idle).collect()
}
