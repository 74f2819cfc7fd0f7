//! The SCIM 2.0 protocol (RFC 7643, RFC 7644), and nothing else.
//!
//! This crate turns text and JSON into checked values and back. It does no I/O, reads no clock,
//! makes no ids, logs nothing and knows neither HTTP nor a database; it does not know what a
//! tenant or a training contact is. Whoever calls it brings the stored resource and keeps what
//! comes out.
//!
//! The way of a request through it:
//!
//! - the JSON of a body is read by [`content`], which keeps long lists of members short;
//! - a body goes through [`normalize`], which forgives what clients do (letter case, string
//!   booleans, nulls), and then through [`validate`], which forgives nothing;
//! - a PATCH body goes through [`patch`]: named vendor passes first, the strict engine after them;
//! - a bulk request goes through [`bulk`], which finds what its operations wait for;
//! - a filter goes through [`filter`]: parsed by grammar, resolved against the schema, and then
//!   interpreted, here in memory or elsewhere in SQL;
//! - a walk through what a filter selects goes from [`cursor`] to cursor;
//! - a resource on its way out goes through [`project`].

pub mod bulk;
pub mod comparable;
pub mod content;
pub mod cursor;
pub mod diff;
pub mod discovery;
pub mod error;
pub mod filter;
mod id;
pub mod instant;
pub mod limits;
pub mod message;
pub mod normalize;
mod number;
pub mod patch;
pub mod path;
pub mod project;
pub mod resource;
pub mod retain;
pub mod schema;
mod syntax;
pub mod text;
pub mod uri;
pub mod validate;

pub use content::Content;
pub use error::{ScimError, ScimType};
pub use id::Id;
pub use limits::Limits;
pub use resource::Resource;
pub use schema::{Attribute, Registry, ResourceType, Schema};
