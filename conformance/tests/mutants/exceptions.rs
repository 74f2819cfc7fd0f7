//! Tests that no fault here makes fail.

/// Patterns of their ids, each with the reason.
pub(crate) const ALL: &[(&str, &str)] = &[
    (
        "okta.spec.response-time",
        "a server in memory that waits would make every test wait",
    ),
    (
        "rfc.security.tls",
        "the address of a server in memory is what the tests say it is",
    ),
    (
        "rfc.projection.Group.*sub-attributes",
        "only the members of a group have parts; users and boats stand for it",
    ),
    (
        "rfc.filter.Boat.never-returned",
        "no fault here gives a secret back to a filter that asks for it",
    ),
];
