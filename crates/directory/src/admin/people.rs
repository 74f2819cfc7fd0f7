//! Which contacts are meant: by conditions, or by what somebody is called.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use roster::scope::Status;
use roster::{Contact, ExternalState, Source};
use scim::filter::compile;
use scim::{Limits, ResourceType, ScimError};
use serde_json::Value;
use storage::TenantKey;
use storage::contacts::{self, ContactQuery};

use super::{AdminError, Missing, Refusal, tenants};
use crate::Directory;
use crate::tenant_roster::TenantRoster;

/// So many contacts are on one page.
const ON_A_PAGE: u64 = 1_000;

/// So many are named where several are meant.
const NAMED: u64 = 10;

/// Where a name of somebody may stand, or a part of it.
const NAMES: [&str; 5] = [
    "displayName",
    "firstName",
    "lastName",
    "userName",
    "addresses.value",
];

/// What identifies somebody.
const IDENTIFIERS: [&str; 3] = ["userName", "externalId", "addresses.value"];

/// Which contacts are meant: those to which all of this applies.
#[derive(Clone, Debug, Default)]
pub struct ContactChoice {
    /// In that state.
    pub state: Option<ExternalState>,
    /// From that source.
    pub source: Option<Source>,
    /// Of that status.
    pub status: Option<Status>,
    /// In a training group of that slug, name or id, directly or in a group within it.
    pub group: Option<String>,
    /// With that text in a name or an address.
    pub search: Option<String>,
    /// Selected by a SCIM filter over contacts.
    pub filter: Option<String>,
    /// Made from then on.
    pub joined_since: Option<DateTime<Utc>>,
    /// Disabled since then or later.
    pub left_since: Option<DateTime<Utc>>,
    /// So many at most.
    pub limit: Option<u64>,
}

impl ContactChoice {
    /// All that a filter can say of it.
    fn filter(&self) -> Option<String> {
        let group = self.group.as_ref().map(|group| {
            let group = quoted(group);
            any(
                &["groups.slug", "groups.display", "groups.value"],
                "eq",
                &group,
            )
        });
        let search = self.search.as_ref();
        let search = search.map(|search| any(&NAMES, "co", &quoted(search)));
        let parts = [group, search, self.filter.clone()].into_iter().flatten();
        let parts: Vec<String> = parts.map(|part| format!("({part})")).collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }
}

fn any(attributes: &[&str], operator: &str, value: &str) -> String {
    let terms = attributes.iter();
    let terms = terms.map(|attribute| format!("{attribute} {operator} {value}"));
    terms.collect::<Vec<_>>().join(" or ")
}

/// A text as filters have it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A tenant's contacts in the order of their ids.
pub struct ContactPages<'a> {
    directory: &'a Directory,
    tenant: TenantKey,
    roster: Arc<TenantRoster>,
    choice: ContactChoice,
    filter: Option<String>,
    left: u64,
    after: Option<String>,
}

impl<'a> ContactPages<'a> {
    /// From the first contact on.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant, `Refused` if a filter is wrong.
    pub async fn of(
        directory: &'a Directory,
        tenant_slug: &str,
        choice: ContactChoice,
    ) -> Result<Self, AdminError> {
        let tenant = tenants::show(directory, tenant_slug).await?.key;
        let roster = directory
            .rosters()
            .of(directory.database().reader(), tenant)
            .await?;
        // What is wrong with it shall be told as it was given.
        if let Some(filter) = &choice.filter {
            check(filter, roster.contacts)?;
        }
        Ok(Self {
            directory,
            tenant,
            roster,
            filter: choice.filter(),
            left: choice.limit.unwrap_or(u64::MAX),
            choice,
            after: None,
        })
    }

    /// The next page; none behind the last contact.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Contact>>, AdminError> {
        let filter = self.filter.as_deref();
        let of_filters = self.roster.contacts;
        let filter = filter.map(|it| compile(it, of_filters, &Limits::default()));
        let filter = filter.transpose().map_err(|error| unfit(&error))?;
        let query = ContactQuery {
            state: self.choice.state,
            source: self.choice.source,
            status: self.choice.status,
            filter: filter.as_ref(),
            joined_since: self.choice.joined_since,
            left_since: self.choice.left_since,
            after: self.after.as_deref(),
            limit: self.left.min(ON_A_PAGE),
            at: self.directory.now(),
        };
        if query.limit == 0 {
            return Ok(None);
        }
        let reader = self.directory.database().reader();
        let contacts = contacts::page(reader, self.tenant, &query).await?;
        let Some(last) = contacts.last() else {
            return Ok(None);
        };
        self.after = Some(last.id.clone());
        self.left -= Ord::min(self.left, contacts.len() as u64);
        Ok(Some(contacts))
    }
}

/// The one contact that is called so: by its id, the id of its SCIM user, its userName, its external id,
/// any address it has or had, or a part of its name.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if several are called so.
pub async fn find(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
) -> Result<Contact, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    if let Some(found) = Box::pin(contacts::find(reader, tenant, who, directory.now())).await? {
        return Ok(found);
    }
    for (attributes, operator) in [(&IDENTIFIERS[..], "eq"), (&NAMES[..], "co")] {
        let filter = any(attributes, operator, &quoted(who));
        if let Some(found) = the_only(directory, tenant_slug, who, filter).await? {
            return Ok(found);
        }
    }
    Err(missing(tenant_slug, who))
}

/// The one contact that is identified so: by its id, the id of its SCIM user, its userName, its external
/// id, or any address it has or had. A part of a name does not do for whoever is about to act: somebody
/// else may have it while the person is not here.
///
/// # Errors
///
/// As [`find`].
pub async fn identify(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
) -> Result<Contact, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let (reader, now) = (directory.database().reader(), directory.now());
    if let Some(found) = Box::pin(contacts::find(reader, tenant, who, now)).await? {
        return Ok(found);
    }
    let filter = any(&IDENTIFIERS, "eq", &quoted(who));
    let found = the_only(directory, tenant_slug, who, filter).await?;
    found.ok_or_else(|| missing(tenant_slug, who))
}

/// The contact that a filter selects.
async fn the_only(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
    filter: String,
) -> Result<Option<Contact>, AdminError> {
    let choice = ContactChoice {
        filter: Some(filter),
        limit: Some(NAMED + 1),
        ..ContactChoice::default()
    };
    let mut pages = ContactPages::of(directory, tenant_slug, choice).await?;
    let mut found = Box::pin(pages.next_page()).await?.unwrap_or_default();
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => Err(several(who, &found)),
    }
}

fn missing(tenant_slug: &str, who: &str) -> AdminError {
    let (tenant, who) = (tenant_slug.to_owned(), who.to_owned());
    Missing::Contact { tenant, who }.into()
}

fn several(who: &str, found: &[Contact]) -> AdminError {
    let name = |contact: &Contact| {
        let names = [&contact.display_name, &contact.email];
        let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        format!("{} ({})", names.join(", "), contact.id)
    };
    let named = usize::try_from(NAMED).unwrap_or(usize::MAX);
    let refusal = Refusal::SeveralContacts {
        who: who.to_owned(),
        candidates: found.iter().take(named).map(name).collect(),
        are_more: found.len() > named,
    };
    refusal.into()
}

fn check(filter: &str, contacts: &ResourceType) -> Result<(), AdminError> {
    compile(filter, contacts, &Limits::default())
        .map(drop)
        .map_err(|error| unfit(&error))
}

fn unfit(error: &ScimError) -> AdminError {
    let flaw = error.detail().to_owned();
    Refusal::FilterUnfit { flaw }.into()
}
