//! SCIM resources of every type: one row each, with the document and what look-ups need.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use scim::filter::Expr;
use scim::schema::AttrRef;
use scim::{Resource, ResourceType};
use sea_orm::ConnectionTrait;

use crate::{StorageError, TenantKey};

/// A resource as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// Counts its states, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub modified_at: DateTime<Utc>,
    /// Its attributes, without `id`, `meta`, `schemas`, `groups` and `members`.
    pub resource: Resource,
}

/// What to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListQuery<'q> {
    /// Which resources; all if `None`.
    pub filter: Option<&'q Expr<'q>>,
    /// In which order; by id if `None`.
    pub sort: Option<Sort<'q>>,
    /// How many to skip.
    pub offset: u64,
    /// How many to return at most; with 0 only the total is counted.
    pub limit: u64,
}

/// An order (RFC 7644 §3.4.2.3). Of a multi-valued attribute the primary value counts, else the
/// first. Resources without a value come last, or first when descending; ties are broken by id.
#[derive(Clone, Copy, Debug)]
pub struct Sort<'s> {
    /// By what.
    pub attribute: AttrRef<'s>,
    /// Greatest first.
    pub descending: bool,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// How many resources the filter selects in all.
    pub total: u64,
    /// The resources on this page.
    pub resources: Vec<Stored>,
}

/// Adds a resource.
///
/// # Errors
///
/// [`crate::UniqueKey::ResourceName`] if its unique attribute's value is taken.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    new: &Stored,
) -> Result<(), StorageError> {
    todo!()
}

/// The resource of that type and id.
pub async fn get<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> Result<Option<Stored>, StorageError> {
    todo!()
}

/// The same, kept from changing until the transaction ends.
pub async fn lock<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> Result<Option<Stored>, StorageError> {
    todo!()
}

/// Writes the new state of a resource, whose version was raised by one from the state that was
/// read.
///
/// # Errors
///
/// [`StorageError::Stale`] if it is no longer in that state, and
/// [`crate::UniqueKey::ResourceName`] if its unique attribute's value is taken.
pub async fn update<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    changed: &Stored,
) -> Result<(), StorageError> {
    todo!()
}

/// Raises a resource's version and `lastModified` and leaves its attributes alone.
///
/// # Errors
///
/// [`StorageError::Stale`] if its version is not `new_version` - 1.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
    new_version: i64,
    modified_at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// Raises the version of resources by one, whatever it is.
pub async fn bump<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    ids: &[String],
    modified_at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// Removes a resource and tells whether it was there. Its memberships must be gone before.
pub async fn delete<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
) -> Result<bool, StorageError> {
    todo!()
}

/// A page of the resources of a type, and how many there are in all.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    query: &ListQuery<'_>,
) -> Result<Page, StorageError> {
    todo!()
}

/// The names of the resource types of those ids that exist.
pub async fn types_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    ids: &[String],
) -> Result<HashMap<String, String>, StorageError> {
    todo!()
}
