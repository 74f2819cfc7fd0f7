//! Where Rollcall keeps things: tenants, their tokens, SCIM resources, memberships, contacts,
//! training groups, exceptions, the journal and the servers' own secrets, in SQLite or PostgreSQL.
//!
//! This crate is the only one that knows SQL. It knows no HTTP and decides no rules: which rows
//! belong together in one transaction is the business of whoever calls it.
//!
//! - [`Database`] opens either database and begins transactions.
//! - Each module after it is a repository: plain functions that take a [`Connection`] first, or a
//!   [`Transaction`] where they write, and the tenant second. A [`TenantKey`] can only be had from a tenant or token that was
//!   looked up, so a query that forgets its tenant does not compile.
//! - SCIM filters become SQL in `filter`; what they mean is defined by [`scim::filter::Expr`].
//! - [`StorageError`] is what can go wrong, sorted by what a caller can do about it.

mod batch;
pub mod brakes;
pub mod contacts;
mod database;
mod error;
pub mod exceptions;
pub mod figures;
mod filter;
pub mod installation;
pub mod jobs;
pub mod journal;
mod key;
pub mod labels;
pub mod memberships;
mod nesting;
pub mod policies;
pub mod previews;
pub mod resources;
pub mod roster_settings;
pub mod schema_documents;
pub mod secrets;
mod statement;
mod tenant_key;
pub mod tenants;
mod time;
pub mod tokens;
pub mod training_groups;
mod word;

pub use database::{
    Access, Connection, Database, Room, SentStatement, TimeLimits, Transaction, WriteState,
    files_open_to_others, room,
};
pub use error::{StorageError, TlsTrouble, Trouble, UniqueKey};
pub use tenant_key::TenantKey;
