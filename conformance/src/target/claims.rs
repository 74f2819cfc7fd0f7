//! The features a server claims (RFC 7643 §5, RFC 9865 §4).

use serde_json::Value;

use super::Target;

/// What `/ServiceProviderConfig` says. A feature it doesn't mention is not claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "RFC 7643 §5 defines them as booleans"
)]
pub struct Claims {
    /// PATCH.
    pub patch: bool,
    /// Bulk requests.
    pub bulk: bool,
    /// The most operations of a bulk request.
    pub bulk_operations: Option<u64>,
    /// The most bytes of a bulk request.
    pub bulk_bytes: Option<u64>,
    /// Filters.
    pub filter: bool,
    /// The most resources of an answer.
    pub max_results: Option<u64>,
    /// Changing passwords.
    pub change_password: bool,
    /// Sorting.
    pub sort: bool,
    /// Versions.
    pub etag: bool,
    /// Pagination by cursor.
    pub cursor: bool,
    /// Pagination by index, which is claimed unless it is denied.
    pub index: bool,
    /// Whether the server says anything about its features at all.
    pub known: bool,
}

/// What a test needs of the server to make sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// PATCH.
    Patch,
    /// Bulk requests.
    Bulk,
    /// Filters.
    Filter,
    /// Sorting.
    Sort,
    /// Versions.
    Etag,
    /// Pagination by cursor.
    Cursor,
    /// Pagination by index.
    Index,
    /// A resource type of this name.
    Type(&'static str),
    /// An attribute, by its path, of the resource type of this name.
    Attribute(&'static str, &'static str),
}

impl Claims {
    /// Reads the body of `/ServiceProviderConfig`; without one nothing is claimed but what needs no
    /// claim.
    pub fn read(config: Option<&Value>) -> Self {
        let Some(config) = config else {
            return Self {
                index: true,
                ..Self::default()
            };
        };
        let supported = |name: &str| flag(config, name, "supported").unwrap_or_default();
        let number = |name: &str, member: &str| config.get(name)?.get(member)?.as_u64();
        Self {
            patch: supported("patch"),
            bulk: supported("bulk"),
            bulk_operations: number("bulk", "maxOperations"),
            bulk_bytes: number("bulk", "maxPayloadSize"),
            filter: supported("filter"),
            max_results: number("filter", "maxResults"),
            change_password: supported("changePassword"),
            sort: supported("sort"),
            etag: supported("etag"),
            cursor: flag(config, "pagination", "cursor").unwrap_or_default(),
            index: flag(config, "pagination", "index").unwrap_or(true),
            known: true,
        }
    }

    /// Each optional feature by name, and whether it is claimed.
    pub fn list(&self) -> [(&'static str, bool); 8] {
        [
            ("patch", self.patch),
            ("bulk", self.bulk),
            ("filter", self.filter),
            ("sort", self.sort),
            ("etag", self.etag),
            ("changePassword", self.change_password),
            ("pagination by cursor", self.cursor),
            ("pagination by index", self.index),
        ]
    }
}

fn flag(config: &Value, name: &str, member: &str) -> Option<bool> {
    config.get(name)?.get(member)?.as_bool()
}

impl Need {
    /// Why the server cannot be tested for it, or nothing if it can.
    pub fn unmet(&self, target: &Target) -> Option<String> {
        let claims = &target.claims;
        let (met, what) = match self {
            Self::Patch => (claims.patch, "patch"),
            Self::Bulk => (claims.bulk, "bulk"),
            Self::Filter => (claims.filter, "filter"),
            Self::Sort => (claims.sort, "sort"),
            Self::Etag => (claims.etag, "etag"),
            Self::Cursor => (claims.cursor, "pagination.cursor"),
            Self::Index => (claims.index, "pagination.index"),
            Self::Type(name) => {
                let reason = format!("/ResourceTypes has no {name}");
                return target.resource_type(name).is_none().then_some(reason);
            }
            Self::Attribute(name, path) => {
                let found = target
                    .resource_type(name)
                    .and_then(|kind| kind.find_path(path));
                let reason = format!("the served schemas of {name} have no {path}");
                return found.is_none().then_some(reason);
            }
        };
        let reason = format!("/ServiceProviderConfig does not claim {what}");
        (!met).then_some(reason)
    }
}
