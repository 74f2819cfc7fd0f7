//! Reads what a decision about a contact may depend on, and writes what came of it.

use std::sync::Arc;

use roster::contact::{Departure, Mapping, Related, Standing};
use roster::{ContactState, Event, exception, lifecycle};
use storage::contacts::{self, StoredContact};
use storage::exceptions;

use super::settle::{Known, Settler};
use crate::fault::Fault;
use crate::tenant_roster::TenantRoster;
use crate::unit::Unit;

/// Decides about a tenant's contacts, within one transaction.
#[derive(Clone)]
pub(crate) struct Decider<'a> {
    pub(crate) unit: Unit<'a>,
    pub(super) roster: Arc<TenantRoster>,
    /// Whether the brake counts who departs: not where an administrator wanted it so.
    pub(super) is_counted: bool,
}

impl<'a> Decider<'a> {
    /// Decides by the tenant's present settings; whoever departs is counted by the brake.
    pub(crate) async fn new(unit: Unit<'a>) -> Result<Self, Fault> {
        Ok(Self::of(unit, unit.roster().await?))
    }

    /// The same by settings that were just read.
    pub(crate) fn of(unit: Unit<'a>, roster: Arc<TenantRoster>) -> Self {
        Self {
            unit,
            roster,
            is_counted: true,
        }
    }

    /// The same where an administrator wants what comes of it, so nobody is held.
    pub(crate) fn by_choice(self) -> Self {
        Self {
            is_counted: false,
            ..self
        }
    }

    /// Where fields come from.
    pub(crate) fn mapping(&self) -> &Mapping {
        &self.roster.mapping
    }

    pub(super) fn settler(&self) -> Settler<'_> {
        Settler {
            roster: &self.roster,
            at: self.unit.at,
        }
    }

    /// Writes what was decided about a contact. What nobody sees makes no version.
    pub(super) async fn write(
        &self,
        before: &StoredContact,
        standing: Standing,
    ) -> Result<Vec<Event>, Fault> {
        let (conn, tenant, at) = (self.unit.transaction, self.unit.tenant, self.unit.at);
        let Some(outcome) = lifecycle::decided(&before.state, standing, at) else {
            return Ok(Vec::new());
        };
        if outcome.events.is_empty() {
            contacts::set_standing(conn, tenant, before, &outcome.state).await?;
        } else {
            contacts::update(conn, tenant, before, &outcome.state, at).await?;
        }
        Ok(outcome.events)
    }

    /// What a contact becomes whose departure is this, if it is one still.
    pub(super) async fn departed(
        &self,
        contact: &ContactState,
        departure: Departure,
    ) -> Result<Standing, Fault> {
        let known = self.known(contact).await?;
        let settler = self.settler();
        let natural = settler.natural(contact, &known);
        let departure = natural.is_departure.then_some(departure);
        Ok(settler.settled(contact, &known, natural, departure))
    }

    pub(super) async fn known(&self, contact: &ContactState) -> Result<Known, Fault> {
        let (conn, tenant) = (self.unit.transaction, self.unit.tenant);
        let mut related = Related::default();
        if self.roster.looks_at_others() {
            let needs = self.roster.needs;
            let around = contacts::around(conn, tenant, &[contact], needs).await?;
            related = around.into_values().next().unwrap_or_default();
        }
        let exceptions = self.exceptions_of(contact).await?;
        Ok(Known {
            related,
            exceptions,
        })
    }

    pub(super) async fn exceptions_of(
        &self,
        contact: &ContactState,
    ) -> Result<Vec<exception::Exception>, Fault> {
        let (conn, tenant) = (self.unit.transaction, self.unit.tenant);
        Ok(exceptions::of_state(conn, tenant, contact).await?)
    }
}
