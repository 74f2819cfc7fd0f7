//! Filters and orders on `groups` see groups around groups, as answers show them.

use roster::group::Nesting;
use scim::Limits;
use scim::filter::compile;
use serde_json::{Value, json};
use storage::memberships;
use storage::resources::{self, ListQuery, Sort, Stored};

use crate::filters::Population;
use crate::support::{Store, answered, at, group, on_both, stored, tenant, user, users};

/// The values of a user's `groups`, of which all have their id as their name.
pub(crate) fn groups_of(
    nesting: &Nesting,
    user: &str,
    name: impl Fn(&str) -> String,
) -> Vec<Value> {
    let groups = nesting.groups_of(user).into_iter();
    groups
        .map(|(id, kind)| json!({"value": id, "display": name(id), "type": kind.as_str()}))
        .collect()
}

/// Makes a group the member of another.
pub(crate) async fn nest(store: &Store, outer: &str, inner: &str) {
    let inner = [(inner.to_owned(), "Group".to_owned())];
    store.join(outer, &inner).await;
}

const GROUPS: [&str; 5] = ["alpha", "inner", "middle", "outer", "zeta"];

/// Pairs of a group and a group in it: a circle of three, and one around another.
const NESTED: [(&str, &str); 4] = [
    ("middle", "inner"),
    ("outer", "middle"),
    ("inner", "outer"),
    ("alpha", "zeta"),
];

const MEMBERS: [(&str, &str); 4] = [
    ("inner", "u1"),
    ("inner", "u2"),
    ("outer", "u2"),
    ("zeta", "u3"),
];

/// Filters, and how many of four users they select.
const FILTERS: [(&str, usize); 20] = [
    ("groups.value eq \"outer\"", 2),
    ("groups.value eq \"alpha\"", 1),
    ("groups.value eq \"nothing\"", 0),
    ("groups eq \"middle\"", 2),
    ("groups[value eq \"outer\" and type eq \"indirect\"]", 1),
    ("groups[value eq \"outer\" and type eq \"direct\"]", 1),
    ("groups[value eq \"outer\" and display co \"UTE\"]", 2),
    ("groups[value eq \"outer\" and display eq \"inner\"]", 0),
    ("groups[type eq \"indirect\"]", 3),
    ("groups[type eq \"indirect\" and display sw \"o\"]", 1),
    ("groups[not (type eq \"direct\")]", 3),
    ("groups.type eq \"Indirect\"", 3),
    ("groups.type ne \"direct\"", 4),
    ("groups.display co \"iddl\"", 2),
    ("groups.display ne \"inner\"", 4),
    ("not (groups.value eq \"middle\")", 2),
    ("not (groups.display eq \"alpha\")", 3),
    ("groups.value gt \"outer\"", 1),
    ("groups pr", 3),
    ("groups.value eq \"alpha\" or groups.value eq \"middle\"", 3),
];

async fn populate(store: &Store) -> Vec<Stored> {
    let people = ["u1", "u2", "u3", "u4"].map(user);
    store.add(store.users(), &people).await;
    store.add(store.groups(), &GROUPS.map(group)).await;
    for (outer, inner) in NESTED {
        nest(store, outer, inner).await;
    }
    for (group, user) in MEMBERS {
        store.join(group, &users(&[user.to_owned()])).await;
    }
    people.to_vec()
}

#[tokio::test]
async fn filters_on_groups_see_those_around_groups() {
    on_both(async |store| {
        let people = populate(store).await;
        let pairs = NESTED.iter().chain(&MEMBERS);
        let nesting = Nesting::of(pairs.map(|(group, member)| (*member, *group)));
        let population = Population {
            resource_type: store.users(),
            resources: people
                .into_iter()
                .map(|person| {
                    let groups = groups_of(&nesting, &person.id, str::to_owned);
                    let answer = answered(store.users(), &person, Some(("groups", groups)));
                    (person, answer)
                })
                .collect(),
        };
        for (filter, count) in FILTERS {
            assert_eq!(
                population.check_text(store, filter).await,
                count,
                "{filter}"
            );
        }
    })
    .await;
}

/// u3 would come first if "alpha", which is around its group, counted.
#[tokio::test]
async fn users_are_sorted_by_the_first_group_they_are_directly_in() {
    on_both(async |store| {
        populate(store).await;
        for (sub, descending, expected) in [
            ("value", false, ["u1", "u2", "u3", "u4"]),
            ("value", true, ["u4", "u3", "u1", "u2"]),
            ("display", false, ["u1", "u2", "u3", "u4"]),
            ("type", false, ["u1", "u2", "u3", "u4"]),
        ] {
            let attribute = store.users().find(None, "groups", Some(sub)).unwrap();
            let query = ListQuery {
                sort: Some(Sort {
                    attribute,
                    descending,
                }),
                limit: 10,
                ..ListQuery::default()
            };
            let reader = store.database.reader();
            let page = resources::list(reader, store.tenant, store.users(), &query).await;
            let ids: Vec<String> = page
                .unwrap()
                .resources
                .into_iter()
                .map(|it| it.id)
                .collect();
            assert_eq!(ids, expected, "{sub} {descending}");
        }
    })
    .await;
}

/// Two tenants with the same ids, of which only the other has a group around that of the user.
#[tokio::test]
async fn groups_around_groups_of_another_tenant_are_not_seen() {
    on_both(async |store| {
        let other = tenant(&store.database, "other").await;
        let transaction = store.database.begin().await.unwrap();
        for tenant in [store.tenant, other] {
            let conn = &transaction;
            resources::insert(conn, tenant, store.users(), &user("u1"))
                .await
                .unwrap();
            for id in ["inner", "outer"] {
                resources::insert(
                    conn,
                    tenant,
                    store.groups(),
                    &stored(id, json!({"displayName": id})),
                )
                .await
                .unwrap();
            }
            let member = users(&["u1".to_owned()]);
            memberships::add(conn, tenant, "inner", &member, at(1))
                .await
                .unwrap();
        }
        let inner = [("inner".to_owned(), "Group".to_owned())];
        memberships::add(&transaction, other, "outer", &inner, at(1))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        for (tenant, expected) in [(store.tenant, 0), (other, 1)] {
            for filter in [
                "groups.value eq \"outer\"",
                "groups.display eq \"outer\"",
                "groups[value eq \"outer\" and type eq \"indirect\"]",
            ] {
                let compiled = compile(filter, store.users(), &Limits::default()).unwrap();
                let query = ListQuery {
                    filter: Some(&compiled),
                    ..ListQuery::default()
                };
                let reader = store.database.reader();
                let page = resources::list(reader, tenant, store.users(), &query).await;
                assert_eq!(page.unwrap().total, expected, "{filter}");
            }
            let reader = store.database.reader();
            let ids = ["u1".to_owned()];
            let direct = memberships::of_members(reader, tenant, &ids).await.unwrap();
            let outer = memberships::outer_of(reader, tenant, &direct)
                .await
                .unwrap();
            assert_eq!(outer.len() as u64, expected);
        }
    })
    .await;
}
