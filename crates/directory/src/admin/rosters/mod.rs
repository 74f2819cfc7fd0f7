//! What tenants choose about their rosters: who trains, and in which audiences. Every change is a
//! preview first, and is made of that or at once.

mod apply;
mod change;
mod compare;
mod draft;
mod keep;
mod preview;
mod refusal;
mod report;
mod suspects;

pub use apply::{apply, change};
pub use change::Change;
pub use draft::{AudienceDraft, Preset, RuleDraft};
pub use preview::{PreviewPages, propose, show};
pub use refusal::RosterRefusal;
pub use report::{
    AudienceShown, MappingShown, RuleShown, ScopeShown, audiences, is_pending, mapping, scope,
};
pub use suspects::{Suspect, accept_suspects, refuse_suspects, suspects};
