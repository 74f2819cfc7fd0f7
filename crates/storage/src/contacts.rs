//! Training contacts. A contact outlives the SCIM user it came from.

use chrono::{DateTime, Utc};
use roster::{Contact, ExternalState, Profile, Source};
use sea_orm::ConnectionTrait;

use crate::{StorageError, TenantKey};

/// A contact to be made, or to be taken up again, for a SCIM user.
#[derive(Clone, Copy, Debug)]
pub struct NewContact<'a> {
    /// The contact's id.
    pub id: &'a str,
    /// The id of the SCIM user it stands for.
    pub user_id: &'a str,
    /// That user's userName.
    pub user_name: &'a str,
    /// What the user says about the person.
    pub profile: &'a Profile,
    /// By which road it comes.
    pub source: Source,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What a write means for a contact's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stays as it is.
    Unchanged,
    /// The person was disabled, and was in the training groups with these slugs.
    Disabled {
        /// The slugs, for later reports.
        groups: Vec<String>,
    },
    /// The person was enabled again.
    Enabled,
}

/// Makes a contact. Its state is the profile's.
///
/// # Errors
///
/// [`crate::UniqueKey::ContactUser`] if the user has a contact already.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<(), StorageError> {
    todo!()
}

/// Takes a leaver's contact up again for a new user: one that came by SCIM and that no live user
/// holds, with the same externalId (the latest, if several), else the same userName. It keeps its
/// id and history and gets everything else from `new`. Returns its id; `None` if there is none.
pub async fn take_up<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &NewContact<'_>,
) -> Result<Option<String>, StorageError> {
    todo!()
}

/// Brings the contact of a user up to date after a write of that user.
pub async fn update<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_id: &str,
    user_name: &str,
    profile: &Profile,
    standing: &Standing,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// Lets go of a user that is being deleted: the contact stays, disabled. `groups` are the slugs of
/// the training groups it was in; those of an earlier leave are kept.
pub async fn release<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_id: &str,
    groups: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// Notes that the contacts of these users changed through a group.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// The contacts of a tenant, by id, of one state or source where given.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    state: Option<ExternalState>,
    source: Option<Source>,
) -> Result<Vec<Contact>, StorageError> {
    todo!()
}

/// The contact with that id, else the one with that e-mail address in any letter case. Of several
/// with one address an active one is preferred, then the latest.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id_or_email: &str,
) -> Result<Option<Contact>, StorageError> {
    todo!()
}

/// The id of the contact that stands for a user.
pub async fn id_of_user<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_id: &str,
) -> Result<Option<String>, StorageError> {
    todo!()
}
