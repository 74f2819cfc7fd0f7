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
    /// Whether it may with statistics too.
    with_statistics: bool,
}

/// The first that fits counts.
const ALLOWED: &[Allowed] = &[
    may(
        "",
        "schema_documents",
        "a tenant has few, and all of them make its registry",
    ),
    may("", "figure_deltas", DELTAS),
    may(
        "",
        "roster_settings",
        "each change is a row, and the newest is read from the end of an index",
    ),
    may("preview rules", "*", EVERYBODY),
    may("apply rules", "*", EVERYBODY),
    may("apply a roster", "*", EVERYBODY),
    may("add an audience", "*", EVERYBODY),
    may("show a scope", "*", EVERYBODY),
    may("list audiences", "*", EVERYBODY),
    may("list suspects", "*", EVERYBODY),
    may("show a preview", "*", PREVIEWS),
    may("apply exceptions", "*", PREVIEWS),
    may("import exceptions", "*", PREVIEWS),
    may(
        "list exceptions",
        "exceptions",
        "all of the tenant's are wanted",
    ),
    may(
        "list due exceptions",
        "exceptions",
        "those that are due are few",
    ),
    may("save a policy", "*", POLICIES),
    may("list policies", "*", POLICIES),
    may("label a tenant", "*", "a tenant has a few labels"),
    may("add an exception", "group_id", EITHER),
    may("end an exception", "group_id", EITHER),
    may("recheck a contact", "group_id", EITHER),
    may("", "jobs", JOBS),
    may("", "brakes", BRAKE),
    may("", "tenant_key", BRAKE),
    may("a bulk request", "contacts", LEAVERS),
    may("delete a user", "contacts", LEAVERS),
    may("delete a manager", "contacts", LEAVERS),
    may("disable a", "contacts", LEAVERS),
    may("hold a leaver", "contacts", LEAVERS),
    may(
        "list leavers",
        "contacts",
        "a list may be of all contacts, whatever else is said of them",
    ),
    may("list who is held", "contacts", LEAVERS),
    may("list who is held", "group_id", EITHER),
    may("report the health", "contacts", LEAVERS),
    may(
        "report the health",
        "exceptions",
        "those that are due for review are few",
    ),
    may("set a brake", "contacts", LEAVERS),
    may("show a brake", "contacts", LEAVERS),
    may("work on a job", "contacts", LEAVERS),
    may(
        "check schemas",
        "tenants",
        "the schemas of all tenants are checked when a server starts",
    ),
    may(
        "delete a tenant",
        "*",
        "everything that the tenant has goes with it",
    ),
    may(
        "find the public URL",
        "*",
        "there are a few settings, and a server or command asks once",
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
    may(
        "list the contacts of a group",
        "*",
        "a list may be of all contacts, whatever else is said of them",
    ),
    may("list tenants", "tenants", "all of them are wanted"),
    may("list tokens", "tokens", "all of the tenant's are wanted"),
    may("look for a token", "*", TOKEN),
    may(
        "list",
        "resources",
        "all of a type are counted, and sorted unless an index has the order",
    ),
    may("list", "name", DELTAS),
    may("list", "day", DELTAS),
    may("remove a schema", "id_key", "a tenant has few documents"),
    may(
        "remove a schema",
        "resources",
        "those that use the schema are counted",
    ),
    may("report all jobs", "created_at", JOBS),
    may("report the jobs", "created_at", JOBS),
    may("report a contact", "group_id", EITHER),
    may("report a contact explained", "journal", LATEST),
    may("report a contact explained", "id", TOKEN),
    may("report a contact explained", "tokens", TOKEN),
    may(
        "search a contact by a part of a name",
        "*",
        "no index serves a part of a name, and a person waits for it",
    ),
    may(
        "report all contacts",
        "contacts",
        "all of them are wanted, with their managers",
    ),
    may("report all contacts", "group_id", EITHER),
    may("report all contacts", "memberships", EITHER),
    may(
        "report all groups",
        "memberships",
        "the members of all groups are counted",
    ),
    may(
        "report all groups",
        "training_groups",
        "all of them are wanted",
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
    may(
        "report somebody unknown",
        "*",
        "no index serves a part of a name, and a person waits for it",
    ),
    may(
        "report the health",
        "kept_figures",
        "a tenant has one for each day, and those of some days are wanted",
    ),
    may("report the health", "name", DELTAS),
    may("report the health", "tokens", TOKEN),
    may("report the health", "created_at", TOKEN),
    may("report the health", "journal", LATEST),
    may("report the health", "refused_logins", LATEST),
    may(
        "report the health of all",
        "tenants",
        "how each of them is is wanted",
    ),
    may("report the journal of a person", "*", PERSON),
    may("report the journal", "journal", LATEST),
    may("report the journal", "id", TOKEN),
    may("report the journal", "tokens", TOKEN),
    may(
        "report the sessions",
        "journal",
        "they are made of all entries when they are read",
    ),
    may("revoke a token", "*", TOKEN),
    may("rotate a token", "*", TOKEN),
    before("search", "display_key"),
    before("search", "external_key"),
    before("search", "group_id"),
    before("search", "memberships"),
    before("search", "resources"),
    before("search", "unique_key"),
    may("use a token", "*", TOKEN),
    may("work on a job", "id", "few wait for a runner"),
    may("work on a job", "runner", "the job is known by its id"),
];

const TOKEN: &str =
    "a tenant has few, and an id is one token's among all tenants: either leads to it";

const DELTAS: &str = "there are those of a few seconds, for then they are folded";

const EVERYBODY: &str =
    "whoever changes a roster has all contacts looked at, with their groups and managers";

const PREVIEWS: &str = "a tenant has few previews, for they are forgotten after a while";

const POLICIES: &str = "an installation has few policies";

const BRAKE: &str = "a tenant has one row, and its key is the primary key";

const LEAVERS: &str = "those who left lately, who are held and who train are in indexes of them alone, \
                       and so many at most are counted";

const JOBS: &str = "there are few, for they are forgotten after a while";

const EITHER: &str = "who has few groups is looked up by them, and a group by its members";

const BEFORE: &str = "without statistics PostgreSQL takes all of a tenant for a row or two, and any \
                      index is as good as another; a server has them made after some hundred users";

const LATEST: &str = "the latest entries are read from the end of an index";

const PERSON: &str = "no index leads from a person to journal entries, since every write would have \
                      to keep it, and a person waits for it";

const fn may(act: &'static str, what: &'static str, reason: &'static str) -> Allowed {
    Allowed {
        act,
        what,
        reason,
        with_statistics: true,
    }
}

const fn before(act: &'static str, what: &'static str) -> Allowed {
    Allowed {
        with_statistics: false,
        ..may(act, what, BEFORE)
    }
}

/// What allows a finding.
pub(super) fn find(
    act: &str,
    finding: &Finding,
    with_statistics: bool,
) -> Option<&'static Allowed> {
    let is_about =
        |it: &&Allowed| act.starts_with(it.act) && ["*", finding.what()].contains(&it.what);
    let mut allowed = ALLOWED.iter().filter(is_about);
    allowed.find(|it| it.with_statistics || !with_statistics)
}

/// Fails if something is allowed that nothing needs any more.
pub(super) fn expect_all_used(used: &[&Allowed]) {
    let unused: Vec<&Allowed> = ALLOWED.iter().filter(|it| !used.contains(it)).collect();
    assert!(unused.is_empty(), "to be deleted: {unused:#?}");
    assert!(ALLOWED.iter().all(|it| !it.reason.is_empty()));
}
