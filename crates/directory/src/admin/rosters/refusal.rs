//! Why what a tenant chose cannot be so.

use std::fmt;

use roster::scope;

/// Why a change of a roster's settings cannot be made, in a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RosterRefusal {
    /// A rule or an audience is wrong.
    Unfit {
        /// Which one, and what is wrong with it.
        flaw: String,
    },
    /// A rule names a training group that is not there.
    NoGroup {
        /// The rule.
        rule: String,
        /// The name or slug in its filter.
        group: String,
    },
    /// There is no such rule.
    NoRule {
        /// The name that was given.
        name: String,
    },
    /// There is no such audience.
    NoAudience {
        /// The name that was given.
        name: String,
    },
    /// Rules were to be added where everybody is in by the tenant's choice, or nobody chose.
    NothingDecided,
    /// Nothing would be other than it is.
    NothingChanges,
    /// There was nothing before that could be taken back to.
    NothingToUndo,
    /// The change of a preview was made already.
    AlreadyApplied {
        /// The preview.
        id: String,
    },
    /// Somebody chose other settings meanwhile.
    SettingsMoved,
    /// Somebody would end otherwise than the preview says.
    PeopleMoved {
        /// The preview.
        id: String,
        /// A contact of whom that is so.
        contact_id: String,
    },
}

impl RosterRefusal {
    /// The word for it, which stays the same.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unfit { .. } => "rule_unfit",
            Self::NoGroup { .. } => "rule_without_group",
            Self::NoRule { .. } => "no_rule",
            Self::NoAudience { .. } => "no_audience",
            Self::NothingDecided => "nothing_decided",
            Self::NothingChanges => "nothing_changes",
            Self::NothingToUndo => "nothing_to_undo",
            Self::AlreadyApplied { .. } => "preview_applied",
            Self::SettingsMoved => "settings_moved",
            Self::PeopleMoved { .. } => "people_moved",
        }
    }
}

impl From<scope::Refusal> for RosterRefusal {
    fn from(flaw: scope::Refusal) -> Self {
        Self::Unfit {
            flaw: flaw.to_string(),
        }
    }
}

impl fmt::Display for RosterRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit { flaw } => formatter.write_str(flaw),
            Self::NoGroup { rule, group } => write!(
                formatter,
                "{rule:?}: there is no training group {group:?}: give the name or slug of one that \
                 `rollcall group list` names, or compare with sw or co to go by names that may come"
            ),
            Self::NoRule { name } => write!(
                formatter,
                "there is no rule {name:?}: `rollcall scope show` names those that there are"
            ),
            Self::NoAudience { name } => write!(
                formatter,
                "there is no audience {name:?}: `rollcall audience list` names those that there are"
            ),
            Self::NothingDecided => formatter.write_str(
                "the scope is not decided by rules yet: decide it with `rollcall scope decide \
                 --rules FILE` or `--everyone` first",
            ),
            Self::NothingChanges => {
                formatter.write_str("nothing would be other than it is, so there is nothing to do")
            }
            Self::NothingToUndo => {
                formatter.write_str("there is no decision before this one to go back to")
            }
            Self::AlreadyApplied { id } => write!(
                formatter,
                "the preview {id} was applied already: make a new one for another change"
            ),
            Self::SettingsMoved => formatter.write_str(
                "somebody changed the roster's settings meanwhile: make the preview again",
            ),
            Self::PeopleMoved { id, contact_id } => write!(
                formatter,
                "the roster has moved on since the preview {id} was made, and the contact \
                 {contact_id} would end otherwise than it says: make the preview again"
            ),
        }
    }
}
