//! An exception in the words of flags, or of a row of a table.

use chrono::{DateTime, Utc};
use clap::Args;
use directory::AdminError;
use roster::exception::{Draft, Kind, Owner};

use crate::cli::error::Failure;
use crate::cli::when::{Ahead, ahead};

/// What an exception is to be.
#[derive(Args, Debug)]
pub(in crate::cli) struct Wish {
    /// Train the person, do not train them, have them on leave, or keep a value
    #[arg(long, value_parser = ["include", "exclude", "leave", "pin"])]
    kind: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// Who approved it
    #[arg(long, value_name = "NAME")]
    approved_by: String,
    /// When it begins: today, 30d (from now), 2026-12-01 (its beginning in UTC) [default: now]
    #[arg(long, value_name = "TIME", value_parser = ahead)]
    from: Option<Ahead>,
    /// When it holds no longer [default: when somebody ends it]
    #[arg(long, value_name = "TIME", value_parser = ahead)]
    until: Option<Ahead>,
    /// When somebody is to look at it again
    #[arg(long, value_name = "TIME", value_parser = ahead)]
    review: Option<Ahead>,
    /// Whose turn it is then
    #[arg(long, value_parser = owner, default_value = "us", value_name = "us|client")]
    owner: Owner,
    /// What a pin keeps: a field such as department or custom.NAME, or the state
    #[arg(long)]
    field: Option<String>,
    /// The value that it keeps; active or disabled for the state
    #[arg(long)]
    value: Option<String>,
}

impl Wish {
    /// The exception.
    ///
    /// # Errors
    ///
    /// A field or a value that cannot be.
    pub(super) fn draft(self, now: DateTime<Utc>) -> Result<Draft, Failure> {
        let kind = Kind::parse(&self.kind, self.field.as_deref(), self.value.as_deref());
        Ok(Draft {
            kind: kind.map_err(AdminError::from)?,
            reason: self.reason,
            approved_by: self.approved_by,
            from: self.from.map(|it| it.from(now)),
            until: self.until.map(|it| it.from(now)),
            review: self.review.map(|it| it.from(now)),
            owner: self.owner,
        })
    }
}

/// Reads an owner.
pub(super) fn owner(text: &str) -> Result<Owner, String> {
    Owner::parse(text).ok_or_else(|| "expected us or client".to_owned())
}
