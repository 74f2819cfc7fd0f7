//! Which of the places a setting may stand in wins.

use std::path::Path;

use super::error::ConfigError;
use super::file::File;
use super::flags::Flags;
use super::settings::Settings;
use super::table::Setting;

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

    /// Puts the strongest value of a setting into `settings`, if it stands anywhere.
    pub(super) fn apply(
        &self,
        setting: &Setting,
        settings: &mut Settings,
    ) -> Result<(), ConfigError> {
        let Some((origin, text)) = self.find(setting) else {
            return Ok(());
        };
        (setting.take)(settings, &text)
            .map_err(|expected| self.malformed(setting, &origin, &expected))?;
        settings.said.insert(setting.key, text);
        Ok(())
    }

    fn find(&self, setting: &Setting) -> Option<(Origin, String)> {
        let key = setting.key;
        let flag = self
            .flags
            .get(key)
            .map(|text| (Origin::Flag, text.to_owned()));
        let environment = || {
            let text = not_empty((self.environment)(&setting.variable()))?;
            Some((Origin::Environment, text))
        };
        let file = || Some((Origin::File, self.file.as_ref()?.get(key)?.to_owned()));
        flag.or_else(environment).or_else(file)
    }

    fn malformed(&self, setting: &Setting, origin: &Origin, expected: &str) -> ConfigError {
        match (origin, &self.file) {
            (Origin::Flag, _) => {
                ConfigError::Flag(format!("--{}: expected {expected}", setting.flag()))
            }
            (Origin::File, Some(file)) => {
                let (path, key) = (file.path.display(), setting.key);
                ConfigError::Refused(format!(
                    "configuration file {path}: `{key}`: expected {expected}"
                ))
            }
            _ => ConfigError::Refused(format!("{}: expected {expected}", setting.variable())),
        }
    }
}

/// Compose files and unit files set variables to nothing when they mean to leave them out.
fn not_empty(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.is_empty())
}
