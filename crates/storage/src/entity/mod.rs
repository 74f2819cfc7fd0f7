//! The tables, one file each.

pub(crate) mod contacts;
pub(crate) mod journal;
pub(crate) mod memberships;
pub(crate) mod resource_emails;
pub(crate) mod resources;
pub(crate) mod tenants;
pub(crate) mod tokens;
pub(crate) mod training_groups;
