//! Files with the rules of a scope.

use std::fs;
use std::path::Path;

use directory::rosters::RuleDraft;
use serde::Deserialize;

use super::error::Failure;

/// What a file holds: the rules alone, or with other things as `scope show --json` prints them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    List(Vec<RuleDraft>),
    Scope { rules: Vec<RuleDraft> },
}

/// Reads the rules of a file: JSON, or TOML with a `[[rules]]` for each.
pub(super) fn read(file: &Path) -> Result<Vec<RuleDraft>, Failure> {
    let name = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Refused(format!("{name} cannot be read: {error}")))?;
    let unfit = |error: String| {
        Failure::Refused(format!(
            "{name} is no list of rules: {error}. Each rule has a name, an effect (include or \
             exclude) and a filter"
        ))
    };
    let is_json = text.trim_start().starts_with(['[', '{']) && !text.trim_start().starts_with("[[");
    let content: Content = if is_json {
        serde_json::from_str(&text).map_err(|error| unfit(error.to_string()))?
    } else {
        toml::from_str(&text).map_err(|error| unfit(error.message().to_owned()))?
    };
    Ok(match content {
        Content::List(rules) | Content::Scope { rules } => rules,
    })
}
