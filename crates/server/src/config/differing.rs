//! What was set that makes a difference.

use super::settings::Settings;
use super::table::{SETTINGS, Setting, Standard};

/// They say which database this is and where it is served, and are told on their own.
const APART: [&str; 3] = ["database_url", "listen", "public_url"];

impl Settings {
    /// The settings that are not what they are when nobody sets them, each with its value as it was
    /// written; without those that say which database this is and where it is served.
    pub fn differing(&self) -> Vec<String> {
        let settings = SETTINGS.iter();
        settings
            .filter(|setting| !APART.contains(&setting.key) && differs(setting, self))
            .filter_map(|setting| Some(format!("{}={}", setting.key, self.said.get(setting.key)?)))
            .collect()
    }
}

/// Of a setting whose default depends nobody knows what it would be: it differs if it was set.
fn differs(setting: &Setting, settings: &Settings) -> bool {
    match setting.default {
        Standard::Shown(show) => show(settings) != show(&Settings::default()),
        Standard::Said(_) | Standard::Nothing => settings.said.contains_key(setting.key),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Flags;
    use super::*;

    #[test]
    fn what_is_as_it_would_be_anyway_is_not_told() {
        let set = |name: &str| {
            let value = match name {
                "ROLLCALL_DATABASE_URL" => "postgres://joe:s3cret@db/x",
                "ROLLCALL_MAX_PAGE_SIZE" => "1000",
                "ROLLCALL_REQUEST_TIMEOUT" => "30s",
                "ROLLCALL_LOG" => "info",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let settings = Settings::from_sources(&Flags::default(), set).unwrap();
        assert_eq!(settings.differing(), ["log=info", "request_timeout=30s"]);
    }
}
