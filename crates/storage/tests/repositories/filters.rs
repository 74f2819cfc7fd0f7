//! Filters in SQL select what the evaluator in memory selects: a table of the forms that filters
//! take.

use scim::Limits;
use scim::filter::{Expr, compile};
use scim::schema::{AttrRef, Attribute, Kind};
use scim::{ResourceType, Schema};
use serde_json::{Map, Value, json};
use storage::resources::{self, ListQuery, Stored};

use crate::support::{Store, answered, at, group, on_both, stored, users};

/// Resources beside what the evaluator sees of them.
pub(crate) struct Population<'s> {
    pub(crate) resource_type: &'s ResourceType,
    pub(crate) resources: Vec<(Stored, Map<String, Value>)>,
}

impl Population<'_> {
    /// Holds both interpreters of a filter against each other; returns the ids that it selects.
    pub(crate) async fn check(
        &self,
        store: &Store,
        filter: &Expr<'_>,
        context: &str,
    ) -> Vec<String> {
        let expected: Vec<String> = self
            .resources
            .iter()
            .filter(|(_, answer)| filter.matches(answer))
            .map(|(resource, _)| resource.id.clone())
            .collect();
        let query = ListQuery {
            filter: Some(filter),
            limit: 1_000,
            ..ListQuery::default()
        };
        let reader = store.database.reader();
        let page = resources::list(reader, store.tenant, self.resource_type, &query).await;
        let page = page.unwrap_or_else(|error| panic!("{context}: {error}"));
        let selected: Vec<String> = page.resources.into_iter().map(|it| it.id).collect();
        let differing: Vec<_> = self
            .resources
            .iter()
            .filter(|(it, _)| selected.contains(&it.id) != expected.contains(&it.id))
            .map(|(_, answer)| json!(answer).to_string())
            .collect();
        assert_eq!(differing, Vec::<String>::new(), "{context}");
        assert_eq!(selected, expected, "{context}");
        assert_eq!(page.total, expected.len() as u64, "{context}");
        selected
    }

    /// Checks filters; returns how many resources they select in all.
    pub(crate) async fn check_all(&self, store: &Store, filters: &[String]) -> usize {
        let mut selected = 0;
        for filter in filters {
            selected += self.check_text(store, filter).await;
        }
        selected
    }

    pub(crate) async fn check_text(&self, store: &Store, filter: &str) -> usize {
        let compiled = compile(filter, self.resource_type, &Limits::default());
        let compiled = compiled.unwrap_or_else(|error| panic!("{filter}: {error:?}"));
        self.check(store, &compiled, filter).await.len()
    }
}

fn people() -> Vec<Stored> {
    let enterprise = scim::schema::ENTERPRISE_USER;
    let mut people = vec![
        stored(
            "u1",
            json!({
                "userName": "Ann.Lee@contoso.example", "externalId": "annl", "active": true,
                "displayName": "Ann Lee", "title": "Analyst 100%_\\",
                "name": {"givenName": "Ann", "familyName": "Lee"},
                "emails": [
                    {"value": "ann@contoso.example", "type": "work", "primary": true},
                    {"value": "ann@home.example", "type": "home"},
                ],
                enterprise: {"department": "Risk", "manager": {"value": "u2"}},
            }),
        ),
        stored(
            "u2",
            json!({
                "userName": "STRASSE@contoso.example", "externalId": "ANNL", "active": false,
                "displayName": "Żółta Straße", "title": "Manager",
                "emails": [{"value": "ANN@home.example", "type": "work"}, {"type": "other"}],
                enterprise: {"department": "RISK"},
            }),
        ),
        stored("u3", json!({"userName": "bare"})),
        stored(
            "u4",
            json!({
                "userName": "日本@contoso.example", "displayName": "日本 🎌",
                "name": {"familyName": "O'Neil\"; DROP TABLE resources; --"},
                "phoneNumbers": [{"value": "+61 400", "type": "mobile"}],
            }),
        ),
        stored(
            "u5",
            json!({"userName": "n".repeat(3_000), "displayName": "n".repeat(2_000)}),
        ),
    ];
    for (number, person) in (0..).zip(&mut people) {
        person.version = number + 1;
        person.created_at = at(number * 1_000);
        person.modified_at = at(number * 2_000);
    }
    people
}

