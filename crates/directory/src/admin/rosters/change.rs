//! Changes of a roster's settings.

use roster::RosterSettings;
use roster::contact::MappingChoice;
use roster::policy::PolicyContent;
use roster::preview::PreviewKind;
use roster::scope::{Audience, Rule, Scope, ScopeState};
use scim::text::fold;
use storage::roster_settings::{self, StoredSettings};
use storage::{TenantKey, training_groups};

use super::draft::{AudienceDraft, Groups, RuleDraft};
use super::refusal::RosterRefusal;
use crate::Directory;
use crate::admin::AdminError;

/// So many earlier settings can be gone back to.
const HISTORY: u64 = 200;

/// What somebody wants to be otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Everybody trains who has not left.
    Everyone,
    /// These rules decide, in place of what there was.
    Rules(Vec<RuleDraft>),
    /// One more rule.
    AddRule(RuleDraft),
    /// A rule fewer, by its name.
    RemoveRule(String),
    /// One more audience.
    AddAudience(AudienceDraft),
    /// An audience fewer, by its name.
    RemoveAudience(String),
    /// Where fields come from; none for the usual rows.
    Mapping(Option<MappingChoice>),
    /// All that a policy holds.
    Policy(Box<PolicyContent>),
    /// What was in force before the last decision.
    Undo,
}

impl Change {
    /// What it is about.
    pub(super) fn kind(&self) -> PreviewKind {
        match self {
            Self::AddAudience(_) | Self::RemoveAudience(_) => PreviewKind::Audience,
            Self::Mapping(_) => PreviewKind::Mapping,
            Self::Policy(_) => PreviewKind::Policy,
            _ => PreviewKind::Scope,
        }
    }

    /// What the settings of a tenant become.
    ///
    /// # Errors
    ///
    /// `Refused` if the change makes no sense, or nothing would be otherwise.
    pub(super) async fn of(
        self,
        directory: &Directory,
        tenant: TenantKey,
        before: &RosterSettings,
    ) -> Result<RosterSettings, AdminError> {
        let reader = directory.database().reader();
        if self == Self::Undo {
            let history = roster_settings::history(reader, tenant, HISTORY).await?;
            return Ok(before_last(&history)?);
        }
        let groups = training_groups::all_named(reader, tenant).await?;
        let settings = self.made(directory, before, &groups)?;
        if settings == *before {
            return Err(RosterRefusal::NothingChanges.into());
        }
        Ok(settings)
    }

    fn made(
        self,
        directory: &Directory,
        before: &RosterSettings,
        groups: &Groups,
    ) -> Result<RosterSettings, RosterRefusal> {
        let mut settings = RosterSettings {
            restores: None,
            ..before.clone()
        };
        let rules = &before.scope.rules;
        match self {
            Self::Everyone => settings.scope = scope(ScopeState::Everyone, Vec::new()),
            Self::Rules(drafts) => {
                let drafts = drafts.iter();
                let rules = drafts.map(|draft| bound(directory, draft, rules, groups));
                let rules = rules.collect::<Result<_, _>>()?;
                settings.scope = scope(ScopeState::Rules, rules);
            }
            Self::AddRule(draft) => {
                settings.scope = with_rules(settings.scope)?;
                let rule = draft.bind(directory.next_id(), groups)?;
                settings.scope.rules.push(rule);
            }
            Self::RemoveRule(name) => {
                let is_other = |rule: &Rule| fold(&rule.name) != fold(&name);
                settings.scope.rules.retain(is_other);
                if settings.scope.rules.len() == rules.len() {
                    return Err(RosterRefusal::NoRule { name });
                }
            }
            Self::AddAudience(draft) => settings.audiences.push(draft.into()),
            Self::RemoveAudience(name) => {
                let is_other = |audience: &Audience| fold(&audience.name) != fold(&name);
                settings.audiences.retain(is_other);
                if settings.audiences.len() == before.audiences.len() {
                    return Err(RosterRefusal::NoAudience { name });
                }
            }
            Self::Mapping(choice) => settings.mapping = choice,
            Self::Policy(content) => {
                let drafts: Vec<RuleDraft> = content.rules.iter().map(RuleDraft::of).collect();
                let drafts = drafts.iter();
                let rules = drafts.map(|draft| bound(directory, draft, rules, groups));
                settings.scope = scope(content.scope, rules.collect::<Result<_, _>>()?);
                settings.audiences = content.audiences;
                settings.mapping = content.mapping;
            }
            Self::Undo => {}
        }
        Ok(settings)
    }
}

fn scope(state: ScopeState, rules: Vec<Rule>) -> Scope {
    Scope { state, rules }
}

/// A rule under the id of the one that has its name now.
fn bound(
    directory: &Directory,
    draft: &RuleDraft,
    present: &[Rule],
    groups: &Groups,
) -> Result<Rule, RosterRefusal> {
    let same = present
        .iter()
        .find(|it| fold(&it.name) == fold(&draft.name));
    let id = same.map_or_else(|| directory.next_id(), |rule| rule.id.clone());
    draft.bind(id, groups)
}

/// Rules can be added where everybody was in: they are the first then. Where nobody decided, the first
/// decision looks at everybody.
fn with_rules(scope: Scope) -> Result<Scope, RosterRefusal> {
    match scope.state {
        ScopeState::Undecided => Err(RosterRefusal::NothingDecided),
        ScopeState::Everyone | ScopeState::Rules => Ok(Scope {
            state: ScopeState::Rules,
            ..scope
        }),
    }
}

/// What was in force before the last decision of people that was not taken back.
fn before_last(history: &[StoredSettings]) -> Result<RosterSettings, RosterRefusal> {
    let present = history.first().ok_or(RosterRefusal::NothingToUndo)?;
    let last = present.settings.restores.unwrap_or(present.revision);
    let decided = history.iter().find(|it| it.revision == last);
    let decided = decided.ok_or(RosterRefusal::NothingToUndo)?;
    let mut earlier = history.iter().filter(|it| it.revision < decided.revision);
    let target = earlier
        .find(|it| it.settings.chosen() != decided.settings.chosen())
        .ok_or(RosterRefusal::NothingToUndo)?;
    Ok(RosterSettings {
        restores: Some(target.settings.restores.unwrap_or(target.revision)),
        ..target.settings.clone()
    })
}
