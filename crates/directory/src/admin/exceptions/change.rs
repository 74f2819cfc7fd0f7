//! Makes an exception, or ends one before its time.

use roster::Contact;
use roster::exception::{Draft, Exception};
use roster::preview::Place;
use serde::Serialize;
use storage::{TenantKey, Transaction, contacts, exceptions};

use super::act::{Mode, carry_out};
use super::person::Person;
use crate::Directory;
use crate::admin::{AdminError, Missing, people, tenants};
use crate::unit::Unit;

/// An exception that was made or ended, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excepted {
    /// The exception.
    #[serde(flatten)]
    pub exception: Exception,
    /// What the contact was before.
    pub before: Place,
    /// The contact as it is with that.
    pub contact: Contact,
}

/// Makes an exception for the contact that is identified so ([`people::identify`]), and has the contact
/// follow.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if the exception makes no sense.
pub async fn add(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
    draft: Draft,
    mode: Mode,
) -> Result<Excepted, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let contact_id = people::identify(directory, tenant_slug, who).await?.id;
    let missing = || Missing::Contact {
        tenant: tenant_slug.to_owned(),
        who: who.to_owned(),
    };
    let unit = async |transaction: &Transaction| {
        let unit = unit_of(directory, transaction, tenant);
        let person = Person::lock(unit, &contact_id).await?;
        let mut person = person.ok_or_else(missing)?;
        let new = person.make(draft.clone()).await?;
        followed(unit, tenant_slug, person, new).await
    };
    carry_out(directory, tenant, mode, unit).await
}

/// Ends an exception now, and has the contact follow. One that has yet to begin never holds then.
///
/// # Errors
///
/// `Missing` if there is no such tenant or exception, `Refused` if it is over already.
pub async fn end(
    directory: &Directory,
    tenant_slug: &str,
    id: &str,
    mode: Mode,
) -> Result<Excepted, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let missing = || Missing::Exception {
        tenant: tenant_slug.to_owned(),
        id: id.to_owned(),
    };
    let unit = async |transaction: &Transaction| {
        let unit = unit_of(directory, transaction, tenant);
        let known = exceptions::find(transaction, tenant, id).await?;
        let known = known.ok_or_else(missing)?;
        let person = Person::lock(unit, &known.contact_id).await?;
        let mut person = person.ok_or_else(missing)?;
        let ended = person.end(id).await?.ok_or_else(missing)?;
        followed(unit, tenant_slug, person, ended).await
    };
    carry_out(directory, tenant, mode, unit).await
}

fn unit_of<'a>(
    directory: &'a Directory,
    transaction: &'a Transaction,
    tenant: TenantKey,
) -> Unit<'a> {
    Unit {
        directory,
        transaction,
        tenant,
        at: directory.now(),
    }
}

async fn followed(
    unit: Unit<'_>,
    tenant_slug: &str,
    person: Person<'_>,
    exception: Exception,
) -> Result<Excepted, AdminError> {
    let outcome = person.follow(tenant_slug).await?;
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let contact = contacts::find(conn, tenant, &outcome.after.id, unit.at).await?;
    let contact = contact.ok_or_else(|| Missing::Contact {
        tenant: tenant_slug.to_owned(),
        who: outcome.after.id.clone(),
    })?;
    Ok(Excepted {
        exception,
        before: outcome.before,
        contact,
    })
}
