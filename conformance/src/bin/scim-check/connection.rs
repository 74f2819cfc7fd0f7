//! How to reach a server, as all commands are told.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use conformance::http::NetworkSettings;

/// What a command needs to know of a server beside its URL.
#[derive(Debug, Args)]
pub(crate) struct Connection {
    /// The bearer token, where the server wants one
    #[arg(
        long,
        value_name = "TOKEN",
        env = "SCIM_CHECK_TOKEN",
        hide_env_values = true
    )]
    token: Option<Token>,
    #[command(flatten)]
    pub(crate) network: NetworkArguments,
}

/// What is the same whoever asks.
#[derive(Clone, Debug, Args)]
pub(crate) struct NetworkArguments {
    /// How many seconds an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,
    /// PEM file of certificates to trust beside the machine's
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
}

/// A bearer token, which nobody is to see; empty if there is none.
#[derive(Clone, Default)]
pub(crate) struct Token(pub(crate) String);

impl Connection {
    /// The settings for a server at that URL.
    pub(crate) fn settings(&self, url: &str) -> NetworkSettings {
        self.network.settings(url, &self.token())
    }

    /// The token, empty if none was given.
    pub(crate) fn token(&self) -> Token {
        self.token.clone().unwrap_or_default()
    }
}

impl NetworkArguments {
    /// The settings for a server at that URL, which knows this token.
    pub(crate) fn settings(&self, url: &str, token: &Token) -> NetworkSettings {
        NetworkSettings {
            ca_file: self.ca_file.clone(),
            timeout: Duration::from_secs(self.timeout),
            ..NetworkSettings::new(url, &token.0)
        }
    }
}

// Whatever is wrong with it is said later: a message of the command line would repeat it.
impl From<String> for Token {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}
