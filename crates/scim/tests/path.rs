//! Attribute paths and PATCH paths.

#![cfg(test)]

use rollcall_scim::Limits;
use rollcall_scim::filter::parse;
use rollcall_scim::path::{AttrPath, PatchPath};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn attribute(urn: Option<&str>, name: &str, sub: Option<&str>) -> AttrPath {
    AttrPath {
        urn: urn.map(str::to_owned),
        name: name.to_owned(),
        sub: sub.map(str::to_owned),
    }
}

#[test]
fn an_attribute_path_has_a_urn_a_name_and_a_sub_attribute() {
    for (text, expected) in [
        ("members", attribute(None, "members", None)),
        (
            "name.familyName",
            attribute(None, "name", Some("familyName")),
        ),
        ("members.$ref", attribute(None, "members", Some("$ref"))),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            attribute(Some(ENTERPRISE), "department", None),
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            attribute(Some(ENTERPRISE), "manager", Some("value")),
        ),
    ] {
        let parsed = AttrPath::parse(text, &Limits::default());
        assert_eq!(parsed.as_ref(), Ok(&expected), "{text}");
        assert_eq!(expected.to_string(), text);
        let spaced = AttrPath::parse(&format!("  {text}\t"), &Limits::default());
        assert_eq!(spaced, Ok(expected), "{text} with white space");
    }
}

#[test]
fn a_patch_path_has_a_filter_and_a_sub_attribute_behind_it() {
    let manager = format!("{ENTERPRISE}:manager.value");
    let manager_filter = format!("{ENTERPRISE}:manager[value eq \"u-1\"].displayName");
    for (text, expected, filter, sub) in [
        ("members", attribute(None, "members", None), None, None),
        (
            "name.familyName",
            attribute(None, "name", Some("familyName")),
            None,
            None,
        ),
        (
            "emails[type eq \"work\"]",
            attribute(None, "emails", None),
            Some("type eq \"work\""),
            None,
        ),
        (
            "emails[type eq \"work\"].value",
            attribute(None, "emails", None),
            Some("type eq \"work\""),
            Some("value"),
        ),
        (
            "addresses[type eq \"work\" and not (primary eq true)].formatted",
            attribute(None, "addresses", None),
            Some("type eq \"work\" and not (primary eq true)"),
            Some("formatted"),
        ),
        (
            "roles[primary eq \"True\"].display",
            attribute(None, "roles", None),
            Some("primary eq \"True\""),
            Some("display"),
        ),
        (
            "members[value eq \"u-7c11\"]",
            attribute(None, "members", None),
            Some("value eq \"u-7c11\""),
            None,
        ),
        (
            &manager,
            attribute(Some(ENTERPRISE), "manager", Some("value")),
            None,
            None,
        ),
        (
            &manager_filter,
            attribute(Some(ENTERPRISE), "manager", None),
            Some("value eq \"u-1\""),
            Some("displayName"),
        ),
    ] {
        let expected = PatchPath {
            attribute: expected,
            filter: filter.map(|filter| parse(filter, &Limits::default()).expect(filter)),
            sub: sub.map(str::to_owned),
        };
        let parsed = PatchPath::parse(text, &Limits::default());
        assert_eq!(parsed.as_ref(), Ok(&expected), "{text}");
        assert_eq!(expected.to_string(), text);
    }
}

#[test]
fn a_refusal_names_the_position() {
    for (text, position, reason) in [
        ("", 1, "expected an attribute name"),
        ("/members", 1, "expected an attribute name"),
        ("emails[", 8, "expected an attribute name"),
        ("emails[]", 8, "expected an attribute name"),
        ("emails[work]", 12, "expected an operator"),
        ("emails[type eq \"work\"", 22, "expected \"]\""),
        (
            "emails[type eq \"work\"].",
            24,
            "the name of a sub-attribute",
        ),
        ("emails[type eq \"work\"]value", 23, "the end of the path"),
        (
            "emails[type eq \"work\"].value.x",
            29,
            "the end of the path",
        ),
        (
            "emails[type eq \"work\"].value eq 1",
            30,
            "the end of the path",
        ),
        ("emails.value[type pr]", 13, "not a sub-attribute"),
        ("a.b.c", 4, "cannot be part of an attribute name"),
        ("display name", 9, "the end of the path"),
        ("members,groups", 8, "cannot be part of an attribute name"),
    ] {
        let error = PatchPath::parse(text, &Limits::default()).expect_err(text);
        assert_eq!(error.status(), 400, "{text}");
        assert_eq!(error.to_json()["scimType"], "invalidPath", "{text}");
        let detail = error.detail();
        assert!(
            detail.contains(&format!("at character {position},")) && detail.contains(reason),
            "{text}: {detail}"
        );
    }
}

#[test]
fn an_attribute_path_has_no_filter() {
    for text in [
        "emails[type pr]",
        "emails.value eq",
        "emails[",
        "a b",
        "",
        "9lives",
    ] {
        let error = AttrPath::parse(text, &Limits::default()).expect_err(text);
        assert_eq!(error.to_json()["scimType"], "invalidPath", "{text}");
    }
}
