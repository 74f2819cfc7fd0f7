//! The configuration file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::error::ConfigError;
use super::table::SETTINGS;

/// What a configuration file says: its values as text, by key.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    values: BTreeMap<String, String>,
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| refused(path, &format!("cannot be read: {error}")))?;
        let table: Table = toml::from_str(&text).map_err(|error| not_toml(path, &text, &error))?;
        let values = table
            .iter()
            .map(|(key, value)| Ok((known(path, key)?, as_text(path, key, value)?)))
            .collect::<Result<_, ConfigError>>()?;
        Ok(Self {
            path: path.to_owned(),
            values,
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }
}

fn known(path: &Path, key: &str) -> Result<String, ConfigError> {
    let keys = SETTINGS.each_ref().map(|setting| setting.key);
    if keys.contains(&key) {
        return Ok(key.to_owned());
    }
    let expected = keys.join(", ");
    Err(refused(
        path,
        &format!("unknown key `{key}`; expected one of {expected}"),
    ))
}

fn as_text(path: &Path, key: &str, value: &Value) -> Result<String, ConfigError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        other => {
            let found = other.type_str();
            Err(refused(
                path,
                &format!("`{key}`: expected a string or an integer, found a {found}"),
            ))
        }
    }
}

/// Says where the file stops being TOML, without quoting the line: it may hold a password.
fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let start = error.span().map_or(0, |span| span.start);
    let line = text
        .get(..start)
        .map_or(1, |before| before.matches('\n').count() + 1);
    refused(
        path,
        &format!("not valid TOML in line {line}: {}", error.message()),
    )
}

fn refused(path: &Path, problem: &str) -> ConfigError {
    ConfigError::Refused(format!("configuration file {}: {problem}", path.display()))
}
