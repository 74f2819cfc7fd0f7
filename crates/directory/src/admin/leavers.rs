//! Those who left, and bringing one of them back.

use chrono::{DateTime, Utc};
use roster::exception::Exception;
use roster::scope::Status;
use roster::{Action, Contact};
use serde::Serialize;
use storage::contacts::{self, StoredContact};
use storage::{TenantKey, Transaction, brakes};

use super::held::{note_of, trying_again};
use super::people::{ContactChoice, ContactPages};
use super::{AdminError, LeaverRefusal, Missing, people, tenants};
use crate::Directory;
use crate::contacts::{Decider, Stay, keep, stay};
use crate::unit::Unit;

/// Why somebody who left trains.
const REASON: &str = "left by the directory's word, and was brought back";

/// A tenant's leavers by id: those who left since a time, by the directory's word, and were not brought
/// back.
pub struct LeaverPages<'a>(ContactPages<'a>);

impl<'a> LeaverPages<'a> {
    /// From the first leaver on.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(
        directory: &'a Directory,
        tenant_slug: &str,
        since: DateTime<Utc>,
    ) -> Result<Self, AdminError> {
        let choice = ContactChoice {
            left_since: Some(since),
            ..ContactChoice::default()
        };
        let pages = ContactPages::of(directory, tenant_slug, choice).await?;
        Ok(Self(pages))
    }

    /// The next page; none behind the last leaver.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Contact>>, AdminError> {
        while let Some(mut page) = self.0.next_page().await? {
            page.retain(|contact| matches!(contact.status, Status::Left | Status::Held));
            if !page.is_empty() {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }
}

/// Somebody who was brought back, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BroughtBack {
    /// The person.
    pub contact: Contact,
    /// By which exceptions.
    pub exceptions: Vec<Exception>,
}

/// Brings somebody back who left, fell out of scope by rules, or is held on the way there: by a pin of
/// the state, and an exception that includes where rules keep the person out. Both are to be reviewed.
/// If it `is_preview`, nothing is written, and the contact is told as it is.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if the person did not leave, has an
/// exception that says otherwise, or several are called so.
pub async fn bring_back(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
    is_preview: bool,
) -> Result<BroughtBack, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let found = people::find(directory, tenant_slug, who).await?;
    let missing = || {
        let (tenant, who) = (tenant_slug.to_owned(), who.to_owned());
        AdminError::from(Missing::Contact { tenant, who })
    };
    let stay = trying_again(async || {
        let unit = async |transaction: &Transaction| {
            let unit = Unit {
                directory,
                transaction,
                tenant,
                at: directory.now(),
            };
            if !is_preview {
                // Nobody else decides about those who left meanwhile.
                brakes::lock(transaction, tenant, unit.at).await?;
            }
            let contact = stored(unit, &found.id).await?.ok_or_else(missing)?;
            bring_one_back(unit, &contact, who, is_preview).await
        };
        directory.database().write_of(tenant, None, unit).await
    });
    let exceptions = stay.await?.exceptions;
    let contact = if is_preview {
        found
    } else {
        shown(directory, tenant, &found.id)
            .await?
            .ok_or_else(missing)?
    };
    Ok(BroughtBack {
        contact,
        exceptions,
    })
}

async fn bring_one_back(
    unit: Unit<'_>,
    contact: &StoredContact,
    who: &str,
    is_preview: bool,
) -> Result<Stay, AdminError> {
    let decider = Decider::new(unit).await?;
    let stay = stay(&decider, contact, Some(REASON)).await?;
    if !has_left(contact) || stay.exceptions.is_empty() {
        let (who, status) = (who.to_owned(), contact.state.status());
        return Err(LeaverRefusal::NotLeft { who, status }.into());
    }
    if !is_preview {
        let events = keep(&decider, contact, &stay).await?;
        let made: Vec<&str> = stay.exceptions.iter().map(|it| it.id.as_str()).collect();
        note_of(unit, contact, Action::BringBack, &events, &made).await?;
    }
    Ok(stay)
}

/// Whether somebody left, or trained and fell out of scope; also if that is held.
fn has_left(contact: &StoredContact) -> bool {
    let standing = &contact.state.standing;
    contact.state.status() == Status::Left || standing.departure.is_some()
}

async fn stored(unit: Unit<'_>, id: &str) -> Result<Option<StoredContact>, AdminError> {
    let ids = [id.to_owned()];
    let found = contacts::of_ids(unit.transaction, unit.tenant, &ids).await?;
    Ok(found.into_iter().next())
}

async fn shown(
    directory: &Directory,
    tenant: TenantKey,
    id: &str,
) -> Result<Option<Contact>, AdminError> {
    let reader = directory.database().reader();
    Ok(contacts::find(reader, tenant, id, directory.now()).await?)
}
