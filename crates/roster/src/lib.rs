//! The training domain: what a contact and a training group are, how a SCIM user becomes a
//! contact, and what joining, moving and leaving mean.
//!
//! Pure: it does no I/O, reads no clock and makes no ids. It reads SCIM resources through typed
//! views and knows neither the database nor HTTP. What it defines serialises to exactly the JSON
//! that the command line prints.

pub mod actor;
pub mod contact;
pub mod event;
mod group;
mod instant;
pub mod journal;
pub mod lifecycle;
pub mod matching;
pub mod observation;
pub mod ownership;
mod session;
mod slug;
mod word;

pub use actor::{Actor, Identity};
pub use contact::{Contact, ContactState, ExternalState, Profile, Source, profile};
pub use event::{Event, GroupRef, Who};
pub use group::TrainingGroup;
pub use journal::{Action, JournalCategory, JournalEntry, JournalError, Status, Target};
pub use lifecycle::{MemberEdit, group_action, user_action};
pub use observation::Observation;
pub use session::{GroupCounts, SessionStatus, SyncSession, UserCounts};
pub use slug::{numbered, slug};
