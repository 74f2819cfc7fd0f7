//! Exceptions begin, end and fall due by themselves, and so do first and last days.

use chrono::TimeDelta;
use roster::exception::{Draft, Kind};
use roster::scope::Effect;
use serde_json::json;

use super::{add, choose, day, draft, listed, pin, status, try_add};
use crate::world::World;

const DAY: i64 = 86_400;

/// What a contact is and has, and whether an exception is due.
type Seen = (String, Option<String>, bool);

/// What is seen of Ann from day to day over a year, each with the first day of it.
async fn year(world: &World) -> Vec<(i64, Seen)> {
    let mut seen: Vec<(i64, Seen)> = Vec::new();
    for day in 0..=365 {
        while world.directory.work("runner").await.unwrap() {}
        let contact = world.contact_named("ann").await;
        let title = contact["title"].as_str().map(str::to_owned);
        let due = !listed(world, true).await.is_empty();
        let status = contact["status"].as_str().unwrap().to_owned();
        let now = (status, title, due);
        if seen.last().is_none_or(|(_, last)| *last != now) {
            seen.push((day, now));
        }
        world.pass(DAY);
    }
    seen
}

fn expected(days: &[(i64, &str, Option<&str>, bool)]) -> Vec<(i64, Seen)> {
    let days = days.iter();
    days.map(|(day, status, title, due)| {
        let seen = ((*status).to_owned(), title.map(str::to_owned), *due);
        (*day, seen)
    })
    .collect()
}

fn between(world: &World, kind: Kind, (from, until): (i64, i64)) -> Draft {
    Draft {
        from: day(world, from),
        until: day(world, until),
        ..draft(kind)
    }
}

#[tokio::test]
async fn over_a_year_everything_begins_ends_and_falls_due_by_itself() {
    for world in World::both().await {
        world.user("ann").await;
        let reviewed = Draft {
            review: day(&world, 110),
            ..between(&world, Kind::Exclude, (90, 120))
        };
        for draft in [
            between(&world, Kind::Leave, (30, 60)),
            between(&world, Kind::Leave, (300, 310)),
            reviewed,
            between(&world, pin("title", "Head"), (150, 200)),
            between(&world, pin("external_state", "disabled"), (250, 260)),
        ] {
            try_add(&world, "ann", draft).await.unwrap();
        }
        let head = Some("Head");
        let days = expected(&[
            (0, "in_scope", None, false),
            (30, "on_leave", None, false),
            (60, "in_scope", None, false),
            (90, "out_of_scope", None, false),
            (110, "out_of_scope", None, true),
            (120, "in_scope", None, false),
            (150, "in_scope", head, false),
            (200, "in_scope", None, false),
            (250, "left", None, false),
            (260, "in_scope", None, false),
            (300, "on_leave", None, false),
            (310, "in_scope", None, false),
        ]);
        assert_eq!(year(&world).await, days);
        let states = listed(&world, false).await;
        assert!(states.iter().all(|it| it["state"] == "over"), "{states:?}");
    }
}

#[tokio::test]
async fn whom_rules_keep_out_waits_for_the_beginning_of_an_exception() {
    for world in World::both().await {
        choose(&world, &[(Effect::Include, "department eq \"Risk\"")]).await;
        world.user("ann").await;
        assert_eq!(status(&world, "ann").await, "out_of_scope");
        let include = between(&world, Kind::Include, (10, 20));
        try_add(&world, "ann", include).await.unwrap();
        let days = expected(&[
            (0, "not_started", None, false),
            (10, "in_scope", None, false),
            (20, "out_of_scope", None, false),
        ]);
        assert_eq!(year(&world).await, days);
    }
}

#[tokio::test]
async fn nobody_trains_before_the_first_day_or_after_the_last() {
    for world in World::both().await {
        world.user("ann").await;
        let date = |days| {
            let at = world.directory.now() + TimeDelta::days(days);
            at.date_naive().to_string()
        };
        let (first, last) = (date(40), date(99));
        add(&world, "ann", pin("hire_date", &first)).await;
        add(&world, "ann", pin("leave_date", &last)).await;
        let contact = world.contact().await;
        assert_eq!(contact["hire_date"], first.as_str());
        assert_eq!(contact["pinned"], json!(["hire_date", "leave_date"]));
        // Days begin in UTC, and the clock stands in the afternoon.
        let days = expected(&[
            (0, "not_started", None, false),
            (40, "in_scope", None, false),
            (100, "left", None, false),
        ]);
        assert_eq!(year(&world).await, days);
        add(&world, "ann", pin("external_state", "active")).await;
        assert_eq!(status(&world, "ann").await, "in_scope");
    }
}
