//! The settings as command-line flags.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};

use super::table::{SETTINGS, Setting, UsedBy};

const HEADING: &str = "Settings (flag, else environment, else file, else default)";
const CONFIG: &str = "config";

/// Settings given as flags; they are taken as text here and checked with all the others.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// The path of the configuration file.
    pub config: Option<String>,
    values: BTreeMap<&'static str, String>,
}

impl Flags {
    /// Shows the settings of the server in the help of the command that they make a difference to. All
    /// commands take them, since some are told all of them by those who write unit files.
    #[must_use]
    pub fn show_all(command: Command) -> Command {
        command.args(
            SETTINGS
                .iter()
                .filter(|it| it.used_by == UsedBy::Serve)
                .map(flag),
        )
    }

    /// The value that was given for the setting of this key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new(CONFIG)
            .long(CONFIG)
            .value_name("FILE")
            .help("Configuration file, TOML [env: ROLLCALL_CONFIG]");
        let config = config.help_heading(HEADING);
        let settings = SETTINGS.iter();
        let settings = settings.map(|it| flag(it).hide(it.used_by == UsedBy::Serve));
        let all = [config].into_iter().chain(settings);
        command.args(all.map(|flag| flag.global(true)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        let given = |key| matches.get_one::<String>(key).cloned();
        if let Some(path) = given(CONFIG) {
            self.config = Some(path);
        }
        for Setting { key, .. } in &SETTINGS {
            if let Some(text) = given(key) {
                self.values.insert(key, text);
            }
        }
        Ok(())
    }
}

fn flag(setting: &Setting) -> Arg {
    let default = setting.default();
    let default = default.map_or_else(String::new, |text| format!(" [default: {text}]"));
    let variable = setting.variable();
    Arg::new(setting.key)
        .long(setting.flag())
        .value_name(setting.value_name)
        .help_heading(HEADING)
        .help(format!("{}{default} [env: {variable}]", setting.help).replace('`', ""))
}
