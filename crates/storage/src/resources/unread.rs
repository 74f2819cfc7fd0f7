//! Resources as they are read to be shown: with the text of the document, which nobody takes apart
//! before it is known what of it is wanted.

use chrono::{DateTime, Utc};
use scim::{Resource, ResourceType};
use serde_json::Value;

use super::stored::{Stored, select_one};
use crate::database::{JsonText, Row};
use crate::time::from_millis;
use crate::{Connection, StorageError, TenantKey, key};

/// A resource as it is kept, its document not yet taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// Its id.
    pub id: String,
    /// Counts its states, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub modified_at: DateTime<Utc>,
    /// The attributes of [`Stored::resource`]: a JSON object, in any order.
    pub document: String,
}

impl Unread {
    /// The same with its document taken apart.
    ///
    /// # Errors
    ///
    /// [`StorageError::Internal`] if the document is no JSON object.
    pub fn read(self) -> Result<Stored, StorageError> {
        let Ok(Value::Object(attributes)) = serde_json::from_str(&self.document) else {
            return Err(StorageError::internal("a resource's document is no object"));
        };
        Ok(Stored {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            modified_at: self.modified_at,
            resource: Resource::from_canonical(attributes),
        })
    }
}

/// The resource of that type and id, as [`super::get`] finds it.
pub async fn read(
    conn: &Connection,
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> Result<Option<Unread>, StorageError> {
    if !key::is_storable(id) {
        return Ok(None);
    }
    conn.one(select_one(tenant, resource_type, id), unread)
        .await
}

pub(super) fn unread(row: &Row<'_>) -> Result<Unread, StorageError> {
    let document: JsonText = row.get("document")?;
    Ok(Unread {
        id: row.get("id")?,
        version: row.get("version")?,
        created_at: from_millis(row.get("created_at")?)?,
        modified_at: from_millis(row.get("modified_at")?)?,
        document: document.0,
    })
}

pub(super) fn stored(row: &Row<'_>) -> Result<Stored, StorageError> {
    unread(row)?.read()
}
