//! Reading.

use scim::ScimError;
use scim::message::ListParameters;
use serde_json::Value;

use crate::{Caller, Directory, Rendered, Shape};

impl Directory {
    /// One resource (RFC 7644 §3.4.1).
    ///
    /// # Errors
    ///
    /// 404 if the tenant has no such resource.
    pub async fn get(
        &self,
        caller: &Caller,
        resource_type: &str,
        id: &str,
        shape: &Shape,
    ) -> Result<Rendered, ScimError> {
        let _ = (caller, resource_type, id, shape);
        todo!()
    }

    /// A page of the resources of a type, as a `ListResponse` (RFC 7644 §3.4.2).
    ///
    /// # Errors
    ///
    /// 400 for a filter, sorting or projection that the schema does not know.
    pub async fn list(
        &self,
        caller: &Caller,
        resource_type: &str,
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        let _ = (caller, resource_type, parameters);
        todo!()
    }

    /// A page of the resources of all types, in the order of the registry, as one `ListResponse`
    /// (RFC 7644 §3.4.3). A type whose schema does not know the filter adds nothing.
    ///
    /// # Errors
    ///
    /// 400 for a filter, sorting or projection that no schema knows.
    pub async fn search_all(
        &self,
        caller: &Caller,
        parameters: &ListParameters,
    ) -> Result<Value, ScimError> {
        let _ = (caller, parameters);
        todo!()
    }
}
