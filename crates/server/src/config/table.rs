//! The settings, one row each: everything that is said of a setting anywhere comes from here.

use Standard::{Nothing, Said, Shown};
use UsedBy::{EveryCommand, Serve};

use super::settings::Settings;
use super::{database_url, values};
use crate::duration;

/// One setting.
pub(super) struct Setting {
    /// Its name in the configuration file; those of the flag and the variable are made from it.
    pub(super) key: &'static str,
    /// What stands for its value in the help.
    pub(super) value_name: &'static str,
    /// What it says, without a full stop.
    pub(super) help: &'static str,
    /// What it is when nobody sets it.
    pub(super) default: Standard,
    /// Whom it makes a difference to. Every command takes and checks every setting.
    pub(super) used_by: UsedBy,
    /// Checks a value and puts it into the settings. The error completes "expected …".
    pub(super) take: fn(&mut Settings, &str) -> Result<(), String>,
}

/// A default, as people are told.
pub(super) enum Standard {
    /// The value that stands in these settings.
    Shown(fn(&Settings) -> String),
    /// It depends, in words.
    Said(&'static str),
    /// There is none.
    Nothing,
}

/// The commands that a setting makes a difference to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UsedBy {
    EveryCommand,
    Serve,
}

impl Setting {
    /// The name of its flag, without the dashes in front.
    pub(super) fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// The name of its environment variable.
    pub(super) fn variable(&self) -> String {
        format!("ROLLCALL_{}", self.key.to_ascii_uppercase())
    }

    /// Its default with values in backticks, if it has one.
    pub(super) fn default(&self) -> Option<String> {
        match self.default {
            Shown(show) => Some(format!("`{}`", show(&Settings::default()))),
            Said(words) => Some(words.to_owned()),
            Nothing => None,
        }
    }
}

/// Puts a value where it belongs, if there is one.
fn put<T>(place: &mut T, value: Result<T, String>) -> Result<(), String> {
    *place = value?;
    Ok(())
}

