//! Single resources, lists and searches as they are answered.

use rollcall_directory::{Shape, Written};
use serde_json::{Value, json};

use crate::world::{BASE, ENTERPRISE, World, at, id, json_of, parameters, text_of};

#[tokio::test]
async fn a_user_is_answered_whole_and_in_the_order_of_the_schema() {
    for world in World::both().await {
        let body = json!({
            "id": "1", "meta": {"resourceType": "Robot"}, "groups": [{"value": "x"}],
            ENTERPRISE: {"manager": {"value": "m-1"}, "department": "Risk"},
            "emails": [{"value": "ann@x.example", "type": "work", "primary": true}],
            "name": {"givenName": "Ann", "familyName": "Lee"},
            "active": true, "externalId": "annl", "userName": "ann",
        });
        let created = world.create("User", body).await.unwrap();
        let location = format!("{BASE}/Users/{}", id(2));
        let expected = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
            "id": id(2),
            "userName": "ann",
            "externalId": "annl",
            "name": {"familyName": "Lee", "givenName": "Ann"},
            "active": true,
            "emails": [{"value": "ann@x.example", "type": "work", "primary": true}],
            ENTERPRISE: {"department": "Risk", "manager": {"value": "m-1"}},
            "meta": {"resourceType": "User", "created": at(0), "lastModified": at(0),
                "location": location, "version": "W/\"1\""},
        });
        assert_eq!(created.body.to_string(), expected.to_string());
        assert_eq!(created.id, id(2));
        assert_eq!(created.location, location);
        assert_eq!(created.version, "W/\"1\"");
        let read = world.get("User", &id(2)).await.unwrap();
        assert_eq!(read.to_string(), expected.to_string());
    }
}

#[tokio::test]
async fn memberships_are_answered_only_where_wanted() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let group = world.group("Finance", &[&user]).await;
        let shape = Shape {
            excluded_attributes: Some("members".into()),
            ..Shape::default()
        };
        let caller = &world.caller;
        let found = world.directory.get(caller, "Group", &group, &shape).await;
        assert_eq!(json_of(found.unwrap().body).get("members"), None);
        let shape = Shape {
            attributes: Some("groups.value".into()),
            ..Shape::default()
        };
        let found = world.directory.get(caller, "User", &user, &shape).await;
        let found = json_of(found.unwrap().body);
        assert_eq!(found["groups"], json!([{"value": group}]));
        assert_eq!(found.get("userName"), None);
        let list = world
            .list("Group", &[("excludedAttributes", "members")])
            .await;
        assert_eq!(list["Resources"][0].get("members"), None);
        let list = world.list("Group", &[]).await;
        assert_eq!(list["Resources"][0]["members"][0]["value"], json!(user));
    }
}

