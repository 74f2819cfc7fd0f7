//! What the exit status says.

use std::error::Error;
use std::io::{Write, stderr};
use std::process::ExitCode;

/// Nothing that decides failed.
pub(crate) const GOOD: u8 = 0;
/// Something that decides failed.
pub(crate) const FAILED: u8 = 1;
/// It could not be tried, or was asked for wrongly.
pub(crate) const UNTESTED: u8 = 2;

/// Says on standard error why it could not be tried, and ends with that status.
pub(crate) fn untested(reason: &dyn Error) -> ExitCode {
    // Without standard error there is nobody to tell.
    let _ = writeln!(stderr(), "scim-check: {reason}");
    ExitCode::from(UNTESTED)
}