/// All settings, in the order of the help, the README and messages.
pub(super) static SETTINGS: [Setting; 26] = [
    Setting {
        key: "database_url",
        value_name: "URL",
        help: "`sqlite://FILE` or `postgres://…`",
        default: Shown(|settings| settings.database_url.clone()),
        used_by: EveryCommand,
        take: |settings, text| put(&mut settings.database_url, database_url::check(text)),
    },
    Setting {
        key: "listen",
        value_name: "ADDR:PORT",
        help: "Address and port to listen at; port 0 picks a free one",
        default: Shown(|settings| settings.listen.to_string()),
        used_by: EveryCommand,
        take: |settings, text| put(&mut settings.listen, values::address(text)),
    },
    Setting {
        key: "public_url",
        value_name: "URL",
        help: "What clients are told to call, without `/scim/v2`",
        default: Said(
            "what `serve` was last told on this database, else `http://` and the listening address",
        ),
        used_by: EveryCommand,
        take: |settings, text| put(&mut settings.public_url, values::base_url(text).map(Some)),
    },
    Setting {
        key: "log_format",
        value_name: "FORMAT",
        help: "`text` or `json`",
        default: Said("`text` on a terminal, else `json`"),
        used_by: EveryCommand,
        take: |settings, text| put(&mut settings.log_format, values::log_format(text).map(Some)),
    },
    Setting {
        key: "log",
        value_name: "FILTER",
        help: "Which log lines to write, a tracing filter",
        default: Said("`info`"),
        used_by: EveryCommand,
        take: |settings, text| put(&mut settings.log, values::log_filter(text).map(Some)),
    },
    Setting {
        key: "schema_dir",
        value_name: "DIR",
        help: "Directory of JSON files with schemas and resource types for every tenant",
        default: Nothing,
        used_by: EveryCommand,
        take: |settings, text| put(&mut settings.schema_dir, values::directory(text).map(Some)),
    },
    Setting {
        key: "max_body_bytes",
        value_name: "BYTES",
        help: "Largest request body, in bytes after decompression",
        default: Shown(|settings| settings.http.max_body_bytes.to_string()),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.max_body_bytes, values::size(text)),
    },
    Setting {
        key: "max_bulk_bytes",
        value_name: "BYTES",
        help: "Largest bulk request, in bytes after decompression",
        default: Shown(|settings| settings.http.max_bulk_bytes.to_string()),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.max_bulk_bytes, values::size(text)),
    },
    Setting {
        key: "max_body_depth",
        value_name: "N",
        help: "Objects and lists inside each other in a body",
        default: Shown(|settings| settings.http.max_body_depth.to_string()),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.max_body_depth, values::body_depth(text)),
    },
    Setting {
        key: "max_body_values",
        value_name: "N",
        help: "Values in a body, objects, lists and those of unknown attributes included",
        default: Shown(|settings| settings.http.max_body_values.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.http.max_body_values,
                values::number(text, 1_000, 10_000_000),
            )
        },
    },
    Setting {
        key: "max_held_bytes",
        value_name: "BYTES",
        help: "Bytes of bodies that requests may hold at a time, after decompression",
        default: Shown(|settings| settings.http.max_held_bytes.to_string()),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.max_held_bytes, values::size(text)),
    },
    Setting {
        key: "max_tenant_bytes",
        value_name: "BYTES",
        help: "The same for one tenant; one body of any allowed size always has room",
        default: Shown(|settings| settings.http.max_tenant_bytes.to_string()),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.max_tenant_bytes, values::size(text)),
    },
    Setting {
        key: "max_bulk_operations",
        value_name: "N",
        help: "Operations in one bulk request",
        default: Shown(|settings| settings.limits.bulk_operations.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.limits.bulk_operations,
                values::number(text, 1, 100_000),
            )
        },
    },
    Setting {
        key: "max_patch_operations",
        value_name: "N",
        help: "Operations in one PATCH request",
        default: Shown(|settings| settings.limits.patch_operations.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.limits.patch_operations,
                values::number(text, 1, 100_000),
            )
        },
    },
    Setting {
        key: "max_values",
        value_name: "N",
        help: "Values of one attribute in one request, members included",
        default: Shown(|settings| settings.limits.values.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.limits.values,
                values::number(text, 1, 1_000_000),
            )
        },
    },
    Setting {
        key: "max_text_bytes",
        value_name: "BYTES",
        help: "Longest text value, in bytes",
        default: Shown(|settings| settings.limits.string_length.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.limits.string_length,
                values::number(text, 256, 1 << 20),
            )
        },
    },
    Setting {
        key: "max_filter_bytes",
        value_name: "BYTES",
        help: "Longest filter or path, in bytes",
        default: Shown(|settings| settings.limits.filter_length.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.limits.filter_length,
                values::number(text, 64, 1 << 20),
            )
        },
    },
    Setting {
        key: "max_filter_depth",
        value_name: "N",
        help: "Brackets that may be open at once in a filter",
        default: Shown(|settings| settings.limits.filter_depth.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.limits.filter_depth,
                values::number(text, 1, 64),
            )
        },
    },
    Setting {
        key: "max_filter_terms",
        value_name: "N",
        help: "Comparisons in a filter",
        default: Shown(|settings| settings.limits.filter_terms.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.limits.filter_terms,
                values::number(text, 1, 200),
            )
        },
    },
    Setting {
        key: "default_page_size",
        value_name: "N",
        help: "Resources in a list answer if the request names no count",
        default: Shown(|settings| settings.http.default_page_size.to_string()),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.default_page_size, values::count(text)),
    },
    Setting {
        key: "max_page_size",
        value_name: "N",
        help: "Resources in one list answer at most",
        default: Shown(|settings| settings.http.max_page_size.to_string()),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.max_page_size, values::count(text)),
    },
    Setting {
        key: "cursor_timeout",
        value_name: "DURATION",
        help: "How long a cursor can be used",
        default: Shown(|settings| duration::show(settings.http.cursor_timeout)),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.cursor_timeout, values::duration(text)),
    },
    Setting {
        key: "argon2_parallelism",
        value_name: "N",
        help: "Token hashes computed at the same time, 19 MiB each",
        default: Shown(|settings| settings.http.argon2_parallelism.to_string()),
        used_by: Serve,
        take: |settings, text| {
            put(
                &mut settings.http.argon2_parallelism,
                values::parallelism(text),
            )
        },
    },
    Setting {
        key: "body_timeout",
        value_name: "DURATION",
        help: "Time in which a request body has to arrive",
        default: Shown(|settings| duration::show(settings.http.body_timeout)),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.body_timeout, values::duration(text)),
    },
    Setting {
        key: "request_timeout",
        value_name: "DURATION",
        help: "Time a request may take in all",
        default: Shown(|settings| duration::show(settings.http.request_timeout)),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.request_timeout, values::duration(text)),
    },
    Setting {
        key: "search_timeout",
        value_name: "DURATION",
        help: "Time the database may spend on a search, which is refused with `tooMany` then",
        default: Shown(|settings| duration::show(settings.http.search_timeout)),
        used_by: Serve,
        take: |settings, text| put(&mut settings.http.search_timeout, values::duration(text)),
    },
];
