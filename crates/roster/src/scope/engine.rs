//! Rules and audiences made ready to be asked of contacts.

use std::collections::HashSet;
use std::fmt;

use scim::filter::{self, Expr, Filter};
use scim::text::fold;
use scim::{Limits, Resource, ResourceType};

use super::binding::{BoundGroup, bind};
use super::{Audience, Effect, Rule, Scope, ScopeState};

/// What decides about a tenant's contacts: its scope and its audiences.
#[derive(Clone, Debug)]
pub struct Engine<'s> {
    pub(super) state: ScopeState,
    pub(super) rules: Vec<RuleFilter<'s>>,
    pub(super) audiences: Vec<AudienceFilter<'s>>,
    pub(super) contacts: &'s ResourceType,
}

/// A rule that counts, with its filter resolved.
#[derive(Clone, Debug)]
pub(super) struct RuleFilter<'s> {
    pub(super) rule: Rule,
    pub(super) written: Filter,
    pub(super) expr: Expr<'s>,
}

/// An audience with its filter resolved.
#[derive(Clone, Debug)]
pub(super) struct AudienceFilter<'s> {
    pub(super) audience: Audience,
    pub(super) written: Filter,
    pub(super) expr: Expr<'s>,
}

/// What filters look at beside the contact itself, so that nothing else has to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Its groups, groups around groups too.
    pub groups: bool,
    /// Its manager.
    pub manager: bool,
    /// Whether it is somebody's manager.
    pub is_manager: bool,
}

/// Why a scope or an audience cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The name of the rule or the audience.
    pub name: String,
    /// What is wrong and what to do, in a sentence.
    pub detail: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{}\": {}", self.name, self.detail)
    }
}

impl std::error::Error for Refusal {}

impl<'s> Engine<'s> {
    /// Holds rules and audiences against the contacts' resource type. Rules that do not count are
    /// held against it too, so that none can be enabled later that nobody could evaluate.
    ///
    /// # Errors
    ///
    /// The first rule or audience whose filter is wrong, which has no name, or whose name another
    /// has already in any letter case.
    pub fn new(
        scope: &Scope,
        audiences: &[Audience],
        contacts: &'s ResourceType,
    ) -> Result<Self, Refusal> {
        check_names("rule", scope.rules.iter().map(|rule| &rule.name))?;
        check_names("audience", audiences.iter().map(|audience| &audience.name))?;
        let mut rules = Vec::new();
        for rule in &scope.rules {
            let (written, expr) = resolve(&rule.name, &rule.filter, &rule.bound, contacts)?;
            if rule.enabled && scope.state == ScopeState::Rules {
                rules.push(RuleFilter {
                    rule: rule.clone(),
                    written,
                    expr,
                });
            }
        }
        let audiences = audiences.iter().map(|audience| {
            let (written, expr) = resolve(&audience.name, &audience.filter, &[], contacts)?;
            Ok(AudienceFilter {
                audience: audience.clone(),
                written,
                expr,
            })
        });
        Ok(Self {
            state: scope.state,
            rules,
            audiences: audiences.collect::<Result<_, _>>()?,
            contacts,
        })
    }

    /// What has to be known of a contact's surroundings to decide about it.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        let rules = self.rules.iter().map(|it| &it.expr);
        for expr in rules.chain(self.audiences.iter().map(|it| &it.expr)) {
            needs.add(expr);
        }
        needs
    }

    /// The rules of an effect, in order.
    pub(super) fn rules(&self, effect: Effect) -> impl Iterator<Item = &RuleFilter<'s>> {
        self.rules.iter().filter(move |it| it.rule.effect == effect)
    }
}

impl RuleFilter<'_> {
    /// Whether the rule decides about a contact. `decided_by` is the id of the rule that did last.
    pub(super) fn takes(&self, contact: &Resource, decided_by: Option<&str>) -> bool {
        if self.rule.broken {
            return decided_by == Some(self.rule.id.as_str());
        }
        self.expr.matches(contact.attributes())
    }
}

impl Needs {
    fn add(&mut self, expr: &Expr<'_>) {
        match expr {
            Expr::And(all) | Expr::Or(all) => all.iter().for_each(|expr| self.add(expr)),
            Expr::Not(expr) => self.add(expr),
            Expr::Test(test) => self.add_attribute(&test.attribute.attribute.name),
            Expr::Element(attribute, _) => self.add_attribute(&attribute.attribute.name),
        }
    }

    fn add_attribute(&mut self, name: &str) {
        match name {
            "groups" => self.groups = true,
            "manager" => self.manager = true,
            "isManager" => self.is_manager = true,
            _ => {}
        }
    }
}

fn check_names<'n>(what: &str, names: impl Iterator<Item = &'n String>) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for name in names {
        let refuse = |detail: String| Refusal {
            name: name.clone(),
            detail,
        };
        if name.trim().is_empty() {
            return Err(refuse(format!("this {what} has no name; give it one.")));
        }
        if !seen.insert(fold(name)) {
            return Err(refuse(format!(
                "there is another {what} of this name; give one of them another name."
            )));
        }
    }
    Ok(())
}

fn resolve<'s>(
    name: &str,
    text: &str,
    bound: &[BoundGroup],
    contacts: &'s ResourceType,
) -> Result<(Filter, Expr<'s>), Refusal> {
    let written = filter::parse(text, &Limits::default());
    let resolved = written.and_then(|written| {
        let expr = filter::resolve(&bind(&written, bound), contacts)?;
        Ok((written, expr))
    });
    resolved.map_err(|error| Refusal {
        name: name.to_owned(),
        detail: error.detail().to_owned(),
    })
}
