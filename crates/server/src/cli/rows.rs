//! How many rows a command may be asked for.

use clap::builder::RangedU64ValueParser;

/// Reads a number of rows, from one to as many as both databases can count.
pub(super) fn rows() -> RangedU64ValueParser {
    clap::value_parser!(u64).range(1..=i64::MAX.unsigned_abs())
}
