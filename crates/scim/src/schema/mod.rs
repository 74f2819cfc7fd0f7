//! Schemas and resource types as data (RFC 7643 §6, §7): those every tenant has, and those that
//! come as documents.
//!
//! The same data validates, filters, patches, projects and is served under `/Schemas`.

mod attribute;
mod characteristics;
mod common;
mod document;
mod enterprise;
mod extend;
mod group;
mod registry;
mod resource_type;
mod user;

pub use attribute::Attribute;
pub use characteristics::{Kept, Kind, Mutability, Returned, Uniqueness};
pub use document::{Document, DocumentKind, Flaw};
pub use enterprise::URN as ENTERPRISE_USER;
pub use group::{MEMBERS, TYPE as GROUP_TYPE, URN as GROUP};
pub use registry::Registry;
pub use resource_type::{AttrRef, Extension, ResourceType, Role, Schema};
pub use user::{TYPE as USER_TYPE, URN as USER};
