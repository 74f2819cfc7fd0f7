//! What the exit status says.

use std::process::ExitCode;

use crate::progress::say;

/// Nothing that decides failed.
pub(crate) const GOOD: u8 = 0;
/// Something that decides failed.
pub(crate) const FAILED: u8 = 1;
/// It could not be tried, or was asked for wrongly.
pub(crate) const UNTESTED: u8 = 2;
/// Somebody ended it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Says on standard error why it could not be tried, and ends with that status.
pub(crate) fn untested(reason: &str) -> ExitCode {
    say(reason);
    ExitCode::from(UNTESTED)
}
