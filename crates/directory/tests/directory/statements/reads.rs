//! What clients read.

use super::population::{Population, mark};
use super::watch::Watch;
use crate::world::parameters;

/// Single resources, and searches for what hardly two have in common.
pub(super) async fn searches(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    let (world, copy) = (watch.world, copy + 3);
    let (user, group) = (people.user(copy, 1), people.group(copy, 0));
    watch
        .over("get a user", world.get("User", &user))
        .await
        .unwrap();
    watch
        .over("get a group", world.get("Group", &group))
        .await
        .unwrap();
    let mark = mark(copy);
    for (kind, filter) in [
        ("User", format!("id eq \"{user}\"")),
        (
            "User",
            format!("userName eq \"Person-1-{mark}@contoso.example\""),
        ),
        ("User", format!("externalId eq \"person-1-{mark}\"")),
        ("User", format!("displayName eq \"person-1-{mark}\"")),
        (
            "User",
            format!("emails.value eq \"person-1-{mark}@mail.example\""),
        ),
        (
            "User",
            format!("emails[type eq \"work\" and value eq \"person-1-{mark}@mail.example\"]"),
        ),
        ("User", format!("groups.value eq \"{group}\"")),
        ("Group", format!("displayName eq \"Group 0 {mark}\"")),
        ("Group", format!("members.value eq \"{user}\"")),
        (
            "Group",
            format!("id eq \"{group}\" and members eq \"{user}\""),
        ),
    ] {
        let name = format!("search a {kind} by {}", filter.split(" eq").next().unwrap());
        let query = [("filter", filter.as_str())];
        let found = watch.over(&name, world.list(kind, &query)).await;
        assert!(found["totalResults"].as_u64() > Some(0), "{filter}");
    }
    let query = parameters(&[("filter", "displayName eq \"Everybody\"")]);
    let all = world.directory.search_all(&world.caller, &query);
    watch.over("search all types", all).await.unwrap();
}

/// Pages of everything there is.
pub(super) async fn lists(watch: &mut Watch<'_>, copy: u32) {
    let world = watch.world;
    let after = format!("meta.lastModified gt \"2126-01-01T00:00:00Z\" and title ne \"{copy}\"");
    for (name, kind, query) in [
        ("list users", "User", &[("count", "10")][..]),
        (
            "list sorted users",
            "User",
            &[("sortBy", "userName"), ("count", "10")],
        ),
        (
            "list users from a cursor",
            "User",
            &[("cursor", ""), ("count", "10")],
        ),
        ("list groups", "Group", &[("count", "10")]),
        (
            "list users by title",
            "User",
            &[("filter", "title co \"x\""), ("count", "10")],
        ),
        (
            "list users changed since",
            "User",
            &[("filter", after.as_str())],
        ),
    ] {
        let found = watch.over(name, world.list(kind, query)).await;
        assert!(
            found["Resources"].is_array() || found["totalResults"] == 0,
            "{name}"
        );
    }
}
