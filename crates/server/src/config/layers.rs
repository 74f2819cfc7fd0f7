//! Which of the places a setting may stand in wins.

use std::path::Path;

use super::file::File;
use super::{ConfigError, Flags};

/// Where settings come from, strongest first.
pub(super) struct Layers<'a, E> {
    flags: &'a Flags,
    environment: E,
    file: Option<File>,
}

enum Origin {
    Flag,
    Environment,
    File,
}

impl<'a, E: Fn(&str) -> Option<String>> Layers<'a, E> {
    pub(super) fn gather(flags: &'a Flags, environment: E) -> Result<Self, ConfigError> {
        let path = flags
            .config
            .clone()
            .or_else(|| not_empty(environment("ROLLCALL_CONFIG")));
        let file = path.map(|path| File::read(Path::new(&path))).transpose()?;
        Ok(Self {
            flags,
            environment,
            file,
        })
    }

    /// The strongest value of the setting `key`, checked by `parse`, whose error says what was
    /// expected.
    pub(super) fn read<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some((origin, text)) = self.find(key) else {
            return Ok(None);
        };
        parse(&text)
            .map(Some)
            .map_err(|expected| self.malformed(key, &origin, &expected))
    }

    fn find(&self, key: &str) -> Option<(Origin, String)> {
        let flag = self
            .flags
            .get(key)
            .map(|text| (Origin::Flag, text.to_owned()));
        let environment = || {
            let text = not_empty((self.environment)(&variable(key)))?;
            Some((Origin::Environment, text))
        };
        let file = || Some((Origin::File, self.file.as_ref()?.get(key)?.to_owned()));
        flag.or_else(environment).or_else(file)
    }

    fn malformed(&self, key: &str, origin: &Origin, expected: &str) -> ConfigError {
        match (origin, &self.file) {
            (Origin::Flag, _) => {
                ConfigError::Flag(format!("--{}: expected {expected}", key.replace('_', "-")))
            }
            (Origin::File, Some(file)) => {
                let path = file.path.display();
                ConfigError::Refused(format!(
                    "configuration file {path}: `{key}`: expected {expected}"
                ))
            }
            _ => ConfigError::Refused(format!("{}: expected {expected}", variable(key))),
        }
    }
}

fn variable(key: &str) -> String {
    format!("ROLLCALL_{}", key.to_ascii_uppercase())
}

/// Compose files and unit files set variables to nothing when they mean to leave them out.
fn not_empty(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.is_empty())
}
