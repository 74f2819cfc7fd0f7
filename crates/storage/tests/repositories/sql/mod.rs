//! What becomes of a filter, as text: the files beside this one show the condition that each database
//! is sent. `RENEW_SQL=1` writes them anew; what changed is then for a reader to judge.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Mutex;

use scim::filter::compile;
use scim::{Limits, ResourceType};
use storage::SentStatement;
use storage::contacts::{self, MatchPage};
use storage::resources::{self, ListQuery};

use crate::contact_filters::contact_type;
use crate::support::{Store, on_both};

/// How long a line of a file may become, in characters.
const WIDTH: usize = 100;

/// Filters on users; on groups where they name `members`.
const ON_RESOURCES: [&str; 17] = [
    r#"userName eq "Ann@Contoso.example""#,
    r#"id eq "u-1""#,
    r#"externalId eq "E1" and active eq true"#,
    r#"displayName co "Lee""#,
    r#"displayName gt "Lee""#,
    r#"name.familyName ne "Lee""#,
    "not (title pr)",
    r#"department eq "Risk" or department eq "Audit""#,
    r#"emails.value eq "ann@contoso.example""#,
    r#"emails[type eq "work" and value ew "@contoso.example"]"#,
    r#"emails[type eq "work" and value eq "ann@contoso.example"]"#,
    r#"meta.lastModified gt "2026-02-02T03:29:50Z""#,
    r#"groups.value eq "g-1""#,
    r#"groups.display co "Finance""#,
    r#"groups[value eq "g-1" and type eq "direct"]"#,
    r#"members.value eq "u-1""#,
    r#"members[type eq "User"]"#,
];

/// Filters on contacts.
const ON_CONTACTS: [&str; 18] = [
    r#"email eq "Ann@Contoso.example""#,
    r#"externalId eq "E1""#,
    r#"department eq "Risk" and not (title co "Partner")"#,
    r#"addresses.domain eq "contoso.example""#,
    r#"hireDate gt "2026-02-02T03:29:50Z""#,
    r#"custom.cost_type ne "Capex""#,
    "active eq true",
    r#"source eq "scim""#,
    r#"createdAt ge "2026-02-02T03:29:50Z""#,
    "isManager eq true",
    r#"manager.value eq "c-1""#,
    r#"manager.email eq "boss@contoso.example""#,
    r#"manager.displayName sw "Bo""#,
    r#"groups.value eq "t-1""#,
    r#"groups.slug eq "finance" or groups.slug eq "risk""#,
    r#"groups.display co "Finance""#,
    r#"groups[slug eq "finance" and type eq "direct"]"#,
    "not (groups pr)",
];

/// What each filter became, by the name of the database.
type Shown = BTreeMap<&'static str, Vec<String>>;

#[tokio::test]
async fn filters_on_resources_become_this_sql() {
    let shown = Mutex::new(Shown::new());
    on_both(async |store| {
        for filter in ON_RESOURCES {
            let is_on_groups = filter.contains("members");
            let resource_type = if is_on_groups {
                store.groups()
            } else {
                store.users()
            };
            let condition = condition(&listing(store, resource_type, filter).await);
            let mut shown = shown.lock().unwrap();
            shown.entry(name(store)).or_default().push(condition);
        }
    })
    .await;
    hold_against("resources.txt", &ON_RESOURCES, &shown.into_inner().unwrap());
}

#[tokio::test]
async fn filters_on_contacts_become_this_sql() {
    let contacts = contact_type();
    let shown = Mutex::new(Shown::new());
    on_both(async |store| {
        for filter in ON_CONTACTS {
            let condition = condition(&matching(store, &contacts, filter).await);
            let mut shown = shown.lock().unwrap();
            shown.entry(name(store)).or_default().push(condition);
        }
    })
    .await;
    hold_against("contacts.txt", &ON_CONTACTS, &shown.into_inner().unwrap());
}

fn name(store: &Store) -> &'static str {
    if store.is_sqlite() {
        "sqlite"
    } else {
        "postgres"
    }
}

/// The statement that lists resources by a filter.
async fn listing(store: &Store, resource_type: &ResourceType, filter: &str) -> SentStatement {
    let compiled = compile(filter, resource_type, &Limits::default()).unwrap();
    let query = ListQuery {
        filter: Some(&compiled),
        limit: 10,
        ..ListQuery::default()
    };
    store.database.record_statements();
    let reader = store.database.reader();
    let listed = resources::list(reader, store.tenant, resource_type, &query).await;
    assert_eq!(listed.unwrap().total, 0, "{filter}");
    store.database.recorded_statements().remove(0)
}

/// The statement that finds contacts by a filter.
async fn matching(store: &Store, contacts: &ResourceType, filter: &str) -> SentStatement {
    let compiled = compile(filter, contacts, &Limits::default()).unwrap();
    let page = MatchPage {
        after: None,
        limit: 10,
    };
    store.database.record_statements();
    let reader = store.database.reader();
    let ids = contacts::matching(reader, store.tenant, &compiled, page).await;
    assert_eq!(ids.unwrap(), Vec::<String>::new(), "{filter}");
    store.database.recorded_statements().remove(0)
}

/// What stands between the condition on the tenant, and on the type where there is one, and the
/// order.
fn condition(statement: &SentStatement) -> String {
    let text = statement.to_string();
    let (_, condition) = text.split_once(" WHERE ").unwrap();
    let (condition, _) = condition.rsplit_once(" ORDER BY ").unwrap();
    let own = [
        r#""resources"."tenant_key" = "#,
        r#""resources"."resource_type" = "#,
        r#""contacts"."tenant_key" = "#,
    ];
    let is_own = |part: &&str| own.iter().any(|own| part.starts_with(own));
    let own: usize = condition
        .split(" AND ")
        .take(2)
        .take_while(is_own)
        .map(|part| part.len() + " AND ".len())
        .sum();
    condition[own..].to_owned()
}

/// Compares with a file, in which white space says nothing, or writes it.
fn hold_against(file: &str, filters: &[&str], shown: &Shown) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/repositories/sql");
    let path = folder.join(file);
    let text = page(filters, shown);
    if std::env::var_os("RENEW_SQL").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    for (shown, kept) in text.split("\n\n").zip(kept.split("\n\n")) {
        assert_eq!(squeezed(shown), squeezed(kept), "see {file}");
    }
    assert_eq!(squeezed(&text), squeezed(&kept), "see {file}");
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each filter with what it became; once where both databases are sent the same.
fn page(filters: &[&str], shown: &Shown) -> String {
    let (sqlite, postgres) = (&shown["sqlite"], &shown["postgres"]);
    let mut page = String::new();
    for ((filter, sqlite), postgres) in filters.iter().zip(sqlite).zip(postgres) {
        let versions = if sqlite == postgres {
            vec![("both", sqlite)]
        } else {
            vec![("sqlite", sqlite), ("postgres", postgres)]
        };
        writeln!(page, "{filter}").unwrap();
        for (name, condition) in versions {
            writeln!(page, "  {name}:\n{}", wrapped(condition)).unwrap();
        }
        page.push('\n');
    }
    page.trim_end().to_owned() + "\n"
}

/// The text in lines, broken at spaces.
fn wrapped(text: &str) -> String {
    let mut lines = vec!["   ".to_owned()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.chars().count() + word.chars().count() < WIDTH {
            *line = format!("{line} {word}");
        } else {
            lines.push(format!("    {word}"));
        }
    }
    lines.join("\n")
}
