//! The training domain: what a contact and a training group are, how a SCIM user becomes a
//! contact, and what joining, moving and leaving mean.
//!
//! Pure: it does no I/O, reads no clock and makes no ids. It reads SCIM resources through typed
//! views and knows neither the database nor HTTP. What it defines serialises to exactly the JSON
//! that the command line prints.
//!
//! Where to look: [`observation`] is what comes in, [`matching`] finds whose contact it is,
//! [`ownership`] takes each field from the source that owns it, [`lifecycle`] says what becomes of
//! the contact, [`event`] what happened, [`mod@reach`] whom that concerns beside, and [`scope`]
//! whether somebody is trained. [`exception`]s are what people decided about one person, and the
//! [`brake`] holds leavers when they are many.

pub mod actor;
pub mod brake;
pub mod contact;
pub mod event;
pub mod exception;
pub mod explained;
pub mod group;
pub mod health;
mod instant;
pub mod job;
pub mod journal;
pub mod lifecycle;
mod login;
pub mod matching;
pub mod observation;
pub mod ownership;
pub mod policy;
pub mod preview;
pub mod reach;
pub mod scope;
pub mod session;
pub mod settings;
pub mod slug;
mod status;
pub mod suspicion;
mod word;

pub use actor::{Actor, Identity};
pub use contact::{Contact, ContactState, ExternalState, Source};
pub use event::{Event, GroupRef, Who};
pub use explained::Explained;
pub use group::{GroupState, TrainingGroup};
pub use health::{Health, TenantHealth};
pub use job::{Job, JobKind, JobState};
pub use journal::{Action, JournalCategory, JournalEntry, JournalError, Status, Target};
pub use lifecycle::{MemberEdit, group_action, user_action};
pub use login::{LoginRefusal, RefusedLogins};
pub use observation::Observation;
pub use preview::Preview;
pub use reach::Reach;
pub use session::{GroupCounts, SessionStatus, SyncSession, UserCounts};
pub use settings::RosterSettings;
pub use slug::{first_free, slug};
