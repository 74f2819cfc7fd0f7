//! What a tenant chose, as it is shown.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use roster::contact::{FieldChoice, MappingPreset};
use roster::scope::{Audience, Effect, Rule, ScopeState};
use roster::{Actor, JobKind};
use scim::Limits;
use scim::filter::compile;
use serde::Serialize;
use serde_json::{Value, json};
use storage::{StorageError, TenantKey, contacts, jobs, roster_settings};

use crate::Directory;
use crate::admin::{AdminError, tenants};
use crate::tenant_roster::TenantRoster;

/// A tenant's scope.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScopeShown {
    /// How it was decided.
    pub state: ScopeState,
    /// Its rules, in their order.
    pub rules: Vec<RuleShown>,
    /// When it was decided; null if nobody ever did.
    #[serde(serialize_with = "time")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Who did.
    pub decided_by: Option<Actor>,
    /// Whether contacts have yet to follow; a job sees to that.
    pub pending: bool,
}

/// A rule, and how many people it selects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleShown {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it does.
    pub effect: Effect,
    /// Its filter, as it was written.
    pub filter: String,
    /// Whether it counts.
    pub enabled: bool,
    /// How many contacts its filter selects.
    pub matches: u64,
    /// Whether it lost a group, and keeps whom it decided last.
    pub broken: bool,
}

/// An audience, and how many people its filter selects, whether they train or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AudienceShown {
    /// Its name.
    pub name: String,
    /// Its filter.
    pub filter: String,
    /// How many contacts its filter selects.
    pub matches: u64,
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference")]
fn time<S: serde::Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    at.map(scim::instant::format).serialize(serializer)
}

/// A tenant's scope.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn scope(directory: &Directory, tenant_slug: &str) -> Result<ScopeShown, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let current = roster_settings::current(reader, tenant).await?;
    let roster = directory.rosters().of(reader, tenant).await?;
    let scope = &roster.settings.scope;
    let mut rules = Vec::new();
    for rule in &scope.rules {
        rules.push(shown(directory, (tenant, &roster), rule).await?);
    }
    let (decided_at, decided_by) = match current {
        Some(it) if scope.state != ScopeState::Undecided => {
            (Some(it.decided_at), Some(it.decided_by))
        }
        _ => (None, None),
    };
    Ok(ScopeShown {
        state: scope.state,
        rules,
        decided_at,
        decided_by,
        pending: jobs::any_open(reader, tenant, JobKind::ApplyRoster).await?,
    })
}

/// Where the fields of a tenant's contacts come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MappingShown {
    /// The rows it begins with.
    pub preset: MappingPreset,
    /// The language of everybody who has none.
    pub default_language: Option<String>,
    /// Whether job titles are taken over.
    pub job_title: bool,
    /// Each field with its sources, in order of preference.
    pub fields: BTreeMap<String, Value>,
    /// The tenant's own fields with their sources.
    pub custom: BTreeMap<String, Vec<String>>,
}

/// Whether contacts of a tenant have yet to follow what was chosen.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn is_pending(directory: &Directory, tenant_slug: &str) -> Result<bool, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    Ok(jobs::any_open(reader, tenant, JobKind::ApplyRoster).await?)
}

/// Where the fields of a tenant's contacts come from.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn mapping(directory: &Directory, tenant_slug: &str) -> Result<MappingShown, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let roster = directory.rosters().of(reader, tenant).await?;
    let choice = roster.settings.mapping.clone().unwrap_or_default();
    let rows = roster.mapping.shown().into_iter();
    let fields = rows.filter(|(field, _)| field.may_come_from_elsewhere());
    let fields = fields.map(|(field, sources)| {
        let fixed = choice
            .fields
            .get(&field)
            .filter(|it| matches!(it, FieldChoice::Fixed { .. }));
        (
            field.to_string(),
            fixed.map_or(json!(sources), |fixed| json!(fixed)),
        )
    });
    Ok(MappingShown {
        preset: choice.preset,
        default_language: choice.default_language,
        job_title: choice.job_title,
        fields: fields.collect(),
        custom: choice.custom,
    })
}

/// A tenant's audiences, in their order.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn audiences(
    directory: &Directory,
    tenant_slug: &str,
) -> Result<Vec<AudienceShown>, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let roster = directory.rosters().of(reader, tenant).await?;
    let mut audiences = Vec::new();
    for Audience { name, filter } in &roster.settings.audiences {
        audiences.push(AudienceShown {
            name: name.clone(),
            filter: filter.clone(),
            matches: matches(directory, (tenant, &roster), filter).await?,
        });
    }
    Ok(audiences)
}

async fn shown(
    directory: &Directory,
    tenant: (TenantKey, &TenantRoster),
    rule: &Rule,
) -> Result<RuleShown, StorageError> {
    Ok(RuleShown {
        id: rule.id.clone(),
        name: rule.name.clone(),
        effect: rule.effect,
        filter: rule.filter.clone(),
        enabled: rule.enabled,
        matches: matches(directory, tenant, &rule.filter).await?,
        broken: rule.broken,
    })
}

/// How many contacts a filter selects. One that cannot be read any more selects nobody.
async fn matches(
    directory: &Directory,
    (tenant, roster): (TenantKey, &TenantRoster),
    filter: &str,
) -> Result<u64, StorageError> {
    let Ok(filter) = compile(filter, roster.contacts, &Limits::default()) else {
        return Ok(0);
    };
    let reader = directory.database().reader();
    contacts::count_matching(reader, tenant, &filter).await
}
