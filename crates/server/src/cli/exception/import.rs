//! `rollcall exception import`.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use directory::exceptions::{self, Imported, Mode, RefusedRow};
use directory::{AdminError, Refusal};
use roster::exception::Exception;
use roster::preview::{Counts, Moved};
use scim::instant;
use serde::Serialize;

use super::sheet::{Refused, Sheet};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::{fields, or_dash};
use crate::cli::words::sentence;

/// So many people are shown; all of them with `preview show`.
const SHOWN: usize = 100;

pub(super) async fn run(
    context: &Context,
    tenant: &str,
    file: &Path,
    mode: Mode,
) -> Result<(), Failure> {
    let directory = &context.directory;
    let now = directory.now();
    let unreadable = |why: String| Failure::Refused(format!("{}: {why}", file.display()));
    let bytes = fs::read(file).map_err(|error| unreadable(error.to_string()))?;
    let sheet = Sheet::read(&bytes, now).map_err(unreadable)?;
    let imported = exceptions::import(directory, tenant, sheet.rows, mode).await?;
    let view = View::of(imported, sheet.refused, mode, now);
    context.output.show(&view, |view| view.text(tenant))?;
    if view.exceptions.is_empty() && !view.refused.is_empty() {
        let why = "none of its rows can become an exception".to_owned();
        return Err(unreadable(why));
    }
    Ok(())
}

/// What came of a table, or would: as previews are shown, with the exceptions and the refused rows.
#[derive(Serialize)]
struct View {
    /// Under which it can be applied; null where it was done, or nothing can be.
    id: Option<String>,
    kind: &'static str,
    created_at: String,
    /// When the exceptions were made; null if it was only told what would come of them.
    applied_at: Option<String>,
    counts: Counts,
    warnings: [(); 0],
    changes: Vec<Moved>,
    exceptions: Vec<Exception>,
    refused: Vec<Refused>,
}

impl View {
    fn of(imported: Imported, unread: Vec<Refused>, mode: Mode, now: DateTime<Utc>) -> Self {
        let mut refused: Vec<Refused> = imported.refused.iter().map(refused).collect();
        refused.extend(unread);
        refused.sort_by_key(|row| row.line);
        let now = instant::format(now);
        let mut changes = imported.changes;
        changes.truncate(SHOWN);
        Self {
            id: imported.preview,
            kind: "exceptions",
            created_at: now.clone(),
            applied_at: (mode == Mode::Do).then_some(now),
            counts: imported.counts,
            warnings: [],
            changes,
            exceptions: imported.exceptions,
            refused,
        }
    }

    fn text(&self, tenant: &str) -> String {
        let done = if self.applied_at.is_some() {
            "made"
        } else {
            "would be made"
        };
        let counts = fields(&[
            (done, self.exceptions.len().to_string()),
            ("refused rows", self.refused.len().to_string()),
            ("join", self.counts.joins.to_string()),
            ("leave", self.counts.leaves.to_string()),
            ("other fields", self.counts.fields.to_string()),
        ]);
        let changes = self.changes.iter().map(change);
        let refused = self.refused.iter();
        let refused = refused.map(|it| format!("line {}, {}: {}", it.line, it.column, it.reason));
        let hint = self.id.as_ref().map(|id| {
            format!("Nothing is changed yet. To do it: rollcall preview apply {tenant} {id}")
        });
        let lines = [counts]
            .into_iter()
            .chain(changes)
            .chain(refused)
            .chain(hint);
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn change(moved: &Moved) -> String {
    let (before, after) = (moved.before.status.as_str(), moved.after.status.as_str());
    let fields = moved.fields.iter();
    let fields = fields.map(|it| format!(", {} = {}", it.field, or_dash(it.new.as_ref())));
    let fields: String = fields.collect();
    format!(
        "{} {before} -> {after}{fields}",
        or_dash(moved.email.as_ref())
    )
}

fn refused(row: &RefusedRow) -> Refused {
    let column = match &row.error {
        AdminError::Refused(Refusal::Exception(flaw)) => flaw.about(),
        _ => "contact",
    };
    Refused {
        line: row.line,
        column,
        reason: sentence(&row.error),
    }
}