/// The userNames on a page, and its numbers.
async fn page(world: &World, query: &[(&str, &str)]) -> Value {
    let list = world.list("User", query).await;
    let names: Vec<&Value> = list["Resources"]
        .as_array()
        .map(|resources| resources.iter().map(|user| &user["userName"]).collect())
        .unwrap_or_default();
    json!([
        list["totalResults"],
        list["startIndex"],
        list["itemsPerPage"],
        names
    ])
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_cut_into_pages() {
    for world in World::both().await {
        for name in ["carol", "ann", "bob"] {
            world.user(name).await;
        }
        for (query, expected) in [
            (vec![], json!([3, 1, 3, ["carol", "ann", "bob"]])),
            (
                vec![("sortBy", "userName")],
                json!([3, 1, 3, ["ann", "bob", "carol"]]),
            ),
            (
                vec![
                    ("sortBy", "userName"),
                    ("sortOrder", "descending"),
                    ("count", "1"),
                ],
                json!([3, 1, 1, ["carol"]]),
            ),
            (
                vec![("sortBy", "userName"), ("startIndex", "2"), ("count", "1")],
                json!([3, 2, 1, ["bob"]]),
            ),
            (vec![("startIndex", "4")], json!([3, 4, 0, []])),
            (
                vec![("startIndex", "0"), ("count", "1")],
                json!([3, 1, 1, ["carol"]]),
            ),
            (vec![("count", "0")], json!([3, 1, 0, []])),
            (
                vec![("filter", "userName eq \"ANN\"")],
                json!([1, 1, 1, ["ann"]]),
            ),
            (
                vec![("filter", "userName eq \"eve\"")],
                json!([0, 1, 0, []]),
            ),
        ] {
            assert_eq!(page(&world, &query).await, expected, "{query:?}");
        }
    }
}

#[tokio::test]
async fn what_the_schema_does_not_know_is_refused() {
    for world in World::both().await {
        for (name, value, scim_type) in [
            ("filter", "shoeSize eq 38", "invalidFilter"),
            ("sortBy", "shoeSize", "invalidPath"),
            ("sortBy", "name", "invalidPath"),
        ] {
            let list = world
                .directory
                .list(&world.caller, "User", &parameters(&[(name, value)]))
                .await;
            let refusal = list.unwrap_err();
            assert_eq!(refusal.status(), 400, "{name}={value}");
            assert_eq!(refusal.scim_type().unwrap().as_str(), scim_type);
        }
        let unknown = world
            .directory
            .list(&world.caller, "Robot", &parameters(&[]))
            .await;
        assert_eq!(unknown.unwrap_err().status(), 404);
    }
}

#[tokio::test]
async fn a_search_over_all_types_finds_users_and_groups() {
    for world in World::both().await {
        let (ann, bob) = (world.user("ann").await, world.user("bob").await);
        let group = world.group("Finance", &[]).await;
        let search = async |query: &[(&str, &str)]| {
            let parameters = parameters(query);
            let list = world
                .directory
                .search_all(&world.caller, &parameters)
                .await?;
            let list = json_of(list);
            let ids: Vec<Value> = list["Resources"]
                .as_array()
                .map(|found| found.iter().map(|it| it["id"].clone()).collect())
                .unwrap_or_default();
            Ok::<_, scim::ScimError>((list["totalResults"].clone(), json!(ids)))
        };
        for (query, total, ids) in [
            (vec![], 3, json!([ann, bob, group])),
            (
                vec![("startIndex", "2"), ("count", "2")],
                3,
                json!([bob, group]),
            ),
            (vec![("startIndex", "3")], 3, json!([group])),
            (vec![("count", "1")], 3, json!([ann])),
            (vec![("count", "0")], 3, json!([])),
            (vec![("filter", "userName eq \"bob\"")], 1, json!([bob])),
            (
                vec![("filter", "displayName eq \"finance\"")],
                1,
                json!([group]),
            ),
            (
                vec![(
                    "filter",
                    "userName eq \"bob\" or displayName eq \"finance\"",
                )],
                2,
                json!([bob, group]),
            ),
            (vec![("filter", "not (userName pr)")], 1, json!([group])),
            (
                vec![("filter", "userName ne \"bob\"")],
                2,
                json!([ann, group]),
            ),
            (
                vec![("sortBy", "userName"), ("sortOrder", "descending")],
                3,
                json!([group, bob, ann]),
            ),
            (
                vec![("sortBy", "displayName"), ("count", "2")],
                3,
                json!([group, ann]),
            ),
            (
                vec![(
                    "filter",
                    "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:Group\"",
                )],
                1,
                json!([group]),
            ),
        ] {
            let found = search(&query).await.unwrap();
            assert_eq!(found, (json!(total), ids), "{query:?}");
        }
        let refusal = search(&[("filter", "shoeSize eq 38")]).await.unwrap_err();
        assert_eq!(refusal.status(), 400);
    }
}

/// A write answers what it stored, and a read what is stored; both say the same, byte for byte.
#[tokio::test]
async fn a_read_answers_what_the_write_before_it_did() {
    for world in World::both().await {
        let boss = world.user("boss").await;
        let text = "a \"b\" \\ \n \t \u{1}\u{7f} \u{e9}\u{1f600} </script>";
        let body = json!({
            "userName": text, "displayName": text, "externalId": "e", "active": false,
            "name": {"honorificPrefix": "Dr", "givenName": text, "familyName": "Lee"},
            "addresses": [{"country": "DE", "formatted": text, "primary": true}, {"type": "home"}],
            ENTERPRISE: {"manager": {"value": boss}, "department": text},
        });
        let user = world.create("User", body).await.unwrap();
        let inner = world.group("in \"quotes\"", &[&user.id]).await;
        let body = json!({"displayName": text, "members": [{"value": inner}, {"value": user.id}]});
        let outer = world.create("Group", body).await.unwrap();
        let body = json!({"displayName": "around", "members": [{"value": outer.id}]});
        world.create("Group", body).await.unwrap();
        let patch = json!([{"op": "replace", "path": "title", "value": text}]);
        let Written::Changed(user) = world.patch("User", &user.id, patch).await.unwrap() else {
            panic!("the answer shows the user");
        };
        for (kind, id, written) in [
            ("User", &user.id, &user.body),
            ("Group", &outer.id, &outer.body),
        ] {
            let shape = Shape::default();
            let shown = world
                .directory
                .get(&world.caller, kind, id, &shape)
                .await
                .unwrap();
            let (version, location) = (shown.version, shown.location);
            assert_eq!(text_of(shown.body), written.to_string());
            assert_eq!(written["meta"]["version"], version);
            assert_eq!(written["meta"]["location"], location);
            for (name, value) in [("id", id.as_str()), ("displayName", text)] {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                let filter = format!("{name} eq \"{value}\"");
                let query = parameters(&[("filter", &filter)]);
                let found = world.directory.list(&world.caller, kind, &query).await;
                let expected = format!("\"itemsPerPage\":1,\"Resources\":[{written}]}}");
                let found = text_of(found.unwrap());
                assert!(found.ends_with(&expected), "{found}");
            }
        }
    }
}
