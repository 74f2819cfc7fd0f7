//! Labels on tenants: words by which those who serve many sort them.

use std::collections::HashMap;

use roster::{Action, Target};
use serde_json::json;
use storage::tenants::Tenant;
use storage::{TenantKey, Transaction, labels};

use super::note::{Act, change, note};
use super::{AdminError, Refusal, tenants};
use crate::Directory;

/// The most characters of a label.
const LONGEST: usize = 63;

/// Gives a tenant these labels, in place of those it had. Returns them sorted, each once.
///
/// # Errors
///
/// `Missing` if there is no such tenant, `Refused` if a label is blank or too long.
pub async fn set(
    directory: &Directory,
    tenant_slug: &str,
    wanted: &[String],
) -> Result<Vec<String>, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let mut wanted: Vec<String> = wanted.iter().map(|it| it.trim().to_owned()).collect();
    let is_unfit = |label: &&String| {
        label.is_empty() || label.chars().count() > LONGEST || label.chars().any(char::is_control)
    };
    if let Some(label) = wanted.iter().find(is_unfit) {
        let label = label.clone();
        return Err(Refusal::LabelUnfit { label }.into());
    }
    wanted.sort_unstable();
    wanted.dedup();
    let write = async |unit: &Transaction| {
        let before = labels::of_tenant(unit, tenant.key).await?;
        labels::set(unit, tenant.key, &wanted).await?;
        let changes = change("labels", json!(before), json!(wanted));
        let act = Act {
            tenant: Some(tenant.key),
            action: Action::Update,
            target: Target::Tenant,
            id: &tenant.id,
            name: Some(&tenant.slug),
            is_new: before != wanted,
            changes: changes.into_iter().collect(),
            at: directory.now(),
        };
        note(directory, unit, act).await
    };
    directory.database().write(write).await?;
    Ok(wanted)
}

/// The labels of a tenant, sorted.
///
/// # Errors
///
/// `Storage`.
pub async fn of(directory: &Directory, tenant: &Tenant) -> Result<Vec<String>, AdminError> {
    Ok(labels::of_tenant(directory.database().reader(), tenant.key).await?)
}

/// The labels of all tenants that have some.
///
/// # Errors
///
/// `Storage`.
pub async fn all(directory: &Directory) -> Result<HashMap<TenantKey, Vec<String>>, AdminError> {
    Ok(labels::all(directory.database().reader()).await?)
}
