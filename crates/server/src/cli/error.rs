//! Why a command ended without success, and with which status.

use std::io;
use std::process::ExitCode;

use directory::AdminError;
use storage::StorageError;

use crate::config::ConfigError;
use crate::token::{HashError, RandomError};

/// One line for stderr. A wrong usage ends with status 2, anything else with 1.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
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
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Config(ConfigError::Flag(_)) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
