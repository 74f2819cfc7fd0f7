//! How tenants are: from figures that are kept and look-ups of the newest, never by counting.

use chrono::{DateTime, TimeDelta, Utc};
use roster::TenantHealth;
use roster::health::{Facts, RECENTLY, assess, tokens_expiring};
use storage::journal::{logins, recent};
use storage::{Connection, figures};

use super::AdminError;
use super::listings::{TenantPages, TokenPages};
use super::tenants::{self, Tenant, TenantStatus};
use crate::Directory;

/// So many of the newest writes tell of usual pauses.
const WRITES: u32 = 200;
/// Failures are looked for among so many of the newest writes.
const AMONG: u32 = 10_000;
/// Who came and went on so many days is told, today being the last.
const DAYS: i64 = 7;

/// How one tenant is.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn of_tenant(directory: &Directory, slug: &str) -> Result<TenantHealth, AdminError> {
    let tenant = tenants::show(directory, slug).await?;
    of(directory, tenant).await
}

/// How all tenants are, the worst first, else by slug.
///
/// # Errors
///
/// `Storage`.
pub async fn of_all(directory: &Directory) -> Result<Vec<TenantHealth>, AdminError> {
    let mut pages = TenantPages::of(directory);
    let mut all = Vec::new();
    while let Some(page) = pages.next_page().await? {
        for tenant in page {
            all.push(of(directory, tenant).await?);
        }
    }
    all.sort_by_key(|tenant| tenant.health);
    Ok(all)
}

async fn of(directory: &Directory, tenant: Tenant) -> Result<TenantHealth, AdminError> {
    let (conn, now) = (directory.database().reader(), directory.now());
    let facts = facts(directory, conn, &tenant, now).await?;
    let first_day = (now - TimeDelta::days(DAYS - 1)).timestamp_millis() / 86_400_000;
    let people = figures::people(conn, tenant.key, first_day).await?;
    let (health, reasons) = assess(&facts, now);
    Ok(TenantHealth {
        tenant: tenant.slug,
        health,
        reasons,
        last_push_at: facts.writes.first().map(|&(at, _)| at),
        refused_logins: facts.refused_logins,
        failures: facts.failures,
        tokens_expiring: tokens_expiring(&facts, now),
        contacts: people.contacts,
        joined_7d: people.joined,
        left_7d: people.left,
    })
}

async fn facts(
    directory: &Directory,
    conn: &Connection,
    tenant: &Tenant,
    now: DateTime<Utc>,
) -> Result<Facts, AdminError> {
    let mut facts = Facts {
        is_suspended: tenant.status == TenantStatus::Suspended,
        ..Facts::default()
    };
    let mut pages = TokenPages::of(directory, &tenant.slug).await?;
    while let Some(page) = pages.next_page().await? {
        facts.has_tokens = true;
        let working = page.into_iter().filter(|token| token.works_at(now));
        facts
            .token_ends
            .extend(working.map(|token| token.expires_at));
    }
    let writes = recent::newest(conn, tenant.key, WRITES).await?;
    let writes = writes.into_iter().map(|write| (write.at, write.is_failure));
    facts.writes = writes.collect();
    let since = now - RECENTLY;
    // Who has pushed nothing of late has no failures of late.
    if facts.writes.first().is_some_and(|&(at, _)| at >= since) {
        facts.failures = recent::failures(conn, tenant.key, since, AMONG).await?;
    }
    (facts.refused_logins, facts.last_refused_at) = logins::since(conn, tenant.key, since).await?;
    facts.has_failed_job = storage::jobs::any_failed(conn, tenant.key).await?;
    facts.held = storage::contacts::count_held(conn, tenant.key)
        .await?
        .by_brake;
    facts.reviews = storage::exceptions::count_due(conn, tenant.key, now).await?;
    Ok(facts)
}
