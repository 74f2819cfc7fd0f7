//! Why somebody trains or does not, and what is known of those who are no contacts.

use std::collections::BTreeMap;

use roster::exception::{self, pinned_fields};
use roster::explained::{self, Version};
use roster::scope::{Exception, Explanation, Person};
use roster::{ContactState, Explained};
use scim::Resource;
use scim::schema::Role;
use storage::journal::JournalQuery;
use storage::{StorageError, TenantKey, contacts, resources};

use super::people;
use super::{AdminError, Missing, reports, tenants};
use crate::Directory;
use crate::tenant_roster::TenantRoster;

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
    let exceptions = storage::exceptions::of_state(reader, tenant, &state).await?;
    let pins = pinned_fields(&exceptions, directory.now());
    let roster = directory.rosters().of(reader, tenant).await?;
    let telling = explanation(
        directory,
        (tenant, tenant_slug),
        &roster,
        (&state, &exceptions),
    );
    Ok(Explained {
        contact,
        explanation: Some(Box::pin(telling).await?),
        fields: explained::fields(&state, &versions, (user.as_ref(), &roster.mapping), &pins),
        seen: explained::seen(who, &versions, &latest),
        hint: None,
    })
}

async fn explanation(
    directory: &Directory,
    (tenant, tenant_slug): (TenantKey, &str),
    roster: &TenantRoster,
    (contact, exceptions): (&ContactState, &[exception::Exception]),
) -> Result<Explanation, StorageError> {
    let reader = directory.database().reader();
    let around = contacts::around(reader, tenant, &[contact], roster.needs).await?;
    let exceptions: Vec<Exception> = exceptions.iter().filter_map(Exception::of).collect();
    let person = Person {
        contact,
        related: &around.into_values().next().unwrap_or_default(),
        exceptions: &exceptions,
        held_since: contact.standing.held_since(),
        decided_by: contact.standing.decided_by.as_deref(),
        at: directory.now(),
    };
    Ok(roster.engine.explain(&person, tenant_slug))
}

async fn versions(
    directory: &Directory,
    tenant: TenantKey,
    contact_id: &str,
) -> Result<Vec<Version>, StorageError> {
    let reader = directory.database().reader();
    let versions = contacts::versions_of(reader, tenant, contact_id).await?;
    let versions = versions.into_iter();
    let versions = versions.map(|it| Version {
        at: it.valid_from,
        snapshot: it.snapshot,
        status: it.status,
        audiences: it.audiences,
    });
    Ok(versions.collect())
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
