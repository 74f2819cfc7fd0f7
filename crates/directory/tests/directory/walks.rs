//! Searches that are walked through from cursor to cursor (RFC 9865).

use rollcall_directory::Caller;
use scim::message::ListParameters;
use scim::{ScimError, ScimType};
use serde_json::{Value, json};

use crate::world::{World, json_of, parameters};

/// What is walked through: a search, from a server.
struct Walk<'w> {
    world: &'w World,
    /// A resource type, or all of them if it is empty.
    kind: &'w str,
    query: Vec<(&'w str, &'w str)>,
}

impl Walk<'_> {
    async fn page(&self, cursor: &str) -> Result<Value, ScimError> {
        let mut query = self.query.clone();
        query.push(("cursor", cursor));
        search(
            self.world,
            &self.world.caller,
            self.kind,
            &parameters(&query),
        )
        .await
    }

    /// The pages from the first to the last, and from there back to the first.
    async fn there_and_back(&self) -> (Vec<Value>, Vec<Value>) {
        let mut there = vec![self.page("").await.unwrap()];
        while let Some(next) = there.last().unwrap()["nextCursor"].as_str() {
            there.push(self.page(next).await.unwrap());
        }
        let mut back = vec![there.last().unwrap().clone()];
        while let Some(previous) = back.last().unwrap()["previousCursor"].as_str() {
            back.push(self.page(previous).await.unwrap());
        }
        (there, back)
    }
}

async fn search(
    world: &World,
    caller: &Caller,
    kind: &str,
    parameters: &ListParameters,
) -> Result<Value, ScimError> {
    let found = match kind {
        "" => world.directory.search_all(caller, parameters).await,
        kind => world.directory.list(caller, kind, parameters).await,
    };
    found.map(json_of)
}

