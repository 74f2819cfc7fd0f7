//! Exceptions for many people, made in one transaction.

use std::collections::BTreeMap;

use roster::contact::Field;
use roster::exception::{Draft, Exception};
use roster::preview::{Counts, Moved, Place};

use super::person::{Outcome, Person};
use crate::admin::AdminError;
use crate::unit::Unit;

/// What is wanted for some people: the drafts by the ids of their contacts, each with the line in which
/// it stands.
pub(super) type Wanted = BTreeMap<String, Vec<(u64, Draft)>>;

/// A row of which nothing came.
#[derive(Debug)]
pub struct RefusedRow {
    /// Where it stands.
    pub line: u64,
    /// Why.
    pub error: AdminError,
}

/// What came of a list, or would come of it.
#[derive(Debug, Default)]
pub struct Imported {
    /// The id under which it can be applied; none where it was done, or nothing can be.
    pub preview: Option<String>,
    /// The exceptions, person by person.
    pub exceptions: Vec<Exception>,
    /// What became of everybody who has one of them, by the ids of the contacts.
    pub changes: Vec<Moved>,
    /// How many people they concern.
    pub counts: Counts,
    /// The rows of which nothing came, in their order.
    pub refused: Vec<RefusedRow>,
}

/// Makes exceptions, and has all these people follow. What makes no sense is left out.
pub(super) async fn make(
    unit: Unit<'_>,
    tenant_slug: &str,
    wanted: &Wanted,
) -> Result<Imported, AdminError> {
    let mut imported = Imported::default();
    for (contact_id, drafts) in wanted {
        // Contacts are never removed, but with their tenant.
        if let Some(person) = Person::lock(unit, contact_id).await? {
            imported.make(person, tenant_slug, drafts).await?;
        }
    }
    Ok(imported)
}

impl Imported {
    async fn make(
        &mut self,
        mut person: Person<'_>,
        tenant_slug: &str,
        drafts: &[(u64, Draft)],
    ) -> Result<(), AdminError> {
        let before = self.exceptions.len();
        for (line, draft) in drafts {
            match person.make(draft.clone()).await {
                Ok(exception) => self.exceptions.push(exception),
                Err(error @ AdminError::Refused(_)) => self.refuse(*line, error),
                Err(error) => return Err(error),
            }
        }
        if self.exceptions.len() > before {
            self.add(person.follow(tenant_slug).await?);
        }
        Ok(())
    }

    pub(super) fn refuse(&mut self, line: u64, error: AdminError) {
        self.refused.push(RefusedRow { line, error });
    }

    fn add(&mut self, outcome: Outcome) {
        let after = Place::of(&outcome.after);
        let has_other_fields = !outcome.fields.is_empty();
        self.counts.add(&outcome.before, &after, has_other_fields);
        self.changes.push(Moved {
            contact_id: outcome.after.id.clone(),
            email: outcome.after.get(&Field::Email).map(str::to_owned),
            before: outcome.before,
            after,
            because: outcome.because,
            fields: outcome.fields,
        });
    }
}
