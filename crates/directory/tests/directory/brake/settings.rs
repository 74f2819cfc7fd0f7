//! What a tenant's brake is set to, and what is told of it.

use chrono::TimeDelta;
use rollcall_directory::tokens::{self, NewToken};
use rollcall_directory::{AdminError, LeaverRefusal, Refusal, brake, health, reports};
use roster::brake::{Adjustment, Flaw, Report, Settings};
use roster::{Health, JournalEntry, Status, Target};
use serde_json::json;
use storage::brakes;
use storage::journal::JournalQuery;

use super::{DAY, HOUR, People, adjust, told, work_until_done};
use crate::world::{World, at};

const NOTHING: Adjustment = Adjustment {
    on: None,
    number: None,
    percent: None,
    minimum: None,
    grace: None,
    raise_for: None,
};

async fn report(world: &World) -> Report {
    brake::show(&world.directory, world.slug()).await.unwrap()
}

async fn entries(world: &World) -> Vec<JournalEntry> {
    let query = JournalQuery {
        limit: 100,
        status: None,
        since: None,
        until: None,
        target: Some(Target::Brake),
        action: None,
    };
    let entries = reports::administration(&world.directory, world.slug(), &query).await;
    entries.unwrap()
}

#[tokio::test]
async fn a_brake_is_set_as_wanted_or_not_at_all() {
    for world in World::both().await {
        let usual = Report {
            settings: Settings::default(),
            works: true,
            held: 0,
            in_grace: 0,
            left_last_hour: 0,
        };
        assert_eq!(report(&world).await, usual);
        let wanted = Adjustment {
            number: Some(5),
            raise_for: Some(TimeDelta::hours(1)),
            ..NOTHING
        };
        let (directory, slug) = (&world.directory, world.slug());
        let previewed = brake::preview(directory, slug, wanted).await.unwrap();
        assert_eq!((previewed.settings.number, previewed.works), (5, false));
        assert_eq!(report(&world).await, usual);
        assert_eq!(entries(&world).await, Vec::new());

        let set = brake::set(directory, slug, wanted).await.unwrap();
        assert_eq!(set, previewed);
        assert_eq!(report(&world).await, set);
        let entry = entries(&world).await.remove(0);
        let changes = serde_json::to_value(&entry.changes).unwrap();
        let expected = json!([
            {"attribute": "number", "old": 20, "new": 5},
            {"attribute": "raised_until", "old": null, "new": at(HOUR)},
        ]);
        assert_eq!((entry.status, changes), (Status::Success, expected));
        let same = Adjustment {
            number: Some(5),
            ..NOTHING
        };
        adjust(&world, same).await;
        assert_eq!(entries(&world).await[0].status, Status::Skipped);

        let wrong = Adjustment {
            number: Some(3),
            percent: Some(101),
            ..NOTHING
        };
        let refused = brake::set(directory, slug, wrong).await;
        let expected = Refusal::Leavers(LeaverRefusal::BrakeUnfit(Flaw::Percent));
        assert!(matches!(refused, Err(AdminError::Refused(it)) if it == expected));
        assert_eq!(report(&world).await, set);
        assert_eq!(entries(&world).await.len(), 2);
    }
}

#[tokio::test]
async fn nobody_is_held_while_it_is_raised_and_nobody_for_that_afterwards() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        let raise = Adjustment {
            raise_for: Some(TimeDelta::hours(1)),
            ..NOTHING
        };
        adjust(&world, raise).await;
        people.leave(0..25).await;
        assert_eq!(
            people.counts().await,
            told([("left", 25), ("in_scope", 20)])
        );
        world.pass(HOUR - 25);
        assert!(report(&world).await.works);
        people.leave(25..26).await;
        assert_eq!(
            people.counts().await,
            told([("left", 26), ("in_scope", 19)])
        );

        let on = |on: bool| Adjustment {
            on: Some(on),
            number: Some(3),
            ..NOTHING
        };
        adjust(&world, on(false)).await;
        people.leave(26..36).await;
        adjust(&world, on(true)).await;
        // The one from before it was switched off counts.
        people.leave(36..37).await;
        assert_eq!(people.counts().await, told([("left", 37), ("in_scope", 8)]));
        people.leave(37..38).await;
        let counted = told([("left", 35), ("held", 3), ("in_scope", 7)]);
        assert_eq!(people.counts().await, counted);
    }
}

#[tokio::test]
async fn whom_it_holds_is_told_and_needs_attention() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        token(&world).await;
        people.leave(0..19).await;
        assert_eq!(report(&world).await.left_last_hour, 19);
        people.leave(19..20).await;
        let after = report(&world).await;
        assert_eq!((after.held, after.left_last_hour), (20, 20));
        let health = health::of_tenant(&world.directory, world.slug())
            .await
            .unwrap();
        assert_eq!(health.health, Health::Attention);
        let reasons: Vec<String> = health.reasons.iter().map(|it| it.sentence()).collect();
        let expected = "leavers that the brake holds until somebody decides: 20";
        assert_eq!(reasons, [expected]);
        world.pass(HOUR);
        let later = report(&world).await;
        assert_eq!((later.held, later.left_last_hour), (20, 0));
    }
}

/// A token without end, so that the tenant is well.
async fn token(world: &World) {
    let token = NewToken {
        id: "token".to_owned(),
        hash: "hash".to_owned(),
        fast_hash: None,
        label: None,
        end: tokens::End::Never,
    };
    let registered = tokens::register(&world.directory, world.slug(), token).await;
    registered.unwrap();
}

#[tokio::test]
async fn it_is_told_once_when_it_trips_and_once_a_day_as_long_as_it_holds_somebody() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        let is_due = async || {
            let (reader, now) = (world.directory.database().reader(), world.directory.now());
            !brakes::to_tell(reader, now, 10).await.unwrap().is_empty()
        };
        people.leave(0..19).await;
        assert!(!is_due().await);
        people.leave(19..21).await;
        assert!(is_due().await);
        work_until_done(&world.replica().await).await;
        assert!(!is_due().await);
        world.pass(DAY / 2);
        people.leave(21..22).await;
        world.pass(DAY / 2 - 2);
        assert!(!is_due().await, "one more who leaves is no news");
        world.pass(1);
        assert!(is_due().await);
        work_until_done(&world).await;
        assert!(!is_due().await);

        // All are back, and then another burst comes on the same day.
        for number in 0..22 {
            people.set_active(number, true).await;
        }
        people.leave(22..42).await;
        assert!(is_due().await);
        work_until_done(&world).await;
        for number in 22..42 {
            people.set_active(number, true).await;
        }
        for _ in 0..3 {
            world.pass(DAY);
            work_until_done(&world).await;
            assert!(!is_due().await);
        }
    }
}