/// Filters on users, and how many they select.
const USERS: &[(&str, usize)] = &[
    ("userName eq \"ann.lee@CONTOSO.example\"", 1),
    ("userName eq \"straße@contoso.example\"", 1),
    ("userName eq \"nobody\"", 0),
    ("userName ne \"bare\"", 4),
    ("not (userName eq \"bare\")", 4),
    ("externalId eq \"annl\"", 1),
    ("externalId eq \"ANNL\"", 1),
    ("externalId ne \"annl\"", 4),
    ("not (externalId eq \"annl\")", 4),
    ("externalId pr", 2),
    ("not (externalId pr)", 3),
    ("displayName eq \"ŻÓŁTA STRASSE\"", 1),
    ("displayName co \"ó\"", 1),
    ("displayName ew \"🎌\"", 1),
    ("displayName sw \"日\"", 1),
    ("displayName co \"\"", 4),
    ("displayName ew \"\"", 4),
    ("displayName sw \"ann lee and more\"", 0),
    ("displayName ew \"more than ann lee\"", 0),
    ("title co \"%\"", 1),
    ("title co \"_\"", 1),
    ("title co \"\\\\\"", 1),
    ("title sw \"a%\"", 0),
    ("name.familyName co \"'\"", 1),
    (
        "name.familyName eq \"O'Neil\\\"; DROP TABLE resources; --\"",
        1,
    ),
    ("name pr", 2),
    ("name[givenName eq \"ann\"]", 1),
    ("name[not (givenName eq \"ann\")]", 1),
    ("userName gt \"n\"", 3),
    ("userName ge \"bare\"", 4),
    ("userName lt \"bare\"", 1),
    ("userName le \"BARE\"", 2),
    ("userName sw \"nnn\"", 1),
    ("active eq true", 1),
    ("active eq \"False\"", 1),
    ("active ne true", 4),
    ("not (active eq true)", 4),
    ("active pr", 2),
    ("emails pr", 2),
    ("emails.type eq \"work\"", 2),
    ("emails.value eq \"ann@HOME.example\"", 2),
    ("emails eq \"ann@home.example\"", 2),
    ("emails.value ne \"ann@home.example\"", 4),
    ("emails.value co \"@contoso\"", 1),
    ("emails.primary eq true", 1),
    ("emails.primary ne true", 4),
    (
        "emails[type eq \"work\" and value eq \"ann@home.example\"]",
        1,
    ),
    ("emails[not (value pr)]", 1),
    ("emails[value ne \"ann@home.example\"]", 2),
    ("emails[type eq \"work\" or value co \"home\"]", 2),
    ("not (emails[type eq \"home\"])", 4),
    ("emails.display eq \"x\"", 0),
    ("phoneNumbers[type eq \"mobile\"]", 1),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"risk\"",
        2,
    ),
    ("department sw \"ri\"", 2),
    ("manager eq \"u2\"", 1),
    ("manager.value ne \"u2\"", 4),
    ("manager pr", 1),
    ("id eq \"u3\"", 1),
    ("id eq \"U3\"", 0),
    ("id gt \"u3\"", 2),
    ("id pr", 5),
    ("meta pr", 5),
    ("meta.version eq \"W/\\\"2\\\"\"", 1),
    ("meta.version sw \"W/\"", 5),
    ("meta.resourceType eq \"User\"", 5),
    ("meta.resourceType eq \"user\"", 0),
    ("meta.resourceType ne \"Group\"", 5),
    ("meta.created ge \"2026-02-02T02:40:02Z\"", 3),
    ("meta.lastModified gt \"2026-02-02T03:40:02.000+01:00\"", 3),
    ("meta.lastModified eq \"2026-02-02T02:40:00Z\"", 1),
    ("meta[lastModified le \"2026-02-02T02:40:02Z\"]", 2),
    ("groups pr", 2),
    ("groups.value eq \"g1\"", 2),
    ("groups.value ne \"g1\"", 4),
    ("groups.display eq \"FINANCE\"", 2),
    ("groups.display co \"it\"", 1),
    ("groups.type eq \"direct\"", 2),
    ("groups[value eq \"g1\" and display eq \"finance\"]", 2),
    ("groups[value eq \"g1\" and display eq \"it\"]", 0),
    ("not (groups.value eq \"g2\")", 4),
    (
        "userName sw \"ann\" and active eq true or externalId eq \"ANNL\"",
        2,
    ),
    (
        "not (userName sw \"ann\" or title eq \"manager\") and active pr",
        0,
    ),
];

/// Filters on groups, and how many they select.
const GROUPS: &[(&str, usize)] = &[
    ("displayName eq \"finance\"", 1),
    ("id eq \"g1\" and members eq \"u1\"", 1),
    ("members.value eq \"u1\"", 2),
    ("members.value eq \"U1\"", 0),
    ("members.value ne \"u1\"", 2),
    ("members pr", 2),
    ("not (members pr)", 1),
    ("members.type eq \"group\"", 1),
    ("members.type ne \"User\"", 2),
    ("members.display eq \"ann LEE\"", 2),
    ("members.display eq \"IT\"", 1),
    ("members.display ne \"ann lee\"", 2),
    ("members.display co \"straße\"", 1),
    ("members[value eq \"u1\" and type eq \"User\"]", 2),
    ("members[type eq \"User\" and display sw \"ż\"]", 1),
    ("members[not (type eq \"User\")]", 1),
];

