//! Decides who trains, with the brake.

use roster::contact::{Departure, Standing};
use roster::{ContactState, Event, JobKind};
use storage::contacts::{self, StoredContact};
use storage::jobs;

use super::brake;
use super::decision::Decider;
use super::settle::{Known, Natural};
use crate::fault::Fault;

impl Decider<'_> {
    /// What is decided about a contact that is `now`, and was `before` in the database; `None` if it
    /// is new.
    pub(crate) async fn standing(
        &self,
        before: Option<&ContactState>,
        now: &ContactState,
    ) -> Result<Standing, Fault> {
        let known = self.known(now).await?;
        self.decide(before, now, &known).await
    }

    /// Decides again about contacts, and writes those that became another. Returns what happened.
    pub(crate) async fn decide_again(
        &self,
        contacts: &[StoredContact],
    ) -> Result<Vec<Event>, Fault> {
        let (conn, tenant) = (self.unit.transaction, self.unit.tenant);
        let states: Vec<&ContactState> = contacts.iter().map(|it| &it.state).collect();
        let needs = self.roster.needs;
        let mut related = contacts::around(conn, tenant, &states, needs).await?;
        let mut events = Vec::new();
        for contact in contacts {
            // The brake may have held one who departed before, when somebody else did.
            let fresh = match contact.state.standing.departure {
                Some(_) => self.read_again(contact).await?,
                None => None,
            };
            let contact = fresh.as_ref().unwrap_or(contact);
            let state = &contact.state;
            let known = Known {
                related: related.remove(&state.id).unwrap_or_default(),
                exceptions: self.exceptions_of(state).await?,
            };
            let standing = self.decide(Some(state), state, &known).await?;
            events.extend(self.write(contact, standing).await?);
        }
        Ok(events)
    }

    async fn read_again(&self, contact: &StoredContact) -> Result<Option<StoredContact>, Fault> {
        let (conn, tenant) = (self.unit.transaction, self.unit.tenant);
        let ids = [contact.state.id.clone()];
        let found = contacts::of_ids(conn, tenant, &ids).await?;
        Ok(found.into_iter().next())
    }

    async fn decide(
        &self,
        before: Option<&ContactState>,
        now: &ContactState,
        known: &Known,
    ) -> Result<Standing, Fault> {
        let settler = self.settler();
        let natural = settler.natural(now, known);
        let trained = before.filter(|before| before.status().is_in_scope());
        // Whoever is held has departed before, and nothing has to be looked up for that.
        let departs = natural.is_departure && now.standing.departure.is_none();
        let mut is_counted = false;
        if let Some(before) = trained.filter(|_| departs && self.is_counted) {
            is_counted = before == now || !self.lags(before, known).await?;
        }
        let departure = self.departure(now, &natural, is_counted).await?;
        Ok(settler.settled(now, known, natural, departure))
    }

    /// Whether a contact trains only because it has yet to follow settings that somebody applied: then it
    /// falls out by these, and not by what is said of it now.
    async fn lags(&self, before: &ContactState, known: &Known) -> Result<bool, Fault> {
        let (conn, tenant) = (self.unit.transaction, self.unit.tenant);
        let is_out = self.settler().natural(before, known).is_departure;
        Ok(is_out && jobs::any_open(conn, tenant, JobKind::ApplyRoster).await?)
    }

    /// The departure that a contact has from now on.
    async fn departure(
        &self,
        contact: &ContactState,
        natural: &Natural,
        is_counted: bool,
    ) -> Result<Option<Departure>, Fault> {
        if !natural.is_departure {
            return Ok(None);
        }
        let at = self.unit.at;
        match contact.standing.departure {
            Some(known) if known.grace_until.is_some_and(|until| until <= at) => {
                Ok(Some(Departure {
                    held_since: None,
                    grace_until: None,
                    ..known
                }))
            }
            Some(known) => Ok(Some(known)),
            None if is_counted => {
                // Few leave, and nobody else shall carry what that takes.
                let departing = Box::pin(brake::depart(self, &contact.id));
                departing.await.map(Some)
            }
            None => Ok(None),
        }
    }
}
