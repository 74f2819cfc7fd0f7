//! Decides one person again from what is stored.

use roster::{Action, Contact, Target};
use storage::{Transaction, contacts};

use super::note::{Act, note};
use super::{AdminError, Missing, people, tenants};
use crate::Directory;
use crate::contacts::{Decider, look_again};
use crate::unit::Unit;

/// Looks again at what the source of a contact last said, at what is pinned, and at all that decides.
/// The contact is named as [`people::find`] knows it.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if several contacts are called so.
pub async fn recheck(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
) -> Result<Contact, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let contact_id = people::find(directory, tenant_slug, who).await?.id;
    let missing = || Missing::Contact {
        tenant: tenant_slug.to_owned(),
        who: who.to_owned(),
    };
    let unit = async |transaction: &Transaction| {
        let unit = Unit {
            directory,
            transaction,
            tenant,
            at: directory.now(),
        };
        let contact = contacts::locked(transaction, tenant, &contact_id).await?;
        let contact = contact.ok_or_else(missing)?;
        let events = look_again(&Decider::new(unit).await?, &contact, true).await?;
        let act = Act {
            tenant: Some(tenant),
            action: Action::Update,
            target: Target::Contact,
            id: &contact_id,
            name: contact.state.addresses.first().map(String::as_str),
            is_new: !events.is_empty(),
            changes: Vec::new(),
            at: unit.at,
        };
        note(directory, transaction, act).await?;
        let shown = contacts::find(transaction, tenant, &contact_id, unit.at).await?;
        shown.ok_or_else(|| AdminError::from(missing()))
    };
    directory.database().write_of(tenant, None, unit).await
}
