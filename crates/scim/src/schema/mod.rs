//! Schemas and resource types as data (RFC 7643 §6, §7), resolved once at start.
//!
//! The same data validates, filters, patches, projects and is served under `/Schemas`.

mod attribute;
mod common;
mod enterprise;
mod group;
mod registry;
mod resource_type;
mod user;

pub use attribute::{Attribute, Kind, Mutability, Returned, Uniqueness};
pub use enterprise::URN as ENTERPRISE_USER;
pub use group::URN as GROUP;
pub use registry::Registry;
pub use resource_type::{AttrRef, Extension, ResourceType, Schema};
pub use user::URN as USER;
