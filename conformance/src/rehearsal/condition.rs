//! Versions as entity tags, and requests that depend on them (RFC 7644 §3.14).

use scim::ScimError;

use crate::http::Request;

/// The entity tag of a version.
pub(super) fn etag(version: u64) -> String {
    format!("W/\"{version}\"")
}

/// Whether a header of the request names the version: by `*` or as one of a list, weakly.
pub(super) fn names(header: Option<&str>, version: u64) -> bool {
    let present = etag(version);
    let tags = header.into_iter().flat_map(|header| header.split(','));
    tags.map(str::trim)
        .any(|tag| tag == "*" || opaque(tag) == opaque(&present))
}

/// Refuses a write whose conditions don't hold.
pub(super) fn check(if_match: Option<&str>, version: u64) -> Result<(), ScimError> {
    if if_match.is_none() || names(if_match, version) {
        return Ok(());
    }
    Err(ScimError::precondition_failed(format!(
        "The resource has the version {} by now.",
        etag(version)
    )))
}

/// The first header of that name of the request.
pub(super) fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let mut headers = request.headers.iter();
    let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
