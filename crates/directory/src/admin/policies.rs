//! Policies: what one tenant chose about its roster, saved for many.

use roster::Preview;
use roster::policy::{Policy, PolicyContent, PolicyRule};
use storage::{Transaction, brakes, policies};

use super::rosters::{self, Change, RosterRefusal};
use super::{AdminError, Missing, tenants};
use crate::Directory;

/// All policies, by name.
///
/// # Errors
///
/// `Storage`.
pub async fn list(directory: &Directory) -> Result<Vec<Policy>, AdminError> {
    Ok(policies::all(directory.database().reader()).await?)
}

/// The policy of that name.
///
/// # Errors
///
/// `Missing`.
pub async fn show(directory: &Directory, name: &str) -> Result<Policy, AdminError> {
    let found = policies::find(directory.database().reader(), name).await?;
    found.ok_or_else(|| {
        let name = name.to_owned();
        Missing::Policy { name }.into()
    })
}

/// What a tenant chose, as a policy would hold it.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn content_of(
    directory: &Directory,
    tenant_slug: &str,
    notes: Option<String>,
) -> Result<PolicyContent, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let settings = &directory.rosters().of(reader, tenant).await?.settings;
    let rules = settings.scope.rules.iter();
    Ok(PolicyContent {
        scope: settings.scope.state,
        rules: rules
            .map(|rule| PolicyRule {
                name: rule.name.clone(),
                effect: rule.effect,
                filter: rule.filter.clone(),
                enabled: rule.enabled,
            })
            .collect(),
        audiences: settings.audiences.clone(),
        mapping: settings.mapping.clone(),
        brake: brakes::find(reader, tenant).await?,
        notes,
    })
}

/// Saves a policy under a name, in place of what was there. The tenants that follow it are another
/// matter: see [`apply`].
///
/// # Errors
///
/// `Refused` if the name is blank.
pub async fn save(
    directory: &Directory,
    name: &str,
    content: &PolicyContent,
) -> Result<Policy, AdminError> {
    if name.trim().is_empty() {
        let flaw = "a policy needs a name".to_owned();
        return Err(RosterRefusal::Unfit { flaw }.into());
    }
    let by = (directory.actor(), directory.now());
    let write = async |unit: &Transaction| policies::save(unit, name, content, by).await;
    directory.database().write(write).await?;
    show(directory, name).await
}

/// What a policy means for a tenant.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Effect {
    /// The tenant's slug.
    pub tenant: String,
    /// Whom it moves; null if it is what the tenant has already.
    pub preview: Option<Preview>,
    /// Why it cannot be applied there; null if it can.
    pub refused: Option<String>,
}

/// Tells whom a policy would move in a tenant.
///
/// # Errors
///
/// `Missing` if there is no such tenant, `Storage`. What the tenant cannot take is told in the effect.
pub async fn preview(
    directory: &Directory,
    content: &PolicyContent,
    tenant_slug: &str,
) -> Result<Effect, AdminError> {
    let change = Change::Policy(Box::new(content.clone()));
    effect(
        tenant_slug,
        rosters::propose(directory, tenant_slug, change).await,
    )
}

/// Applies a policy to a tenant, which follows it from then on if it shall.
///
/// # Errors
///
/// As [`preview`].
pub async fn apply(
    directory: &Directory,
    policy: &Policy,
    tenant_slug: &str,
    follows: bool,
) -> Result<Effect, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let change = Change::Policy(Box::new(policy.content.clone()));
    let effect = effect(
        tenant_slug,
        rosters::change(directory, tenant_slug, change).await,
    )?;
    if effect.refused.is_some() {
        return Ok(effect);
    }
    let write = async |unit: &Transaction| {
        brakes::keep(unit, tenant, &policy.content.brake, directory.now()).await?;
        let followed = follows.then_some(policy.name.as_str());
        policies::follow(unit, tenant, followed).await
    };
    directory.database().write_of(tenant, None, write).await?;
    Ok(effect)
}

fn effect(tenant: &str, outcome: Result<Preview, AdminError>) -> Result<Effect, AdminError> {
    let (preview, refused) = match outcome {
        Ok(preview) => (Some(preview), None),
        Err(AdminError::Refused(super::Refusal::Roster(RosterRefusal::NothingChanges))) => {
            (None, None)
        }
        Err(AdminError::Refused(super::Refusal::Roster(refusal))) => {
            (None, Some(refusal.to_string()))
        }
        Err(error) => return Err(error),
    };
    Ok(Effect {
        tenant: tenant.to_owned(),
        preview,
        refused,
    })
}
