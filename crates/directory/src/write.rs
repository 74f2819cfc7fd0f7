//! Writing.

use scim::ScimError;

use crate::{Directory, Patched, Rendered, Write};

impl Directory {
    /// Makes a resource (RFC 7644 §3.3).
    ///
    /// # Errors
    ///
    /// 400 for a body that does not fit the schema, 409 if its unique value is taken.
    pub async fn create(&self, request: Write<'_>) -> Result<Rendered, ScimError> {
        let _ = request;
        todo!()
    }

    /// Gives a resource other attributes (RFC 7644 §3.5.1).
    ///
    /// # Errors
    ///
    /// As [`Directory::create`], and 404 and 412.
    pub async fn replace(&self, request: Write<'_>) -> Result<Rendered, ScimError> {
        let _ = request;
        todo!()
    }

    /// Changes a resource in part (RFC 7644 §3.5.2).
    ///
    /// # Errors
    ///
    /// As [`Directory::replace`].
    pub async fn patch(&self, request: Write<'_>) -> Result<Patched, ScimError> {
        let _ = request;
        todo!()
    }

    /// Removes a resource (RFC 7644 §3.6).
    ///
    /// # Errors
    ///
    /// 404 and 412.
    pub async fn delete(&self, request: Write<'_>) -> Result<(), ScimError> {
        let _ = request;
        todo!()
    }
}
