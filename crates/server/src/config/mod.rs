//! Settings: command-line flag, else environment, else configuration file, else default.
//!
//! Every setting has one key. `page_size` would be `--page-size`, `ROLLCALL_PAGE_SIZE` and
//! `page_size = …` in the file, so whoever knows one name knows all of them.

mod database_url;
mod differing;
mod error;
mod file;
mod flags;
mod layers;
mod readme;
mod settings;
mod table;
mod values;

pub use error::ConfigError;
pub use flags::Flags;
pub use readme::readme_table;
pub use settings::{HttpSettings, Settings};
pub use values::{BaseUrl, LogFormat};

use layers::Layers;

impl Settings {
    /// Reads the process's environment and the configuration file that `flags` or
    /// `ROLLCALL_CONFIG` name, and checks every value.
    ///
    /// # Errors
    ///
    /// A value is malformed, or the file cannot be read.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        Self::from_sources(flags, |name| std::env::var(name).ok())
    }

    /// The same with an environment of the caller's.
    ///
    /// # Errors
    ///
    /// A value is malformed, or the file cannot be read.
    pub fn from_sources(
        flags: &Flags,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let layers = Layers::gather(flags, environment)?;
        let mut settings = Self::default();
        for setting in &table::SETTINGS {
            layers.apply(setting, &mut settings)?;
        }
        Ok(settings)
    }
}
