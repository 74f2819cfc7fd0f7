//! What may be read as a whole range, and why.

use testkit::plans::Finding;

/// A range that a use-case may read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    /// How the names of its use-cases begin.
    act: &'static str,
    /// The table, or the column that no index serves; anything, if it is `*`.
    what: &'static str,
    /// Why.
    reason: &'static str,
}

/// The first that fits counts.
const ALLOWED: &[Allowed] = &[
    may(
        "",
        "schema_documents",
        "a tenant has few, and all of them make its registry",
    ),
    may(
        "check schemas",
        "tenants",
        "the schemas of all tenants are checked when a server starts",
    ),
    may(
        "check schemas",
        "key",
        "the schemas of all tenants are checked when a server starts",
    ),
    may(
        "delete a tenant",
        "*",
        "everything that the tenant has goes with it",
    ),
    may(
        "get the key of tokens",
        "*",
        "there are a few secrets, and a server asks once",
    ),
    may("keep a fast hash", "*", TOKEN),
    may(
        "keep refused log-ins",
        "refused_logins",
        "the oldest of too many are found from the end of an index",
    ),
    may("list tenants", "tenants", "all of them are wanted"),
    may("list tokens", "tokens", "all of the tenant's are wanted"),
    may(
        "list",
        "resources",
        "all of a type are counted, and sorted unless an index has the order",
    ),
    may("remove a schema", "id_key", "a tenant has few documents"),
    may(
        "remove a schema",
        "resources",
        "those that use the schema are counted",
    ),
    may(
        "report",
        "jobs",
        "there are few, for they are forgotten after a while",
    ),
    may("report a contact", "member_id", BEFORE_ANALYZE),
    may(
        "report all contacts",
        "contacts",
        "all of them are wanted, with their managers",
    ),
    may("report all contacts", "member_id", BEFORE_ANALYZE),
    may(
        "report all groups",
        "memberships",
        "the members of all groups are counted",
    ),
    may(
        "report all groups",
        "next",
        "the groups within all groups are counted",
    ),
    may(
        "report all groups",
        "training_groups",
        "all of them are wanted",
    ),
    may(
        "report all jobs",
        "tenants",
        "the tenants of all jobs are wanted",
    ),
    may(
        "report acts on the installation",
        "installation_journal",
        LATEST,
    ),
    may(
        "report acts on the tenant",
        "administration_journal",
        LATEST,
    ),
    may("report refused log-ins", "refused_logins", LATEST),
    may("report the journal", "journal", LATEST),
    may("report the journal", "tokens", TOKEN),
    may(
        "report the sessions",
        "journal",
        "they are made of all entries when they are read",
    ),
    may("revoke a token", "*", TOKEN),
    may("search a User by groups", "resources", BEFORE_ANALYZE),
    may("use a token", "*", TOKEN),
    may("work on a job", "jobs", "few wait for a runner"),
    may("work on a job", "id", "few wait for a runner"),
    may("work on a job", "runner", "the job is known by its id"),
];

const TOKEN: &str =
    "a tenant has few, and an id is one token's among all tenants: either leads to it";

const BEFORE_ANALYZE: &str = "without statistics PostgreSQL takes all of a tenant for a few rows, and \
                              would rather go through these than from a group to its members";

const LATEST: &str = "the latest entries are read from the end of an index";

const fn may(act: &'static str, what: &'static str, reason: &'static str) -> Allowed {
    Allowed { act, what, reason }
}

/// What allows a finding.
pub(super) fn find(act: &str, finding: &Finding) -> Option<&'static Allowed> {
    let (Finding::Range(what) | Finding::Unserved(what)) = finding;
    ALLOWED
        .iter()
        .find(|it| act.starts_with(it.act) && (it.what == what || it.what == "*"))
}

/// Fails if something is allowed that nothing needs any more.
pub(super) fn expect_all_used(used: &[&Allowed]) {
    let unused: Vec<&Allowed> = ALLOWED.iter().filter(|it| !used.contains(it)).collect();
    assert!(unused.is_empty(), "to be deleted: {unused:#?}");
    assert!(ALLOWED.iter().all(|it| !it.reason.is_empty()));
}
