//! How a decision came about.

use scim::Resource;
use scim::filter::Filter;
use serde::Serialize;

use super::because::{Because, RuleCompared};
use super::compare::{Compared, compared};
use super::decide::{Person, Reason};
use super::engine::{Engine, RuleFilter};
use super::remedy::{Remedy, remedies};
use super::{Effect, Status};
use crate::contact::resource;

/// How the decision about a contact came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What the training platform should do.
    pub status: Status,
    /// Whether the person trains, why, and what would change that.
    pub decision: Decided,
    /// Its audiences, each with what selected it; none unless it trains.
    pub audiences: Vec<AudienceReason>,
}

/// The decision on scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Whether the person trains.
    pub in_scope: bool,
    /// Why.
    pub because: Because,
    /// What would change it. Never empty.
    pub remedies: Vec<Remedy>,
}

/// An audience, and why a contact is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AudienceReason {
    /// Its name.
    pub name: String,
    /// What selected the contact.
    pub because: Because,
}

impl Engine<'_> {
    /// Decides about a contact and tells how that came about. The tenant's slug stands in the
    /// commands that the remedies name.
    pub fn explain(&self, person: &Person<'_>, tenant: &str) -> Explanation {
        let contact = resource(person.contact, person.related);
        let decision = self.decide_on(person, &contact);
        let because = self.because(decision.reason, person, &contact);
        let remedies = remedies(&because, decision.status, tenant, &person.contact.id);
        let audiences = self.audiences.iter();
        let audiences =
            audiences.filter(|it| decision.audiences.contains(&it.audience.name.as_str()));
        Explanation {
            status: decision.status,
            decision: Decided {
                in_scope: decision.status.is_in_scope(),
                because,
                remedies,
            },
            audiences: audiences
                .map(|it| AudienceReason {
                    name: it.audience.name.clone(),
                    because: Because::Rule(RuleCompared {
                        name: it.audience.name.clone(),
                        effect: Effect::Include,
                        filter: it.audience.filter.clone(),
                        broken: false,
                        compared: self.compared(&it.written, None, &contact),
                    }),
                })
                .collect(),
        }
    }

    fn because(&self, reason: Reason<'_>, person: &Person<'_>, contact: &Resource) -> Because {
        match reason {
            Reason::Undecided => Because::Undecided,
            Reason::Everyone => Because::Everyone,
            Reason::Directory => Because::Directory {
                since: person.contact.disabled_at,
            },
            Reason::Brake => Because::Brake {
                since: person.held_since,
            },
            Reason::Date(field) => Because::Date {
                field: field.to_string(),
                value: person.contact.get(field).map(str::to_owned),
            },
            Reason::Exception(exception) => Because::Exception {
                id: exception.id.clone(),
                exception: exception.kind.as_str(),
                reason: exception.reason.clone(),
                from: exception.from,
                until: exception.until,
            },
            Reason::Rule(id) => {
                let rule = self.rules.iter().find(|it| it.rule.id == id);
                rule.map_or(Because::Everyone, |it| {
                    Because::Rule(self.rule_compared(it, contact))
                })
            }
            Reason::NoRule => Because::NoRule {
                rules: self
                    .rules(Effect::Include)
                    .map(|it| self.rule_compared(it, contact))
                    .collect(),
            },
        }
    }

    fn rule_compared(&self, it: &RuleFilter<'_>, contact: &Resource) -> RuleCompared {
        RuleCompared {
            name: it.rule.name.clone(),
            effect: it.rule.effect,
            filter: it.rule.filter.clone(),
            broken: it.rule.broken,
            compared: self.compared(&it.written, Some(it), contact),
        }
    }

    fn compared(
        &self,
        written: &Filter,
        rule: Option<&RuleFilter<'_>>,
        contact: &Resource,
    ) -> Vec<Compared> {
        let bound = rule.map_or(&[][..], |it| &it.rule.bound);
        compared(written, bound, contact, self.contacts)
    }
}
