//! Many tenants made from a list.

use std::collections::HashSet;

use roster::scope::ScopeState;
use storage::tenants::{self as stored, Tenant};

use super::{AdminError, Refusal, labels, tenants};
use crate::Directory;

/// A tenant as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The line of the list.
    pub line: u64,
    /// Its unique short name.
    pub slug: String,
    /// Its name for people; its slug if there is none.
    pub name: Option<String>,
    /// Its labels.
    pub labels: Vec<String>,
}

/// Makes the tenants of a list, in which nobody trains yet. Nothing is made if one of them cannot be.
///
/// # Errors
///
/// `Refused` with every line that cannot be, and why.
pub async fn create(directory: &Directory, list: &[Listed]) -> Result<Vec<Tenant>, AdminError> {
    let mut flaws = Vec::new();
    let mut seen = HashSet::new();
    for listed in list {
        if let Some(why) = flaw(directory, listed, !seen.insert(&listed.slug)).await? {
            flaws.push((listed.line, why));
        }
    }
    if !flaws.is_empty() {
        return Err(Refusal::ListUnfit { flaws }.into());
    }
    let mut made = Vec::new();
    for listed in list {
        let (slug, name) = (&listed.slug, listed.name.as_deref());
        let tenant =
            tenants::create_with_scope(directory, slug, name, ScopeState::Undecided).await?;
        if !listed.labels.is_empty() {
            labels::set(directory, slug, &listed.labels).await?;
        }
        made.push(tenant);
    }
    Ok(made)
}

/// Why a tenant cannot be made.
async fn flaw(
    directory: &Directory,
    listed: &Listed,
    is_twice: bool,
) -> Result<Option<String>, AdminError> {
    let slug = &listed.slug;
    if is_twice {
        return Ok(Some(format!("{slug:?} stands in the list twice")));
    }
    if !tenants::is_slug(slug) {
        return Ok(Some(format!(
            "{slug:?} cannot be a tenant's slug: it takes a-z, 0-9 and -"
        )));
    }
    let reader = directory.database().reader();
    let known = stored::by_slug(reader, slug).await?;
    Ok(known.map(|_| format!("a tenant {slug:?} exists already")))
}
