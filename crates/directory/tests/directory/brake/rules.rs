//! Bursts of people who fall out of scope: by their groups, and by rules as pushes change them.

use rollcall_directory::rosters::{self, Change, RuleDraft};
use roster::brake::Adjustment;
use roster::scope::Effect;
use serde_json::{Value, json};

use super::{HOUR, People, adjust, counts, told, work_until_done};
use crate::world::{ENTERPRISE, World};

/// Has a rule decide from now on, which an administrator applies to those who are there.
async fn decide(world: &World, effect: Effect, filter: &str) {
    apply(world, effect, filter).await;
    work_until_done(world).await;
}

/// The same, and those who are there have yet to follow.
async fn apply(world: &World, effect: Effect, filter: &str) {
    let rule = RuleDraft {
        name: "The rule".to_owned(),
        effect,
        filter: filter.to_owned(),
        enabled: true,
    };
    let change = Change::Rules(vec![rule]);
    rosters::change(&world.directory, world.slug(), change)
        .await
        .unwrap();
}

fn members(op: &str, users: &[String]) -> Value {
    let users: Vec<Value> = users.iter().map(|id| json!({"value": id})).collect();
    json!([{"op": op, "path": "members", "value": users}])
}

/// A group that a rule takes people in by.
async fn staff(world: &World, people: &People<'_>, filter: &str) -> String {
    let users: Vec<&str> = people.users.iter().map(String::as_str).collect();
    let group = world.group("Staff", &users).await;
    decide(world, Effect::Include, filter).await;
    world.pass(2 * HOUR);
    group
}

#[tokio::test]
async fn members_whom_a_group_loses_count_where_a_rule_looks_at_it() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        let group = staff(&world, &people, "groups.slug eq \"staff\"").await;
        assert_eq!(people.counts().await, told([("in_scope", 45)]));
        let remove = |users: &[String]| members("remove", users);
        world
            .patch("Group", &group, remove(&people.users[..19]))
            .await
            .unwrap();
        assert_eq!(
            people.counts().await,
            told([("out_of_scope", 19), ("in_scope", 26)])
        );
        world
            .patch("Group", &group, remove(&people.users[19..20]))
            .await
            .unwrap();
        assert_eq!(
            people.counts().await,
            told([("held", 20), ("in_scope", 25)])
        );
        let held = world.contact_named("p000").await;
        assert_eq!(
            (&held["external_state"], &held["disabled_at"]),
            (&json!("active"), &json!(null))
        );
        assert_eq!(held["groups"], json!([]));
        // They come back into the group, and stay.
        world
            .patch("Group", &group, members("add", &people.users[..20]))
            .await
            .unwrap();
        assert_eq!(people.counts().await, told([("in_scope", 45)]));
    }
}

#[tokio::test]
async fn one_request_that_takes_a_group_its_members_has_all_of_them_held() {
    // A rule that is bound to a group would be broken by this, and keep everybody.
    let by_name = "groups.slug sw \"staff\"";
    for world in World::both().await {
        let people = People::join(&world, 30).await;
        let group = staff(&world, &people, by_name).await;
        let none = json!([{"op": "remove", "path": "members"}]);
        world.patch("Group", &group, none).await.unwrap();
        assert_eq!(people.counts().await, told([("held", 30)]));

        let other = world.neighbour("other").await;
        let people = People::join(&other, 30).await;
        let group = staff(&other, &people, by_name).await;
        other.delete("Group", &group).await.unwrap();
        assert_eq!(people.counts().await, told([("held", 30)]));
    }
}

#[tokio::test]
async fn a_rule_that_loses_people_as_pushes_change_them_is_held() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        decide(&world, Effect::Exclude, "department eq \"Sales\"").await;
        let path = format!("{ENTERPRISE}:department");
        for user in &people.users[..19] {
            world.set(user, &path, json!("Sales")).await;
        }
        assert_eq!(
            people.counts().await,
            told([("out_of_scope", 19), ("in_scope", 26)])
        );
        // One who leaves makes twenty as well.
        people.leave(44..45).await;
        assert_eq!(
            people.counts().await,
            told([("held", 20), ("in_scope", 25)])
        );
        world.set(&people.users[0], &path, json!("Risk")).await;
        assert_eq!(
            people.counts().await,
            told([("held", 19), ("in_scope", 26)])
        );
    }
}

#[tokio::test]
async fn what_an_administrator_applied_is_neither_counted_nor_held() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        let path = format!("{ENTERPRISE}:department");
        for user in &people.users[..40] {
            world.set(user, &path, json!("Sales")).await;
        }
        decide(&world, Effect::Exclude, "department eq \"Sales\"").await;
        assert_eq!(
            counts(&world).await,
            told([("out_of_scope", 40), ("in_scope", 5)])
        );
        people.leave(40..44).await;
        let after = told([("out_of_scope", 40), ("left", 4), ("in_scope", 1)]);
        assert_eq!(people.counts().await, after);
    }
}

#[tokio::test]
async fn who_is_pushed_before_an_applied_rule_reached_them_is_neither_counted_nor_held() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        let path = format!("{ENTERPRISE}:department");
        for user in &people.users[..40] {
            world.set(user, &path, json!("Sales")).await;
        }
        apply(&world, Effect::Exclude, "department eq \"Sales\"").await;
        for user in &people.users[..30] {
            world.set(user, "title", json!("Lead")).await;
        }
        people.leave(30..35).await;
        let meanwhile = told([("out_of_scope", 30), ("left", 5), ("in_scope", 10)]);
        assert_eq!(people.counts().await, meanwhile);
        work_until_done(&world).await;
        let after = told([("out_of_scope", 35), ("left", 5), ("in_scope", 5)]);
        assert_eq!(people.counts().await, after);
        // What a push makes of somebody counts as ever.
        let few = brake_at(2);
        adjust(&world, few).await;
        for user in &people.users[40..42] {
            world.set(user, &path, json!("Sales")).await;
        }
        let held = told([
            ("out_of_scope", 35),
            ("left", 5),
            ("held", 2),
            ("in_scope", 3),
        ]);
        assert_eq!(people.counts().await, held);
    }
}

fn brake_at(number: u32) -> Adjustment {
    Adjustment {
        number: Some(number),
        ..Adjustment::default()
    }
}
