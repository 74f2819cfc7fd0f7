//! All settings, checked, and what they are when nobody sets them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use scim::Limits;
use storage::TimeLimits;

use super::database_url;
use super::values::{BaseUrl, LogFormat};

/// All settings, checked. Not `Debug`, since the database's URL may hold a password.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// Where the server listens; port 0 picks a free port.
    pub listen: SocketAddr,
    /// What clients are told to call; if it is not set, what the database has kept, or the listening
    /// address.
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
    /// What was said of them, by key, as it was written.
    pub(super) said: BTreeMap<&'static str, String>,
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
    /// Values in a body, objects, lists and those of unknown attributes included.
    pub max_body_values: usize,
    /// Bytes of bodies that requests hold at a time, after decompression; never less than one tenant
    /// may hold.
    pub max_held_bytes: usize,
    /// The same for the requests of one tenant; never less than the largest body.
    pub max_tenant_bytes: usize,
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
    /// Time the database may spend on one statement of a search.
    pub search_timeout: Duration,
}

impl HttpSettings {
    /// Time for the work on a request. The last tenth of all its time is for telling what became of
    /// it.
    pub fn working_time(&self) -> Duration {
        self.request_timeout / 10 * 9
    }

    /// How long the database may work for a request.
    pub fn time_limits(&self) -> TimeLimits {
        TimeLimits {
            request: self.working_time(),
            search: self.search_timeout,
        }
    }
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            max_body_bytes: 16 * 1024 * 1024,
            max_bulk_bytes: 16 * 1024 * 1024,
            max_body_depth: 127,
            max_body_values: 1_000_000,
            max_held_bytes: 128 * 1024 * 1024,
            max_tenant_bytes: 32 * 1024 * 1024,
            default_page_size: 100,
            max_page_size: 1_000,
            cursor_timeout: Duration::from_hours(1),
            argon2_parallelism: 2,
            body_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_mins(1),
            search_timeout: Duration::from_secs(5),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: "sqlite://rollcall.db".into(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            log_format: None,
            log: None,
            schema_dir: None,
            http: HttpSettings::default(),
            limits: Limits::default(),
            said: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// What no message may repeat: the database's URL, and the passwords in it.
    pub fn secrets(&self) -> Vec<String> {
        database_url::secrets(&self.database_url)
    }

    /// What people call the database, without passwords.
    pub fn database(&self) -> String {
        database_url::described(&self.database_url)
    }
}
