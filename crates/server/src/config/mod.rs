//! Settings: command-line flag, else environment, else configuration file, else default.
//!
//! Every setting has one key. `page_size` would be `--page-size`, `ROLLCALL_PAGE_SIZE` and
//! `page_size = …` in the file, so whoever knows one name knows all of them.

mod error;
mod file;
mod flags;
mod layers;
mod limits;
mod values;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use error::ConfigError;
pub use flags::Flags;
pub use values::{BaseUrl, LogFormat};

use layers::Layers;
use scim::Limits;

/// All settings, checked. Not `Debug`, since the database's URL may hold a password.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// Where the server listens; port 0 picks a free port.
    pub listen: SocketAddr,
    /// What clients are told to call; the listening address if it is not set.
    pub public_url: Option<BaseUrl>,
    /// How log lines look; depends on the terminal if it is not set.
    pub log_format: Option<LogFormat>,
    /// A `tracing` filter such as `info` or `warn,rollcall_server=debug`; depends on the command
    /// if it is not set.
    pub log: Option<String>,
    /// A directory of JSON files with schemas and resource types that every tenant has.
    pub schema_dir: Option<PathBuf>,
    /// The limits and time-outs of the HTTP server.
    pub http: HttpSettings,
    /// How much a request may hold.
    pub limits: Limits,
}

/// The limits and time-outs of the HTTP server.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// Size of a request body after decompression, in bytes.
    pub max_body_bytes: usize,
    /// Size of the body of a bulk request after decompression, in bytes.
    pub max_bulk_bytes: usize,
    /// Objects and lists inside each other in a body.
    pub max_body_depth: usize,
    /// Resources in a list answer whose request names no `count`.
    pub default_page_size: u64,
    /// Resources in one list answer at most.
    pub max_page_size: u64,
    /// How long a cursor can be used.
    pub cursor_timeout: Duration,
    /// Argon2 runs at the same time; each takes about 19 MiB.
    pub argon2_parallelism: usize,
    /// Time in which a request's body has to arrive.
    pub body_timeout: Duration,
    /// Time a request may take in all.
    pub request_timeout: Duration,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            max_body_bytes: 16 * 1024 * 1024,
            max_bulk_bytes: 16 * 1024 * 1024,
            max_body_depth: 127,
            default_page_size: 100,
            max_page_size: 1_000,
            cursor_timeout: Duration::from_hours(1),
            argon2_parallelism: 2,
            body_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_mins(1),
        }
    }
}

impl Settings {
    /// Reads the process's environment and the configuration file that `flags` or
    /// `ROLLCALL_CONFIG` name, and checks every value.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        Self::from_sources(flags, |name| std::env::var(name).ok())
    }

    /// The same with an environment of the caller's.
    pub fn from_sources(
        flags: &Flags,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let layers = Layers::gather(flags, environment)?;
        let default = HttpSettings::default();
        let http = HttpSettings {
            max_body_bytes: layers
                .read("max_body_bytes", values::size)?
                .unwrap_or(default.max_body_bytes),
            max_bulk_bytes: layers
                .read("max_bulk_bytes", values::size)?
                .unwrap_or(default.max_bulk_bytes),
            max_body_depth: layers
                .read("max_body_depth", values::body_depth)?
                .unwrap_or(default.max_body_depth),
            default_page_size: layers
                .read("default_page_size", values::count)?
                .unwrap_or(default.default_page_size),
            max_page_size: layers
                .read("max_page_size", values::count)?
                .unwrap_or(default.max_page_size),
            cursor_timeout: layers
                .read("cursor_timeout", values::duration)?
                .unwrap_or(default.cursor_timeout),
            argon2_parallelism: layers
                .read("argon2_parallelism", values::parallelism)?
                .unwrap_or(default.argon2_parallelism),
            body_timeout: layers
                .read("body_timeout", values::duration)?
                .unwrap_or(default.body_timeout),
            request_timeout: layers
                .read("request_timeout", values::duration)?
                .unwrap_or(default.request_timeout),
        };
        Ok(Self {
            database_url: layers
                .read("database_url", values::database_url)?
                .unwrap_or_else(|| "sqlite://rollcall.db".into()),
            listen: layers
                .read("listen", values::address)?
                .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            public_url: layers.read("public_url", values::base_url)?,
            log_format: layers.read("log_format", values::log_format)?,
            log: layers.read("log", values::log_filter)?,
            schema_dir: layers.read("schema_dir", values::directory)?,
            http,
            limits: limits::read(&layers)?,
        })
    }

    /// The URL that clients are told, when the server listens at `address`.
    pub fn public_url_at(&self, address: SocketAddr) -> BaseUrl {
        self.public_url
            .clone()
            .unwrap_or_else(|| BaseUrl::of_address(address))
    }

    /// The base of all SCIM URLs, without a slash at its end, as far as it can be known without
    /// listening.
    pub fn scim_url(&self) -> String {
        self.public_url_at(self.listen).scim()
    }
}
