//! Takes in a list of exceptions.

use roster::exception::Draft;
use storage::Transaction;

use super::act::{Mode, carry_out};
use super::kept;
use super::people::{Imported, Wanted, make};
use crate::Directory;
use crate::admin::{AdminError, Refusal, people, tenants};
use crate::unit::Unit;

/// So many rows a list may have: they are made in one transaction, for which others may wait.
const MOST: usize = 5_000;

/// A row of a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it stands.
    pub line: u64,
    /// Whom it is about, as [`people::identify`] knows them.
    pub who: String,
    /// What it wants.
    pub draft: Draft,
}

/// Makes the exceptions of a list, all of them together, or tells what would come of them and keeps that
/// as a preview. Rows that make no sense are told, and keep no others back.
///
/// # Errors
///
/// `Missing` if there is no such tenant, `Refused` if there are too many rows, `Storage`.
pub async fn import(
    directory: &Directory,
    tenant_slug: &str,
    rows: Vec<Row>,
    mode: Mode,
) -> Result<Imported, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    if rows.len() > MOST {
        return Err(Refusal::TooManyRows { most: MOST }.into());
    }
    let mut nobody = Vec::new();
    let mut wanted = Wanted::new();
    for Row { line, who, draft } in rows {
        match people::identify(directory, tenant_slug, &who).await {
            Ok(contact) => wanted.entry(contact.id).or_default().push((line, draft)),
            Err(AdminError::Storage(error)) => return Err(error.into()),
            Err(error) => nobody.push((line, error)),
        }
    }
    let unit = async |transaction: &Transaction| {
        let unit = Unit {
            directory,
            transaction,
            tenant,
            at: directory.now(),
        };
        make(unit, tenant_slug, &wanted).await
    };
    let mut imported = carry_out(directory, tenant, mode, unit).await?;
    if mode == Mode::Tell && !imported.exceptions.is_empty() {
        imported.preview = Some(kept::keep(directory, tenant, &wanted, &imported).await?);
    }
    for (line, error) in nobody {
        imported.refuse(line, error);
    }
    imported.refused.sort_by_key(|row| row.line);
    Ok(imported)
}
