//! Why a command ended without success, and with which status.

use std::io;
use std::process::ExitCode;

use directory::AdminError;
use storage::StorageError;

use super::output::readable;
use super::words::sentence;
use crate::config::ConfigError;
use crate::token::{HashError, RandomError};

/// One line for stderr. A wrong usage ends with status 2, anything else with 1.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Refused(String),
    #[error(
        "there is no database yet: {0} is missing or empty; `rollcall tenant create`, `migrate` and \
         `serve` make one"
    )]
    Missing(String),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{}", sentence(.0))]
    Admin(#[from] AdminError),
    #[error("the database cannot be used: {0}")]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Migration(#[from] migrations::MigrationError),
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Failure {
    /// What a person is told, without any of these secrets: a driver may repeat what it was given.
    pub(super) fn line(&self, secrets: &[String]) -> String {
        let mut line = readable(&self.to_string()).replace('\n', " ");
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            line = line.replace(secret, "***");
        }
        line
    }

    /// Whether nobody reads any more what is printed.
    pub(super) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Config(ConfigError::Flag(_)) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn a_failure_is_one_line_without_secrets() {
        let failure = Failure::Refused("cannot read\n'db://x:s3c@ret@h' or\u{1b}s3c@ret".into());
        let secrets = ["db://x:s3c@ret@h", "s3c@ret", ""].map(str::to_owned);
        assert_eq!(failure.line(&secrets), "cannot read '***' or ***");
    }
}
