//! Lists are sorted by any attribute, values that are missing last.

use scim::schema::AttrRef;
use serde_json::json;
use storage::resources::{self, ListQuery, Sort};

use crate::filters::gadgets;
use crate::support::{Store, at, group, on_both, stored, users};

async fn sorted(store: &Store, attribute: AttrRef<'_>, descending: bool) -> Vec<String> {
    let resource_type = match attribute.attribute.name.as_str() {
        "members" => store.groups(),
        _ => store.users(),
    };
    let query = ListQuery {
        sort: Some(Sort {
            attribute,
            descending,
        }),
        limit: 100,
        ..ListQuery::default()
    };
    let reader = store.database.reader();
    let page = resources::list(reader, store.tenant, resource_type, &query).await;
    page.unwrap()
        .resources
        .into_iter()
        .map(|it| it.id)
        .collect()
}

#[tokio::test]
async fn users_are_sorted_by_any_attribute() {
    on_both(async |store| {
        let mut people = vec![
            stored(
                "u1",
                json!({
                    "userName": "b", "name": {"familyName": "ß"}, "active": true,
                    "emails": [{"value": "z@x"}, {"value": "b@x", "primary": true}],
                }),
            ),
            stored(
                "u2",
                json!({
                    "userName": "C", "name": {"familyName": "Sr"},
                    "emails": [{"value": "a@x"}, {"value": "y@x"}],
                }),
            ),
            stored(
                "u3",
                json!({"userName": "a", "active": false, "emails": [{"type": "work"}]}),
            ),
            stored(
                "u4",
                json!({
                    "userName": "Ä", "name": {"familyName": "Z"}, "active": true,
                    scim::schema::ENTERPRISE_USER: {"department": "x"},
                }),
            ),
        ];
        for (person, (created, modified)) in people.iter_mut().zip([(4, 1), (3, 2), (2, 4), (1, 3)])
        {
            (person.created_at, person.modified_at) = (at(created), at(modified));
        }
        store.add(store.users(), &people).await;
        let user = |name, sub| store.users().find(None, name, sub).unwrap();
        for (attribute, ascending, descending) in [
            (user("userName", None), "3124", "4213"),
            (user("id", None), "1234", "4321"),
            (user("name", Some("familyName")), "2143", "3412"),
            (user("name", None), "1234", "1234"),
            (user("active", None), "3142", "2143"),
            (user("emails", Some("value")), "2134", "3412"),
            (user("emails", None), "2134", "3412"),
            (user("department", None), "4123", "1234"),
            (user("meta", Some("created")), "4321", "1234"),
            (user("meta", Some("lastModified")), "1243", "3421"),
            (user("meta", Some("version")), "1234", "1234"),
        ] {
            for (order, reversed) in [(ascending, false), (descending, true)] {
                let expected: Vec<String> = order.chars().map(|it| format!("u{it}")).collect();
                let path = attribute.path();
                assert_eq!(
                    sorted(store, attribute, reversed).await,
                    expected,
                    "{path} {reversed}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn groups_are_sorted_by_their_first_member() {
    on_both(async |store| {
        let people = [("u1", "z"), ("u2", "a")];
        let people =
            people.map(|(id, name)| stored(id, json!({"userName": id, "displayName": name})));
        store.add(store.users(), &people).await;
        store
            .add(store.groups(), &["g1", "g2", "g3"].map(group))
            .await;
        store
            .join("g1", &users(&["u1".to_owned(), "u2".to_owned()]))
            .await;
        store.join("g3", &users(&["u2".to_owned()])).await;
        for (sub, expected) in [
            ("value", ["g1", "g3", "g2"]),
            ("display", ["g3", "g1", "g2"]),
        ] {
            let attribute = store.groups().find(None, "members", Some(sub)).unwrap();
            assert_eq!(sorted(store, attribute, false).await, expected, "{sub}");
        }
    })
    .await;
}

#[tokio::test]
async fn numbers_are_sorted_by_value() {
    on_both(async |store| {
        let gadgets = gadgets();
        let gadget =
            |id, size, weight| stored(id, json!({"size": size, "weight": weight, "tags": [id]}));
        let resources = [
            gadget("x1", 10, 0.5),
            gadget("x2", 9, 10.25),
            gadget("x3", -1, 9.75),
        ];
        store.add(&gadgets, &resources).await;
        for (name, expected) in [
            ("size", ["x3", "x2", "x1"]),
            ("weight", ["x1", "x3", "x2"]),
            ("tags", ["x1", "x2", "x3"]),
        ] {
            let query = ListQuery {
                sort: Some(Sort {
                    attribute: gadgets.find(None, name, None).unwrap(),
                    descending: false,
                }),
                limit: 10,
                ..ListQuery::default()
            };
            let page =
                resources::list(store.database.reader(), store.tenant, &gadgets, &query).await;
            let ids: Vec<String> = page
                .unwrap()
                .resources
                .into_iter()
                .map(|it| it.id)
                .collect();
            assert_eq!(ids, expected, "{name}");
        }
    })
    .await;
}
