//! Rules and audiences as somebody wants them, and how they become those that are kept: each group that
//! a rule names is bound to its id.

use roster::policy::PolicyRule;
use roster::scope::{Audience, BoundGroup, Effect, NamedGroup, Rule, named_groups};
use scim::Limits;
use scim::filter;
use scim::text::fold;
use serde::Deserialize;
use storage::training_groups::Named;

use super::RosterRefusal;

/// A rule as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RuleDraft {
    /// Its name, of which a tenant has one only.
    pub name: String,
    /// What it does.
    pub effect: Effect,
    /// A SCIM filter over contacts.
    pub filter: String,
    /// Whether it counts.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// An audience as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudienceDraft {
    /// Its name, of which a tenant has one only.
    pub name: String,
    /// A SCIM filter over contacts.
    pub filter: String,
}

/// Audiences that many tenants have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Everybody who trains.
    Baseline,
    /// Whoever is somebody's manager, or is one by title.
    Managers,
    /// Whoever works with money.
    Finance,
    /// Whoever leads the organisation.
    Executives,
    /// Whoever administers systems.
    Admins,
    /// Whoever works for the organisation from outside.
    Contractors,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Baseline,
        Self::Managers,
        Self::Finance,
        Self::Executives,
        Self::Admins,
        Self::Contractors,
    ];

    /// Its name, which is also that of the audience it makes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Managers => "managers",
            Self::Finance => "finance",
            Self::Executives => "executives",
            Self::Admins => "admins",
            Self::Contractors => "contractors",
        }
    }

    /// Its filter.
    pub fn filter(self) -> &'static str {
        match self {
            Self::Baseline => "displayName pr or email pr",
            Self::Managers => {
                "isManager eq true or title co \"manager\" or title co \"head of\" or title co \
                 \"team lead\""
            }
            Self::Finance => {
                "department co \"financ\" or department co \"account\" or department co \"payroll\" \
                 or department co \"treasury\" or title co \"accountant\" or title co \"controller\""
            }
            Self::Executives => {
                "title sw \"chief \" or title co \"ceo\" or title co \"cfo\" or title co \"cio\" or \
                 title co \"ciso\" or title co \"director\" or title co \"vice president\" or title \
                 co \"board member\""
            }
            Self::Admins => {
                "title co \"administrator\" or title co \"sysadmin\" or title co \"devops\" or title \
                 co \"security engineer\" or department eq \"IT\""
            }
            Self::Contractors => {
                "userType eq \"Contractor\" or userType eq \"External\" or userType eq \"Vendor\" or \
                 title co \"contractor\" or title co \"consultant\""
            }
        }
    }

    /// The audience that it makes.
    pub fn audience(self) -> AudienceDraft {
        AudienceDraft {
            name: self.as_str().to_owned(),
            filter: self.filter().to_owned(),
        }
    }
}

fn yes() -> bool {
    true
}

/// The training groups of a tenant, each with the provisioning client's id for it.
pub(super) type Groups = [(Named, Option<String>)];

impl RuleDraft {
    /// A rule of a policy.
    pub(super) fn of(rule: &PolicyRule) -> Self {
        Self {
            name: rule.name.clone(),
            effect: rule.effect,
            filter: rule.filter.clone(),
            enabled: rule.enabled,
        }
    }

    /// The rule that is kept under an id, bound to these groups.
    ///
    /// # Errors
    ///
    /// A filter that cannot be read, and a group that is not there.
    pub(super) fn bind(&self, id: String, groups: &Groups) -> Result<Rule, RosterRefusal> {
        let filter = filter::parse(&self.filter, &Limits::default());
        let filter = filter.map_err(|error| RosterRefusal::Unfit {
            flaw: format!("{:?}: {}", self.name, error.detail()),
        })?;
        let named = named_groups(&filter).into_iter();
        let bound = named.map(|named| self.bound(named, groups));
        Ok(Rule {
            id,
            name: self.name.clone(),
            effect: self.effect,
            filter: self.filter.clone(),
            enabled: self.enabled,
            bound: bound.collect::<Result<_, _>>()?,
            broken: false,
        })
    }

    fn bound(&self, named: NamedGroup, groups: &Groups) -> Result<BoundGroup, RosterRefusal> {
        let (NamedGroup::Display(wanted) | NamedGroup::Slug(wanted)) = &named;
        let is_it = |group: &Named| {
            let text = match &named {
                NamedGroup::Display(_) => &group.display_name,
                NamedGroup::Slug(_) => &group.slug,
            };
            fold(text) == fold(wanted)
        };
        let found = groups.iter().find(|(group, _)| is_it(group));
        let (group, external_id) = found.ok_or_else(|| RosterRefusal::NoGroup {
            rule: self.name.clone(),
            group: wanted.clone(),
        })?;
        Ok(BoundGroup {
            id: group.id.clone(),
            external_id: external_id.clone(),
            named,
        })
    }
}

impl From<AudienceDraft> for Audience {
    fn from(draft: AudienceDraft) -> Self {
        Self {
            name: draft.name,
            filter: draft.filter,
        }
    }
}
