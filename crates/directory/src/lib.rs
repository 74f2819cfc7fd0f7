//! The use-cases of Rollcall, one transaction each: the only writer of a tenant's directory.
//!
//! A write loads and locks the resource, asks `scim` to apply and check the request, asks `roster`
//! what contact that makes, and hands resource, contact, memberships and journal entry to
//! `storage` to be committed together. Whoever changes a directory (SCIM over HTTP, the command
//! line) comes through here, so there is one set of rules.
//!
//! Nothing in here judges who came first: several processes may share a database, which does. Writes
//! of one resource only wait for each other in here, so that they don't wait in the database.

mod admin;
mod answer;
mod bulk;
mod contacts;
mod directory;
mod environment;
pub mod etag;
mod fault;
mod jobs;
mod queue;
mod read;
mod registries;
mod render;
mod request;
mod secret;
mod tenant_roster;
mod unit;
mod write;

pub use admin::{
    AdminError, ContactsById, DocumentRefusal, LeaverRefusal, Missing, Refusal, brake, demo,
    exceptions, explain, health, held, history, installation, labels, leavers, listings, logins,
    many, names, pages, people, policies, recheck, reports, rosters, schemas, tenants, tokens,
};
pub use answer::{Answer, Rest, Shown};
pub use directory::{Directory, Settings};
pub use environment::{Clock, IdSource, SystemClock, UuidSource};
pub use registries::{RECHECK_AFTER, TAKES_HOLD_WITHIN, TenantRegistry};
pub use request::{Act, Body, Caller, Existing, Rendered, Shape, Write, Written};
pub use storage::TenantKey;
