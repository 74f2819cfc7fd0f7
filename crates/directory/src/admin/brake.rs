//! The settings of the brake on mass leavers.

use chrono::{DateTime, Utc};
use roster::brake::{Adjustment, Report, Settings};
use roster::{Action, Target};
use scim::diff::Change;
use serde_json::{Value, json};
use storage::{TenantKey, Transaction, brakes, contacts};

use super::note::{Act, change, note};
use super::{AdminError, LeaverRefusal, tenants};
use crate::Directory;

/// A tenant's brake: what was chosen, and how many it holds.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn show(directory: &Directory, tenant_slug: &str) -> Result<Report, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let settings = brakes::find(directory.database().reader(), tenant.key).await?;
    report(directory, tenant.key, settings, directory.now()).await
}

/// What the brake would be with other settings. Nothing is written.
///
/// # Errors
///
/// `Missing` if there is no such tenant, `Refused` if settings cannot be so.
pub async fn preview(
    directory: &Directory,
    tenant_slug: &str,
    wanted: Adjustment,
) -> Result<Report, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let now = directory.now();
    let settings = brakes::find(directory.database().reader(), tenant.key).await?;
    let settings = adjusted(settings, wanted, now)?;
    report(directory, tenant.key, settings, now).await
}

/// Changes the settings of a brake. Who is held stays so.
///
/// # Errors
///
/// As [`preview`].
pub async fn set(
    directory: &Directory,
    tenant_slug: &str,
    wanted: Adjustment,
) -> Result<Report, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let now = directory.now();
    let set = async |unit: &Transaction| {
        let before = brakes::lock(unit, tenant.key, now).await?;
        let after = adjusted(before, wanted, now)?;
        brakes::keep(unit, tenant.key, &after, now).await?;
        let act = Act {
            tenant: Some(tenant.key),
            action: Action::Update,
            target: Target::Brake,
            id: &tenant.id,
            name: Some(&tenant.slug),
            is_new: before != after,
            changes: changes(before, after),
            at: now,
        };
        note(directory, unit, act).await?;
        Ok::<_, AdminError>(after)
    };
    let settings = directory.database().write_of(tenant.key, None, set).await?;
    report(directory, tenant.key, settings, now).await
}

fn adjusted(
    settings: Settings,
    wanted: Adjustment,
    now: DateTime<Utc>,
) -> Result<Settings, AdminError> {
    let adjusted = settings.adjust(wanted, now);
    adjusted.map_err(|flaw| LeaverRefusal::BrakeUnfit(flaw).into())
}

async fn report(
    directory: &Directory,
    tenant: TenantKey,
    settings: Settings,
    now: DateTime<Utc>,
) -> Result<Report, AdminError> {
    let reader = directory.database().reader();
    let held = contacts::count_held(reader, tenant).await?;
    let lately = contacts::departures(reader, tenant, now, u64::MAX).await?;
    Ok(Report {
        settings,
        works: settings.works_at(now),
        held: held.by_brake,
        in_grace: held.in_grace,
        left_last_hour: lately.held + lately.gone,
    })
}

fn changes(before: Settings, after: Settings) -> Vec<Change> {
    let raised = |settings: Settings| settings.raised_until.map(scim::instant::format);
    let changes = [
        change("on", json!(before.on), json!(after.on)),
        change("number", json!(before.number), json!(after.number)),
        change("percent", json!(before.percent), json!(after.percent)),
        change("minimum", json!(before.minimum), json!(after.minimum)),
        change(
            "grace_seconds",
            json!(before.grace_seconds),
            json!(after.grace_seconds),
        ),
        change(
            "raised_until",
            Value::from(raised(before)),
            Value::from(raised(after)),
        ),
    ];
    changes.into_iter().flatten().collect()
}
