//! Holds what a tenant's contacts are against what other settings would make of them.

use chrono::{DateTime, Utc};
use roster::contact::{FieldChange, Related, SourceProfile, Standing};
use roster::exception::{Exception, pinned_fields};
use roster::preview::{Moved, Place};
use roster::scope::Person;
use roster::{ContactState, ownership};
use scim::schema::Role;
use storage::contacts::{self, StoredContact};
use storage::{StorageError, TenantKey, exceptions, resources};

use crate::Directory;
use crate::contacts::{Known, Settler};
use crate::tenant_roster::TenantRoster;

/// So many contacts are read at once.
const AT_ONCE: u64 = 1_000;

/// All contacts of a tenant, with what settings would make of them, in the order of their ids.
pub(super) struct Comparison<'a> {
    directory: &'a Directory,
    tenant: TenantKey,
    slug: &'a str,
    roster: &'a TenantRoster,
    /// Whether fields come from elsewhere by the other settings.
    is_mapped_anew: bool,
    at: DateTime<Utc>,
    after: String,
    is_done: bool,
}

/// A contact, and what settings would make of it.
pub(super) struct Outcome {
    pub(super) contact: StoredContact,
    pub(super) after: ContactState,
    known: Known,
}

impl<'a> Comparison<'a> {
    pub(super) fn of(
        directory: &'a Directory,
        (tenant, slug): (TenantKey, &'a str),
        (before, roster): (&TenantRoster, &'a TenantRoster),
    ) -> Self {
        Self {
            is_mapped_anew: before.mapping != roster.mapping,
            directory,
            tenant,
            slug,
            roster,
            at: directory.now(),
            after: String::new(),
            is_done: false,
        }
    }

    /// The next contacts; none behind the last.
    pub(super) async fn next_page(&mut self) -> Result<Option<Vec<Outcome>>, StorageError> {
        if self.is_done {
            return Ok(None);
        }
        let reader = self.directory.database().reader();
        let page = contacts::stored_page(reader, self.tenant, &self.after, None, AT_ONCE).await?;
        self.is_done = page.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.after.clone_from(&last.state.id);
        let mut projected = Vec::with_capacity(page.len());
        for contact in &page {
            projected.push(self.projected(&contact.state).await?);
        }
        let states: Vec<&ContactState> = projected.iter().collect();
        let needs = self.roster.needs;
        let mut related = contacts::around(reader, self.tenant, &states, needs).await?;
        let mut outcomes = Vec::with_capacity(page.len());
        for (contact, projected) in page.into_iter().zip(projected) {
            let related = related.remove(&contact.state.id).unwrap_or_default();
            outcomes.push(self.outcome(contact, projected, related).await?);
        }
        Ok(Some(outcomes))
    }

    /// A contact with the fields that the other settings give it.
    async fn projected(&self, contact: &ContactState) -> Result<ContactState, StorageError> {
        let users = self.directory.registry().of_role(Role::User);
        let (true, Some(users), Some(id)) = (self.is_mapped_anew, users, &contact.user_id) else {
            return Ok(contact.clone());
        };
        let reader = self.directory.database().reader();
        let Some(user) = resources::get(reader, self.tenant, users, id).await? else {
            return Ok(contact.clone());
        };
        let said = SourceProfile::of_user(&user.resource, &self.roster.mapping);
        let exceptions = self.exceptions_of(contact).await?;
        let pins = pinned_fields(&exceptions, self.at);
        let owned = ownership::merge(&pins, &[(contact.source, &said.fields)]);
        Ok(ContactState {
            fields: ownership::values(&owned),
            ..contact.clone()
        })
    }

    async fn exceptions_of(&self, contact: &ContactState) -> Result<Vec<Exception>, StorageError> {
        let reader = self.directory.database().reader();
        exceptions::of_state(reader, self.tenant, contact).await
    }

    async fn outcome(
        &self,
        contact: StoredContact,
        projected: ContactState,
        related: Related,
    ) -> Result<Outcome, StorageError> {
        let known = Known {
            related,
            exceptions: self.exceptions_of(&contact.state).await?,
        };
        let settler = Settler {
            roster: self.roster,
            at: self.at,
        };
        let standing: Standing = settler.by_choice(&projected, &known);
        let after = ContactState {
            standing,
            ..projected
        };
        Ok(Outcome {
            contact,
            after,
            known,
        })
    }

    /// What becomes of somebody, with the reason.
    pub(super) fn moved(&self, outcome: &Outcome) -> Moved {
        let (contact, becoming) = (&outcome.contact.state, &outcome.after);
        let exceptions = outcome.known.scope_exceptions();
        let person = Person {
            contact: becoming,
            related: &outcome.known.related,
            exceptions: &exceptions,
            held_since: outcome.after.standing.held_since(),
            decided_by: contact.standing.decided_by.as_deref(),
            at: self.at,
        };
        let explained = self.roster.engine.explain(&person, self.slug);
        Moved {
            contact_id: contact.id.clone(),
            email: contact
                .get(&roster::contact::Field::Email)
                .map(str::to_owned),
            before: Place::of(contact),
            after: Place::of(&outcome.after),
            because: serde_json::to_value(&explained.decision.because).unwrap_or_default(),
            fields: outcome.fields(),
        }
    }
}

impl Outcome {
    /// Whether anything of the contact would be other than it is.
    pub(super) fn is_moved(&self) -> bool {
        let (before, after) = self.places();
        before != after || self.has_other_fields()
    }

    /// Whether fields would have other values.
    pub(super) fn has_other_fields(&self) -> bool {
        self.contact.state.fields != self.after.fields
    }

    /// The fields that would have other values.
    pub(super) fn fields(&self) -> Vec<FieldChange> {
        self.contact.state.fields.changes_to(&self.after.fields)
    }

    /// What the contact is, and what it would be.
    pub(super) fn places(&self) -> (Place, Place) {
        (Place::of(&self.contact.state), Place::of(&self.after))
    }
}