#[tokio::test]
async fn filters_select_the_same_in_sql_and_in_memory() {
    on_both(async |store| {
        let people = people();
        store.add(store.users(), &people).await;
        let groups = ["Finance", "IT", "Nobody"];
        let groups: Vec<Stored> = (1..)
            .zip(groups)
            .map(|(number, name)| stored(&format!("g{number}"), json!({"displayName": name})))
            .collect();
        store.add(store.groups(), &groups).await;
        let mut members = users(&["u1".to_owned(), "u2".to_owned()]);
        members.push(("g2".to_owned(), "Group".to_owned()));
        store.join("g1", &members).await;
        store.join("g2", &users(&["u1".to_owned()])).await;

        let group_ref =
            |id: &str, name: &str| json!({"value": id, "display": name, "type": "direct"});
        let (finance, it) = (group_ref("g1", "Finance"), group_ref("g2", "IT"));
        let population = Population {
            resource_type: store.users(),
            resources: people
                .into_iter()
                .map(|person| {
                    let groups = match person.id.as_str() {
                        "u1" => vec![finance.clone(), it.clone()],
                        "u2" => vec![finance.clone()],
                        _ => Vec::new(),
                    };
                    let answer = answered(store.users(), &person, Some(("groups", groups)));
                    (person, answer)
                })
                .collect(),
        };
        for (filter, count) in USERS {
            assert_eq!(
                population.check_text(store, filter).await,
                *count,
                "{filter}"
            );
        }

        let member =
            |id: &str, kind: &str, name: &str| json!({"value": id, "type": kind, "display": name});
        let ann = member("u1", "User", "Ann Lee");
        let strasse = member("u2", "User", "Żółta Straße");
        let population = Population {
            resource_type: store.groups(),
            resources: groups
                .into_iter()
                .map(|group| {
                    let members = match group.id.as_str() {
                        "g1" => vec![ann.clone(), strasse.clone(), member("g2", "Group", "IT")],
                        "g2" => vec![ann.clone()],
                        _ => Vec::new(),
                    };
                    let answer = answered(store.groups(), &group, Some(("members", members)));
                    (group, answer)
                })
                .collect(),
        };
        for (filter, count) in GROUPS {
            assert_eq!(
                population.check_text(store, filter).await,
                *count,
                "{filter}"
            );
        }
    })
    .await;
}

/// A resource type with what the standard ones do not have: numbers, lists of plain values, lists
/// inside of complex values.
pub(crate) fn gadgets() -> ResourceType {
    let of_kind = |name: &str, kind| Attribute {
        kind,
        ..Attribute::string(name, "")
    };
    let attributes = vec![
        of_kind("size", Kind::Integer),
        of_kind("weight", Kind::Decimal),
        of_kind("made", Kind::DateTime),
        Attribute::string("tags", "").multi_valued(),
        of_kind("sizes", Kind::Integer).multi_valued(),
        Attribute::complex(
            "box",
            "",
            vec![Attribute::string("labels", "").multi_valued()],
        ),
        Attribute::complex(
            "parts",
            "",
            vec![
                of_kind("count", Kind::Integer),
                Attribute::string("colours", "").multi_valued(),
                Attribute::boolean("spare", ""),
            ],
        )
        .multi_valued(),
    ];
    let schema = Schema::new("urn:example:Gadget", "Gadget", "", attributes);
    ResourceType::new("Gadget", "/Gadgets", "", schema, Vec::new())
}

const GADGETS: &[(&str, usize)] = &[
    ("size eq 3", 1),
    ("size ne 3", 2),
    ("size gt 2", 2),
    ("size le -1", 0),
    ("weight ge 2.5", 1),
    ("weight lt 2.5", 1),
    ("weight eq 0.1", 1),
    ("made gt \"2026-01-01T00:00:00Z\"", 1),
    ("made eq \"2026-06-01T12:00:00+02:00\"", 1),
    ("tags eq \"RED\"", 2),
    ("tags ne \"red\"", 2),
    ("tags co \"u\"", 1),
    ("tags pr", 2),
    ("sizes ge 10", 1),
    ("box.labels eq \"x\"", 1),
    ("box.labels ne \"x\"", 3),
    ("box pr", 1),
    ("parts.colours eq \"green\"", 1),
    ("parts[count gt 1 and colours eq \"Green\"]", 1),
    ("parts[count gt 1 and colours eq \"black\"]", 0),
    ("parts[not (colours pr)]", 1),
    ("parts[colours ne \"green\"]", 2),
    ("parts.count lt 2 and not (parts.spare eq true)", 1),
];

