//! What is wrong with the settings.

/// A setting that cannot be used, or a file that cannot be read: one line for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A flag's value is malformed: wrong usage.
    #[error("{0}")]
    Flag(String),
    /// A value in the environment or in the file is malformed, or the file has an unknown key.
    #[error("{0}")]
    Refused(String),
}
