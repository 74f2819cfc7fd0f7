//! A person whom nobody else changes meanwhile, and what is done to their exceptions.

use roster::contact::FieldChange;
use roster::exception::{self, Draft, Exception, Making};
use roster::preview::Place;
use roster::{Action, ContactState, Target};
use scim::diff::Change;
use serde_json::{Value, json};
use storage::contacts::{self, StoredContact};
use storage::exceptions;

use crate::admin::AdminError;
use crate::admin::note::{Act, change, note};
use crate::contacts::{Decider, look_at_exceptions};
use crate::unit::Unit;

/// What nobody was asked for when an exception was made.
const GIVEN_BY_US: [&str; 5] = ["id", "made_by", "made_at", "ended_by", "ended_at"];

/// A contact that others cannot change before the unit ends, with its exceptions.
pub(super) struct Person<'a> {
    unit: Unit<'a>,
    contact: StoredContact,
    exceptions: Vec<Exception>,
}

/// What a contact became.
pub(super) struct Outcome {
    pub(super) before: Place,
    pub(super) after: ContactState,
    /// Why it has its status, as [`roster::scope::Because`] is written.
    pub(super) because: Value,
    /// Fields that have other values.
    pub(super) fields: Vec<FieldChange>,
}

impl<'a> Person<'a> {
    /// The contact of that id; `None` if it is gone.
    pub(super) async fn lock(unit: Unit<'a>, contact_id: &str) -> Result<Option<Self>, AdminError> {
        let (conn, tenant) = (unit.transaction, unit.tenant);
        let Some(contact) = contacts::locked(conn, tenant, contact_id).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            unit,
            contact,
            exceptions: exceptions::of_contact(conn, tenant, contact_id).await?,
        }))
    }

    /// Makes an exception.
    ///
    /// # Errors
    ///
    /// `Refused` if it makes no sense beside the others.
    pub(super) async fn make(&mut self, draft: Draft) -> Result<Exception, AdminError> {
        let unit = self.unit;
        let making = Making {
            id: &unit.next_id(),
            contact_id: &self.contact.state.id,
            by: unit.directory.actor(),
            at: unit.at,
            others: &self.exceptions,
        };
        let made = exception::make(draft, making)?;
        exceptions::insert(unit.transaction, unit.tenant, &made).await?;
        self.note(Action::Create, &made, given(&made)).await?;
        self.exceptions.push(made.clone());
        Ok(made)
    }

    /// Ends the exception of that id; `None` if the person has no such exception.
    ///
    /// # Errors
    ///
    /// `Refused` if it is over already.
    pub(super) async fn end(&mut self, id: &str) -> Result<Option<Exception>, AdminError> {
        let unit = self.unit;
        let Some(known) = self.exceptions.iter_mut().find(|it| it.id == id) else {
            return Ok(None);
        };
        let ended = exception::end(known, unit.directory.actor(), unit.at)?;
        known.clone_from(&ended);
        exceptions::end(unit.transaction, unit.tenant, &ended).await?;
        let at = json!(scim::instant::format(unit.at));
        let changes = change("ended_at", Value::Null, at).into_iter().collect();
        self.note(Action::Update, &ended, changes).await?;
        Ok(Some(ended))
    }

    /// Has the contact follow its exceptions. An administrator wants what comes of it, so the brake
    /// counts nobody for it.
    pub(super) async fn follow(self, tenant_slug: &str) -> Result<Outcome, AdminError> {
        let decider = Decider::new(self.unit).await?.by_choice();
        let before = &self.contact.state;
        let after = look_at_exceptions(&decider, &self.contact).await?;
        let explained = decider.explain(&after, tenant_slug).await?;
        Ok(Outcome {
            before: Place::of(before),
            because: json!(explained.decision.because),
            fields: before.fields.changes_to(&after.fields),
            after,
        })
    }

    async fn note(
        &self,
        action: Action,
        exception: &Exception,
        changes: Vec<Change>,
    ) -> Result<(), AdminError> {
        let unit = self.unit;
        let contact = &self.contact.state;
        let act = Act {
            tenant: Some(unit.tenant),
            action,
            target: Target::Exception,
            id: &exception.id,
            name: contact.addresses.first().map(String::as_str),
            is_new: true,
            changes,
            at: unit.at,
        };
        Ok(note(unit.directory, unit.transaction, act).await?)
    }
}

/// What an exception was given by whoever made it, as changes.
fn given(made: &Exception) -> Vec<Change> {
    let Value::Object(parts) = json!(made) else {
        return Vec::new();
    };
    let given = parts.into_iter();
    given
        .filter(|(name, _)| !GIVEN_BY_US.contains(&name.as_str()))
        .filter_map(|(name, value)| change(&name, Value::Null, value))
        .collect()
}
