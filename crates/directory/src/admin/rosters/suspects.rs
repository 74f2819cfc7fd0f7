//! Contacts that are probably no persons, with the signs.

use roster::ContactState;
use roster::contact::Field;
use roster::exception::{Draft, Kind, Owner, holding};
use roster::suspicion::{self, Sign};
use serde::Serialize;
use storage::{TenantKey, Transaction, contacts};

use super::keep::keep;
use crate::Directory;
use crate::admin::exceptions::{self, Mode};
use crate::admin::{AdminError, people, tenants};

/// So many contacts are read at once.
const AT_ONCE: u64 = 1_000;

/// Somebody who is probably no person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suspect {
    /// The contact.
    pub contact_id: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The name to show.
    pub display_name: Option<String>,
    /// What makes it one, the strongest first.
    pub signs: Vec<Sign>,
}

/// The active contacts of a tenant that are probably no persons and of whom nobody said that they are,
/// by their ids.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn suspects(
    directory: &Directory,
    tenant_slug: &str,
) -> Result<Vec<Suspect>, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let roster = directory.rosters().of(reader, tenant).await?;
    let known = &roster.settings.known_persons;
    let (mut suspects, mut after) = (Vec::new(), String::new());
    loop {
        let page = contacts::stored_page(reader, tenant, &after, None, AT_ONCE).await?;
        let Some(last) = page.last() else {
            return Ok(suspects);
        };
        after.clone_from(&last.state.id);
        let active = page.iter().map(|it| &it.state).filter(|it| it.is_active());
        let unknown = active.filter(|it| !known.contains(&it.id));
        for contact in unknown {
            let suspected = suspect(contact);
            if suspected.is_some() && !is_kept_out(directory, tenant, contact).await? {
                suspects.extend(suspected);
            }
        }
    }
}

/// Whether an exception keeps somebody out already.
async fn is_kept_out(
    directory: &Directory,
    tenant: TenantKey,
    contact: &ContactState,
) -> Result<bool, AdminError> {
    let reader = directory.database().reader();
    let all = storage::exceptions::of_state(reader, tenant, contact).await?;
    let is_out = holding(&all, directory.now()).any(|it| it.kind == Kind::Exclude);
    Ok(is_out)
}

fn suspect(contact: &ContactState) -> Option<Suspect> {
    let signs = suspicion::signs(contact);
    if !suspicion::is_suspect(&signs) {
        return None;
    }
    let text = |field| contact.get(&field).map(str::to_owned);
    Some(Suspect {
        contact_id: contact.id.clone(),
        email: text(Field::Email),
        display_name: text(Field::DisplayName),
        signs,
    })
}

/// Keeps those out who are no persons: each by an exception, which says by which signs it was suspected.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if several contacts are called so, or if one
/// has such an exception already. Those before it are kept out then.
pub async fn accept_suspects(
    directory: &Directory,
    tenant_slug: &str,
    who: &[String],
) -> Result<(), AdminError> {
    let suspects = suspects(directory, tenant_slug).await?;
    for who in chosen(directory, tenant_slug, who, &suspects).await? {
        let signs = suspects.iter().find(|it| it.contact_id == who);
        let signs = signs.map(|it| it.signs.iter().map(|sign| sign.as_str().replace('_', " ")));
        let signs: Vec<String> = signs.into_iter().flatten().collect();
        let actor = directory.actor();
        let draft = Draft {
            kind: Kind::Exclude,
            reason: ["no person".to_owned(), signs.join(", ")].join(": "),
            approved_by: actor.label().unwrap_or(actor.kind()).to_owned(),
            from: None,
            until: None,
            review: None,
            owner: Owner::Us,
        };
        exceptions::add(directory, tenant_slug, &who, draft, Mode::Do).await?;
    }
    Ok(())
}

/// The ids of those who are named; of all suspects for the word `all`.
async fn chosen(
    directory: &Directory,
    tenant_slug: &str,
    who: &[String],
    suspects: &[Suspect],
) -> Result<Vec<String>, AdminError> {
    if who == ["all"] {
        return Ok(suspects.iter().map(|it| it.contact_id.clone()).collect());
    }
    let mut ids = Vec::new();
    for who in who {
        ids.push(people::find(directory, tenant_slug, who).await?.id);
    }
    Ok(ids)
}

/// Notes that these are persons, so that nobody suspects them again.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if several contacts are called so, or if
/// somebody else changed the settings meanwhile. Then nothing is noted.
pub async fn refuse_suspects(
    directory: &Directory,
    tenant_slug: &str,
    who: &[String],
) -> Result<(), AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let suspects = suspects(directory, tenant_slug).await?;
    let mut persons = chosen(directory, tenant_slug, who, &suspects).await?;
    let reader = directory.database().reader();
    let before = directory.rosters().of(reader, tenant).await?;
    let mut settings = before.settings.clone();
    persons.retain(|id| !settings.known_persons.contains(id));
    settings.known_persons.extend(persons);
    let write =
        async |unit: &Transaction| keep(unit, directory, tenant, (&before, &settings)).await;
    directory.database().write_of(tenant, None, write).await
}
