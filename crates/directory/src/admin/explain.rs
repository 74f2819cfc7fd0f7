//! Why somebody trains or does not, and what is known of those who are no contacts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use roster::contact::{Related, Snapshot};
use roster::scope::{Engine, Explanation, Person, RemedyKind, Scope, ScopeState};
use roster::{ContactState, Explained, explained};
use scim::Resource;
use scim::schema::Role;
use storage::journal::JournalQuery;
use storage::{StorageError, TenantKey, contacts, resources};

use super::people::{self, CONTACTS};
use super::{AdminError, Missing, reports, tenants};
use crate::Directory;

/// Refused writes are looked for among so many, the latest: no index finds them by whom they are
/// about.
const LATEST: JournalQuery = JournalQuery {
    limit: 1_000,
    status: None,
    since: None,
    until: None,
    target: None,
    action: None,
};

/// The scope of every tenant, as long as none has another.
static EVERYONE: Scope = Scope {
    state: ScopeState::Everyone,
    rules: Vec::new(),
};

/// What is known of the contact that is called so ([`people::find`]), or of somebody of that name who is
/// no contact.
///
/// # Errors
///
/// `Missing` if there is no such tenant, `Refused` if several contacts are called so.
pub async fn person(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
) -> Result<Explained, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let latest = reports::journal(directory, tenant_slug, &LATEST).await?;
    let contact = match people::find(directory, tenant_slug, who).await {
        Ok(contact) => Some(contact),
        Err(AdminError::Missing(Missing::Contact { .. })) => None,
        Err(error) => return Err(error),
    };
    let found = match &contact {
        Some(contact) => contacts::find_stored(reader, tenant, &contact.id).await?,
        None => None,
    };
    let Some(found) = found else {
        let seen = explained::seen(who, &[], &latest);
        let hint = Some(explained::hint(&seen));
        return Ok(Explained {
            contact: None,
            explanation: None,
            fields: BTreeMap::new(),
            seen,
            hint,
        });
    };
    let state = found.state;
    let versions = versions(directory, tenant, &state.id).await?;
    let user = user(directory, tenant, &state).await?;
    Ok(Explained {
        contact,
        explanation: explanation(&state, tenant_slug, directory.now()),
        fields: explained::fields(&state, &versions, user.as_ref()),
        seen: explained::seen(who, &versions, &latest),
        hint: None,
    })
}

/// Without rules no filter looks at what others make true of the contact.
fn explanation(
    contact: &ContactState,
    tenant_slug: &str,
    at: DateTime<Utc>,
) -> Option<Explanation> {
    let engine = Engine::new(&EVERYONE, &[], &CONTACTS).ok()?;
    let person = Person {
        contact,
        related: &Related::default(),
        exceptions: &[],
        held_since: None,
        decided_by: None,
        at,
    };
    let mut explanation = engine.explain(&person, tenant_slug);
    // There are no commands yet for rules, exceptions and the brake, so nobody is sent to them.
    let remedies = &mut explanation.decision.remedies;
    remedies.retain(|remedy| remedy.kind == RemedyKind::Directory);
    Some(explanation)
}

async fn versions(
    directory: &Directory,
    tenant: TenantKey,
    contact_id: &str,
) -> Result<Vec<(DateTime<Utc>, Snapshot)>, StorageError> {
    let reader = directory.database().reader();
    let versions = contacts::versions_of(reader, tenant, contact_id).await?;
    let versions = versions.into_iter();
    Ok(versions.map(|it| (it.valid_from, it.snapshot)).collect())
}

async fn user(
    directory: &Directory,
    tenant: TenantKey,
    contact: &ContactState,
) -> Result<Option<Resource>, StorageError> {
    let users = directory.registry().of_role(Role::User);
    let (Some(users), Some(id)) = (users, &contact.user_id) else {
        return Ok(None);
    };
    let reader = directory.database().reader();
    let user = resources::get(reader, tenant, users, id).await?;
    Ok(user.map(|user| user.resource))
}
