//! Tells how a decision about a contact came about.

use roster::ContactState;
use roster::scope::{Explanation, Person};

use super::decision::Decider;
use crate::fault::Fault;

impl Decider<'_> {
    /// Why a contact has its status, and what would change that. The tenant's slug stands in commands.
    pub(crate) async fn explain(
        &self,
        contact: &ContactState,
        tenant_slug: &str,
    ) -> Result<Explanation, Fault> {
        let known = self.known(contact).await?;
        let exceptions = known.scope_exceptions();
        let person = Person {
            contact,
            related: &known.related,
            exceptions: &exceptions,
            held_since: contact.standing.held_since(),
            decided_by: contact.standing.decided_by.as_deref(),
            at: self.unit.at,
        };
        Ok(self.roster.engine.explain(&person, tenant_slug))
    }
}