#[tokio::test]
async fn numbers_and_nested_lists_are_compared_as_in_memory() {
    on_both(async |store| {
        let gadgets = gadgets();
        let resources = vec![
            stored(
                "x1",
                json!({
                    "size": 3, "weight": 2.5, "made": "2026-06-01T10:00:00.000Z",
                    "tags": ["red", "Blue"], "sizes": [1, 10], "box": {"labels": ["X", "Y"]},
                    "parts": [
                        {"count": 2, "colours": ["Green", "white"], "spare": true},
                        {"count": 1, "colours": ["black"]},
                    ],
                }),
            ),
            stored(
                "x2",
                json!({"size": 9, "weight": 0.1, "tags": ["Red"], "parts": [{"count": 1}]}),
            ),
            stored("x3", json!({"made": "2025-01-01T00:00:00Z"})),
        ];
        store.add(&gadgets, &resources).await;
        let population = Population {
            resource_type: &gadgets,
            resources: resources
                .into_iter()
                .map(|resource| {
                    let answer = answered(&gadgets, &resource, None);
                    (resource, answer)
                })
                .collect(),
        };
        for (filter, count) in GADGETS {
            assert_eq!(
                population.check_text(store, filter).await,
                *count,
                "{filter}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_widest_and_deepest_filters_run() {
    on_both(async |store| {
        store.add(store.groups(), &[group("g1")]).await;
        let population = Population {
            resource_type: store.groups(),
            resources: vec![(group("g1"), answered(store.groups(), &group("g1"), None))],
        };
        let wide = vec!["members[value eq \"u\" and display co \"x\"]"; 50].join(" or ");
        assert_eq!(population.check_text(store, &wide).await, 0);
        let flat = vec!["displayName sw \"g\""; 100].join(" and ");
        assert_eq!(population.check_text(store, &flat).await, 1);
        let deep = format!("{}id pr{}", "not (".repeat(30), ")".repeat(30));
        assert_eq!(population.check_text(store, &deep).await, 1);
    })
    .await;
}

#[tokio::test]
async fn filters_see_one_tenant_and_one_type() {
    on_both(async |store| {
        let other = crate::support::tenant(&store.database, "other").await;
        store
            .add(store.users(), &[crate::support::user("u1")])
            .await;
        store.add(store.groups(), &[group("g1")]).await;
        store.join("g1", &users(&["u1".to_owned()])).await;
        let limits = Limits::default();
        let filter = compile("id pr", store.users(), &limits).unwrap();
        let members = compile("members.value eq \"u1\"", store.groups(), &limits).unwrap();
        for (tenant, resource_type, filter, total) in [
            (store.tenant, store.users(), &filter, 1),
            (other, store.users(), &filter, 0),
            (store.tenant, store.groups(), &members, 1),
            (other, store.groups(), &members, 0),
        ] {
            let query = ListQuery {
                filter: Some(filter),
                ..ListQuery::default()
            };
            let reader = store.database.reader();
            let page = resources::list(reader, tenant, resource_type, &query)
                .await
                .unwrap();
            assert_eq!(page.total, total);
        }
    })
    .await;
}

#[tokio::test]
async fn a_filter_on_members_selects_those_of_the_group() {
    on_both(async |store| {
        store.add(store.users(), &people()).await;
        store.add(store.groups(), &[group("g1"), group("g2")]).await;
        let groups = [
            ("g1", vec!["u1", "u2", "u3", "u4"]),
            ("g2", vec!["u2", "u4"]),
        ];
        for (group, members) in &groups {
            let members: Vec<String> = members.iter().map(ToString::to_string).collect();
            store.join(group, &users(&members)).await;
        }
        let members_attribute = AttrRef {
            sub: None,
            ..store.groups().find(None, "members", None).unwrap()
        };
        for (filter, expected) in [
            ("value eq \"u1\"", vec!["u1"]),
            (
                "display co \"straße\" or display eq \"ANN LEE\"",
                vec!["u1", "u2"],
            ),
            ("not (type eq \"Group\") and value gt \"u3\"", vec!["u4"]),
            ("type eq \"Group\"", vec![]),
        ] {
            let parsed = scim::filter::parse(filter, &Limits::default()).unwrap();
            let compiled = scim::filter::resolve_elements(&parsed, members_attribute).unwrap();
            for (group, members) in &groups {
                let expected = expected.iter().copied().filter(|it| members.contains(it));
                let expected: Vec<&str> = expected.collect();
                let reader = store.database.reader();
                let selected =
                    storage::memberships::matching(reader, store.tenant, group, &compiled).await;
                let mut selected: Vec<String> =
                    selected.unwrap().iter().map(ToString::to_string).collect();
                selected.sort_unstable();
                assert_eq!(selected, expected, "{group}: {filter}");
            }
        }
    })
    .await;
}
