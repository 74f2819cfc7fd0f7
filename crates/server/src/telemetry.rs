//! Log lines, on stderr.

use std::io::{self, IsTerminal};
use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, Settings};

/// Sends log lines to stderr from now on, and panics with them. `default_filter` decides which if
/// the settings don't. Does nothing if another subscriber is in place already.
pub fn start(settings: &Settings, default_filter: &str) {
    let terminal = io::stderr().is_terminal();
    let default = if terminal {
        LogFormat::Text
    } else {
        LogFormat::Json
    };
    let filter = EnvFilter::new(settings.log.as_deref().unwrap_or(default_filter));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(terminal);
    let started = match settings.log_format.unwrap_or(default) {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
}

/// Says where and not what: a panic's message may quote what a client sent.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    tracing::error!(place = place.as_str(), "a thread panicked");
}
