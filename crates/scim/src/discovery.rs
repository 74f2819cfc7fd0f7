//! What a service provider says about itself (RFC 7644 §4, RFC 7643 §5-7).

use serde_json::Value;

use crate::Registry;

/// The numbers in which service providers differ.
#[derive(Clone, Debug)]
pub struct Features {
    /// The most resources one answer to a search carries.
    pub max_results: u64,
}

/// The body of `/ServiceProviderConfig`. `base_url` is the SCIM base, without a slash at its end.
pub fn service_provider_config(features: &Features, base_url: &str) -> Value {
    let _ = (features, base_url);
    todo!()
}

/// The bodies of `/ResourceTypes/{name}`, in order.
pub fn resource_types(registry: &Registry, base_url: &str) -> Vec<Value> {
    let _ = (registry, base_url);
    todo!()
}

/// The bodies of `/Schemas/{urn}`, in order.
pub fn schemas(registry: &Registry, base_url: &str) -> Vec<Value> {
    let _ = (registry, base_url);
    todo!()
}
