//! The settings as command-line flags.

use clap::Args;

/// Settings given as flags; they are taken as text here and checked with all the others.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Settings (flag, else environment, else file, else default)")]
pub struct Flags {
    /// Configuration file, TOML [env: `ROLLCALL_CONFIG`]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<String>,
    /// `sqlite://FILE` or `postgres://…` [default: `sqlite://rollcall.db`]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Address and port to listen at; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDR:PORT")]
    pub listen: Option<String>,
    /// What clients are told to call [default: `http://` and the listening address]
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// `text` or `json` [default: text on a terminal, else json]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// Which log lines to write, a tracing filter [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// Directory of JSON files with schemas and resource types for every tenant
    #[arg(long, global = true, value_name = "DIR")]
    pub schema_dir: Option<String>,
    /// Largest request body, in bytes after decompression [default: 16777216]
    #[arg(long, global = true, value_name = "BYTES")]
    pub max_body_bytes: Option<String>,
    /// Largest bulk request, in bytes after decompression [default: 16777216]
    #[arg(long, global = true, value_name = "BYTES")]
    pub max_bulk_bytes: Option<String>,
    /// Objects and lists inside each other in a body [default: 127]
    #[arg(long, global = true, value_name = "N")]
    pub max_body_depth: Option<String>,
    /// Operations in one bulk request [default: 1000]
    #[arg(long, global = true, value_name = "N")]
    pub max_bulk_operations: Option<String>,
    /// Operations in one PATCH request [default: 1000]
    #[arg(long, global = true, value_name = "N")]
    pub max_patch_operations: Option<String>,
    /// Values of one attribute in one request, members included [default: 100000]
    #[arg(long, global = true, value_name = "N")]
    pub max_values: Option<String>,
    /// Longest text value, in bytes [default: 16384]
    #[arg(long, global = true, value_name = "BYTES")]
    pub max_text_bytes: Option<String>,
    /// Longest filter or path, in bytes [default: 8192]
    #[arg(long, global = true, value_name = "BYTES")]
    pub max_filter_bytes: Option<String>,
    /// Brackets that may be open at once in a filter [default: 32]
    #[arg(long, global = true, value_name = "N")]
    pub max_filter_depth: Option<String>,
    /// Comparisons in a filter [default: 100]
    #[arg(long, global = true, value_name = "N")]
    pub max_filter_terms: Option<String>,
    /// Resources in a list answer if the request names no count [default: 100]
    #[arg(long, global = true, value_name = "N")]
    pub default_page_size: Option<String>,
    /// Resources in one list answer at most [default: 1000]
    #[arg(long, global = true, value_name = "N")]
    pub max_page_size: Option<String>,
    /// How long a cursor can be used [default: 1h]
    #[arg(long, global = true, value_name = "DURATION")]
    pub cursor_timeout: Option<String>,
    /// Token hashes computed at the same time, 19 MiB each [default: 2]
    #[arg(long, global = true, value_name = "N")]
    pub argon2_parallelism: Option<String>,
    /// Time in which a request body has to arrive [default: 20s]
    #[arg(long, global = true, value_name = "DURATION")]
    pub body_timeout: Option<String>,
    /// Time a request may take in all [default: 60s]
    #[arg(long, global = true, value_name = "DURATION")]
    pub request_timeout: Option<String>,
}

impl Flags {
    /// The value that was given for the setting of this key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let value = match key {
            "database_url" => &self.database_url,
            "listen" => &self.listen,
            "public_url" => &self.public_url,
            "log_format" => &self.log_format,
            "log" => &self.log,
            "schema_dir" => &self.schema_dir,
            "max_body_bytes" => &self.max_body_bytes,
            "max_bulk_bytes" => &self.max_bulk_bytes,
            "max_body_depth" => &self.max_body_depth,
            "max_bulk_operations" => &self.max_bulk_operations,
            "max_patch_operations" => &self.max_patch_operations,
            "max_values" => &self.max_values,
            "max_text_bytes" => &self.max_text_bytes,
            "max_filter_bytes" => &self.max_filter_bytes,
            "max_filter_depth" => &self.max_filter_depth,
            "max_filter_terms" => &self.max_filter_terms,
            "default_page_size" => &self.default_page_size,
            "max_page_size" => &self.max_page_size,
            "cursor_timeout" => &self.cursor_timeout,
            "argon2_parallelism" => &self.argon2_parallelism,
            "body_timeout" => &self.body_timeout,
            "request_timeout" => &self.request_timeout,
            _ => &None,
        };
        value.as_deref()
    }
}
