//! Versions as entity tags, and the conditions that name them (RFC 7644 §3.14, RFC 9110 §13.1).

use scim::ScimError;

/// The entity tag of a version.
pub fn etag(version: i64) -> String {
    format!("W/\"{version}\"")
}

/// Whether an `If-Match` or `If-None-Match` header names `etag`: by `*` or as one of a list,
/// compared weakly.
pub fn names(header: &str, etag: &str) -> bool {
    header
        .split(',')
        .map(str::trim)
        .any(|candidate| candidate == "*" || opaque(candidate) == opaque(etag))
}

/// Refuses a write whose conditions do not hold for the present version.
///
/// # Errors
///
/// 412, naming the present version.
pub(crate) fn check(
    if_match: Option<&str>,
    if_none_match: Option<&str>,
    version: i64,
) -> Result<(), ScimError> {
    let present = etag(version);
    if if_match.is_some_and(|header| !names(header, &present)) {
        return Err(ScimError::precondition_failed(format!(
            "If-Match names another version than the present one, {present}: the resource was \
             changed since it was read. Read it again and repeat the change."
        )));
    }
    if if_none_match.is_some_and(|header| names(header, &present)) {
        return Err(ScimError::precondition_failed(format!(
            "If-None-Match forbids the write, because the resource has the version {present}."
        )));
    }
    Ok(())
}

fn opaque(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

#[cfg(test)]
mod tests {
    use super::{check, etag, names};

    #[test]
    fn a_header_names_a_version_in_a_list_weakly_or_by_a_star() {
        for (header, expected) in [
            (r#"W/"3""#, true),
            (r#""3""#, true),
            (r#"W/"2", W/"3""#, true),
            ("*", true),
            (" * ", true),
            (r#"W/"33""#, false),
            (r#"W/"2""#, false),
            ("3", false),
            ("", false),
        ] {
            assert_eq!(names(header, &etag(3)), expected, "{header}");
        }
    }

    #[test]
    fn conditions_hold_or_refuse_the_write() {
        for (if_match, if_none_match, expected) in [
            (None, None, true),
            (Some(r#"W/"3""#), None, true),
            (Some(r#"W/"2""#), None, false),
            (None, Some(r#"W/"2""#), true),
            (None, Some(r#"W/"3""#), false),
            (Some("*"), Some("*"), false),
        ] {
            let verdict = check(if_match, if_none_match, 3);
            assert_eq!(verdict.is_ok(), expected, "{if_match:?} {if_none_match:?}");
            assert!(verdict.is_ok() || verdict.unwrap_err().status() == 412);
        }
    }
}