fn ids(page: &Value) -> Vec<String> {
    let resources = page["Resources"].as_array().unwrap();
    let ids = resources.iter().map(|it| it["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

fn all_ids(pages: &[Value]) -> Vec<String> {
    pages.iter().flat_map(ids).collect()
}

/// People and groups with and without what they are sorted by.
async fn populate(world: &World) {
    for (name, title, age) in [
        ("dora", Some("Zoo"), Some(3)),
        ("Carl", None, Some(1)),
        ("bea", Some("ant"), None),
        ("adam", Some("Ant"), Some(2)),
        ("Éva", None, None),
    ] {
        world.pass(60);
        let emails = age.map(|age| {
            json!([{"value": "z@x.example"},
            {"value": format!("{age}@x.example"), "primary": true}])
        });
        let body = json!({"userName": name, "title": title, "emails": emails,
            "displayName": title.map(|_| name)});
        world.create("User", body).await.unwrap();
    }
    for name in ["Beta", "alpha"] {
        world.group(name, &[]).await;
    }
}

#[tokio::test]
async fn a_walk_there_and_back_gives_what_one_long_page_gives() {
    for world in World::both().await {
        populate(&world).await;
        for kind in ["User", "Group", ""] {
            for sort in [
                "",
                "userName",
                "displayName",
                "title",
                "emails",
                "id",
                "meta.created",
            ] {
                for order in ["ascending", "descending"] {
                    for count in ["1", "2", "3", "7"] {
                        let query = vec![("sortBy", sort), ("sortOrder", order)];
                        let whole = search(&world, &world.caller, kind, &parameters(&query)).await;
                        let Ok(whole) = whole else {
                            assert_eq!((kind, whole.unwrap_err().status()), ("Group", 400));
                            continue;
                        };
                        let query = vec![("sortBy", sort), ("sortOrder", order), ("count", count)];
                        let walk = Walk {
                            world: &world,
                            kind,
                            query,
                        };
                        let (there, mut back) = walk.there_and_back().await;
                        let place = format!("{kind} by {sort} {order}, {count}");
                        assert_eq!(all_ids(&there), ids(&whole), "{place}");
                        back.reverse();
                        assert_eq!(all_ids(&back), ids(&whole), "back {place}");
                        for page in &there {
                            assert_eq!(page["totalResults"], whole["totalResults"], "{place}");
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn index_and_cursor_cut_the_same_order_into_pages() {
    for world in World::both().await {
        populate(&world).await;
        let query = vec![("sortBy", "title"), ("count", "2")];
        let (there, _) = Walk {
            world: &world,
            kind: "User",
            query,
        }
        .there_and_back()
        .await;
        for (number, page) in there.iter().enumerate() {
            let start = (number * 2 + 1).to_string();
            let query = [("sortBy", "title"), ("count", "2"), ("startIndex", &start)];
            assert_eq!(
                ids(&world.list("User", &query).await),
                ids(page),
                "page {number}"
            );
        }
    }
}

#[tokio::test]
async fn a_page_says_what_lies_before_and_after_it() {
    for world in World::both().await {
        let users = [
            world.user("a").await,
            world.user("b").await,
            world.user("c").await,
        ];
        let walk = Walk {
            world: &world,
            kind: "User",
            query: vec![("attributes", "id"), ("count", "2")],
        };
        let mut first = walk.page("").await.unwrap();
        let next = first["nextCursor"].take();
        let next = next.as_str().unwrap();
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        assert!(next.bytes().all(unreserved), "{next}");
        let schemas = json!(["urn:ietf:params:scim:api:messages:2.0:ListResponse"]);
        let user =
            |id: &str| json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": id});
        assert_eq!(
            first,
            json!({"schemas": schemas, "totalResults": 3, "itemsPerPage": 2, "nextCursor": null,
                "Resources": [user(&users[0]), user(&users[1])]}),
        );
        let mut second = walk.page(next).await.unwrap();
        assert!(second["previousCursor"].take().is_string());
        assert_eq!(
            second,
            json!({"schemas": schemas, "totalResults": 3, "itemsPerPage": 1,
                "previousCursor": null, "Resources": [user(&users[2])]}),
        );
        let counted = Walk {
            query: vec![("count", "0")],
            ..walk
        }
        .page("")
        .await
        .unwrap();
        assert_eq!(
            counted,
            json!({"schemas": schemas, "totalResults": 3, "itemsPerPage": 0, "Resources": []}),
        );
        let nobody = Walk {
            world: &world,
            kind: "User",
            query: vec![("filter", "userName eq \"eve\"")],
        };
        assert_eq!(
            nobody.page("").await.unwrap(),
            json!({"schemas": schemas, "totalResults": 0, "itemsPerPage": 0, "Resources": []}),
        );
    }
}

#[tokio::test]
async fn who_was_there_throughout_is_met_exactly_once_while_others_come_and_go() {
    for world in World::both().await {
        for (sort, order) in [
            ("", "ascending"),
            ("userName", "ascending"),
            ("userName", "descending"),
            ("title", "ascending"),
            ("title", "descending"),
        ] {
            come_and_go(&world, sort, order).await;
        }
    }
}

/// Between two pages, one user before the place that was reached and one behind it are removed, and
/// others join, all around.
async fn come_and_go(world: &World, sort: &str, order: &str) {
    let join = async |round: usize, letter: char| {
        let title = (!round.is_multiple_of(3)).then(|| format!("{letter}"));
        let name = format!("{letter}{round:02}-{sort}-{order}");
        let body = json!({"userName": name, "title": title});
        world.create("User", body).await.unwrap().id
    };
    let (mut staying, mut leaving) = (Vec::new(), Vec::new());
    for round in 0..12 {
        staying.push(join(round, 'k').await);
        leaving.push(join(round, 'l').await);
    }
    let filter = format!("userName ew \"-{sort}-{order}\"");
    let query = vec![
        ("sortBy", sort),
        ("sortOrder", order),
        ("count", "3"),
        ("filter", filter.as_str()),
    ];
    let walk = Walk {
        world,
        kind: "User",
        query,
    };
    let (mut met, mut cursor, mut round) = (Vec::new(), String::new(), 100);
    loop {
        let page = walk.page(&cursor).await.unwrap();
        met.extend(ids(&page));
        let Some(next) = page["nextCursor"].as_str() else {
            break;
        };
        cursor = next.to_owned();
        if !leaving.is_empty() {
            world.delete("User", &leaving.remove(0)).await.unwrap();
        }
        if let Some(last) = leaving.pop() {
            world.delete("User", &last).await.unwrap();
            for letter in ['a', 'k', 'z'] {
                join(round, letter).await;
            }
        }
        round += 1;
    }
    for id in staying {
        let times = met.iter().filter(|it| **it == id).count();
        assert_eq!(times, 1, "{id} by {sort} {order}");
    }
}

#[tokio::test]
async fn a_walk_goes_on_from_a_resource_that_is_gone() {
    for world in World::both().await {
        let users = [
            world.user("a").await,
            world.user("b").await,
            world.user("c").await,
        ];
        let walk = Walk {
            world: &world,
            kind: "User",
            query: vec![("count", "1")],
        };
        let first = walk.page("").await.unwrap();
        let second = walk
            .page(first["nextCursor"].as_str().unwrap())
            .await
            .unwrap();
        for user in &users[..2] {
            world.delete("User", user).await.unwrap();
        }
        let third = walk
            .page(second["nextCursor"].as_str().unwrap())
            .await
            .unwrap();
        assert_eq!(ids(&third), [users[2].clone()]);
        let before = walk
            .page(second["previousCursor"].as_str().unwrap())
            .await
            .unwrap();
        assert_eq!(ids(&before), Vec::<String>::new());
        assert!(before.get("previousCursor").is_none());
        let again = walk
            .page(before["nextCursor"].as_str().unwrap())
            .await
            .unwrap();
        assert_eq!(ids(&again), [users[2].clone()]);
    }
}

#[tokio::test]
async fn a_cursor_is_good_on_every_server_and_for_any_attributes() {
    for world in World::both().await {
        populate(&world).await;
        let walk = |world, query| Walk {
            world,
            kind: "User",
            query,
        };
        let page = walk(&world, vec![("count", "2")]).page("").await.unwrap();
        let cursor = page["nextCursor"].as_str().unwrap();
        let next = walk(&world, vec![("count", "2")]).page(cursor).await;
        let other = world.replica().await;
        assert_eq!(walk(&other, vec![("count", "2")]).page(cursor).await, next);
        let brief = vec![("count", "2"), ("attributes", "id")];
        let brief = walk(&world, brief).page(cursor).await.unwrap();
        assert_eq!(ids(&brief), ids(&next.unwrap()));
    }
}

#[tokio::test]
async fn a_cursor_that_was_changed_anywhere_is_refused() {
    for world in World::both().await {
        populate(&world).await;
        let asked = async |cursor: &str| {
            let parameters = parameters(&[("count", "2"), ("cursor", cursor)]);
            search(&world, &world.caller, "User", &parameters).await
        };
        let page = asked("").await.unwrap();
        let cursor = page["nextCursor"].as_str().unwrap();
        for place in 1..cursor.len() {
            let (before, after) = (&cursor[..place], &cursor[place + 1..]);
            let other = if cursor[place..].starts_with('A') {
                "B"
            } else {
                "A"
            };
            for changed in [
                before.to_owned(),
                format!("{before}{after}"),
                format!("{before}{other}{after}"),
                format!("{before}\u{df}{after}"),
                format!("{cursor}{before}"),
            ] {
                let error = asked(&changed).await.expect_err(&changed);
                let expected = Some(ScimType::InvalidCursor);
                assert_eq!(error.scim_type(), expected, "{changed}");
            }
        }
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table")]
async fn a_cursor_is_good_for_the_search_it_was_given_for_and_nothing_else() {
    for world in World::both().await {
        let neighbour = world.neighbour("fabrikam").await;
        for world in [&world, &neighbour] {
            populate(world).await;
        }
        let query = [
            ("filter", "userName pr"),
            ("sortBy", "title"),
            ("count", "2"),
        ];
        let asked = async |world: &World, kind: &str, query: &[(&str, &str)], cursor: &str| {
            let mut query = query.to_vec();
            query.push(("cursor", cursor));
            search(world, &world.caller, kind, &parameters(&query)).await
        };
        let page = asked(&world, "User", &query, "").await.unwrap();
        let cursor = page["nextCursor"].as_str().unwrap();
        // The signature's letters are as good as random: one of the two differs from any of them.
        let other = if &cursor[20..21] == "A" { "B" } else { "A" };
        let forged = format!("{}{other}{}", &cursor[..20], &cursor[21..]);
        let cut = &cursor[..cursor.len() - 1];
        let descending = ("sortOrder", "descending");
        for (world, kind, query, cursor, expected) in [
            (
                &neighbour,
                "User",
                query.to_vec(),
                cursor,
                ScimType::InvalidCursor,
            ),
            (&world, "", query.to_vec(), cursor, ScimType::InvalidCursor),
            (
                &world,
                "User",
                query[1..].to_vec(),
                cursor,
                ScimType::InvalidCursor,
            ),
            (
                &world,
                "User",
                vec![("filter", "title pr"), query[1], query[2]],
                cursor,
                ScimType::InvalidCursor,
            ),
            (
                &world,
                "User",
                vec![query[0], query[2]],
                cursor,
                ScimType::InvalidCursor,
            ),
            (
                &world,
                "User",
                vec![query[0], query[1], query[2], descending],
                cursor,
                ScimType::InvalidCursor,
            ),
            (
                &world,
                "User",
                query.to_vec(),
                &forged,
                ScimType::InvalidCursor,
            ),
            (&world, "User", query.to_vec(), cut, ScimType::InvalidCursor),
            (
                &world,
                "User",
                query.to_vec(),
                "AAAA",
                ScimType::InvalidCursor,
            ),
            (
                &world,
                "User",
                query.to_vec(),
                "no cursor!",
                ScimType::InvalidCursor,
            ),
            (
                &world,
                "User",
                query[..2].to_vec(),
                cursor,
                ScimType::InvalidCount,
            ),
            (
                &world,
                "User",
                vec![query[0], query[1], ("count", "3")],
                cursor,
                ScimType::InvalidCount,
            ),
            (
                &world,
                "User",
                vec![("count", "201")],
                "",
                ScimType::InvalidCount,
            ),
            (
                &world,
                "User",
                vec![("startIndex", "2")],
                "",
                ScimType::InvalidValue,
            ),
        ] {
            let refusal = asked(world, kind, &query, cursor).await.unwrap_err();
            let told = (refusal.status(), refusal.scim_type());
            assert_eq!(told, (400, Some(expected)), "{kind} {query:?} {cursor}");
        }
        assert!(asked(&world, "User", &[("count", "200")], "").await.is_ok());
        assert!(
            asked(&world, "User", &[("startIndex", "1")], "")
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn a_cursor_expires() {
    for world in World::both().await {
        populate(&world).await;
        let walk = Walk {
            world: &world,
            kind: "User",
            query: vec![("count", "2")],
        };
        let page = walk.page("").await.unwrap();
        let cursor = page["nextCursor"].as_str().unwrap();
        world.pass(3_600);
        assert!(walk.page(cursor).await.is_ok());
        world.pass(1);
        let refusal = walk.page(cursor).await.unwrap_err();
        assert_eq!(
            refusal.to_json(),
            json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                "status": "400", "scimType": "expiredCursor",
                "detail": "The cursor was given more than 3600 seconds ago. Begin again with an \
                           empty cursor.",
            })
        );
    }
}
