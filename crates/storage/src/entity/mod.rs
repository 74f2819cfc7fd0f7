//! The tables, one file each.
#![expect(
    unreachable_pub,
    reason = "the entity macro makes public types of them"
)]

pub(crate) mod contacts;
pub(crate) mod journal;
pub(crate) mod memberships;
pub(crate) mod resource_emails;
pub(crate) mod resources;
pub(crate) mod schema_documents;
pub(crate) mod tenants;
pub(crate) mod tokens;
pub(crate) mod training_groups;
