//! Bursts around each threshold, in one request and in many.

use roster::brake::Adjustment;
use serde_json::{Value, json};

use super::{HOUR, People, adjust, counts, held_ids, name, person, told};
use crate::world::{World, at};

#[tokio::test]
async fn the_twentieth_leaver_within_an_hour_has_all_twenty_held() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        people.leave(0..19).await;
        assert_eq!(
            people.counts().await,
            told([("left", 19), ("in_scope", 26)])
        );
        people.leave(19..20).await;
        assert_eq!(
            people.counts().await,
            told([("held", 20), ("in_scope", 25)])
        );
        // The directory's word is kept as it was said.
        let start = 2 * HOUR;
        for (number, second) in [(0, 1), (19, 20)] {
            let contact = world.contact_named(&name(number)).await;
            assert_eq!(contact["external_state"], "disabled");
            assert_eq!(contact["disabled_at"], at(start + second));
            assert_eq!(contact["in_scope"], true);
            assert_eq!(contact["held_since"], at(start + 20));
        }
        people.leave(20..21).await;
        assert_eq!(
            people.counts().await,
            told([("held", 21), ("in_scope", 24)])
        );
        assert_eq!(held_ids(&world).await.len(), 21);
        // Nothing more is said of those who are held already.
        let before = world.contact_named(&name(0)).await;
        world.pass(60);
        people.set_active(0, false).await;
        assert_eq!(world.contact_named(&name(0)).await, before);
    }
}

#[tokio::test]
async fn from_fifty_people_on_a_tenth_of_them_is_held() {
    for world in World::both().await {
        let people = People::join(&world, 50).await;
        people.leave(0..4).await;
        assert_eq!(people.counts().await, told([("left", 4), ("in_scope", 46)]));
        people.leave(4..5).await;
        assert_eq!(people.counts().await, told([("held", 5), ("in_scope", 45)]));

        let fewer = world.neighbour("fewer").await;
        let people = People::join(&fewer, 49).await;
        people.leave(0..19).await;
        assert_eq!(
            people.counts().await,
            told([("left", 19), ("in_scope", 30)])
        );
        // The neighbour's leavers are not counted here, nor these there.
        assert_eq!(counts(&world).await, told([("held", 5), ("in_scope", 45)]));
    }
}

#[tokio::test]
async fn what_lies_further_back_than_an_hour_is_neither_counted_nor_held() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        people.leave(0..10).await;
        world.pass(HOUR - 9);
        // The first of them lies an hour back now.
        people.leave(10..20).await;
        assert_eq!(
            people.counts().await,
            told([("left", 20), ("in_scope", 25)])
        );
        world.pass(HOUR);
        people.leave(20..40).await;
        let counted = told([("left", 20), ("held", 20), ("in_scope", 5)]);
        assert_eq!(people.counts().await, counted);
        world.pass(2 * HOUR);
        people.leave(40..41).await;
        let later = told([("left", 21), ("held", 20), ("in_scope", 4)]);
        assert_eq!(people.counts().await, later);
    }
}

#[tokio::test]
async fn a_bulk_request_that_disables_and_deletes_many_is_held() {
    for world in World::both().await {
        let people = People::join(&world, 30).await;
        let act = |(number, user): (usize, &String)| {
            let path = format!("/Users/{user}");
            if number % 2 == 0 {
                return json!({"method": "DELETE", "path": path});
            }
            let disable = json!([{"op": "replace", "path": "active", "value": false}]);
            json!({"method": "PATCH", "path": path, "data": {"Operations": disable}})
        };
        let acts: Vec<Value> = people.users[..20].iter().enumerate().map(act).collect();
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": acts,
        });
        let answer = world
            .directory
            .bulk(&world.caller, body.into())
            .await
            .unwrap();
        for done in answer["Operations"].as_array().unwrap() {
            assert!(done["status"].as_str().unwrap().starts_with('2'), "{done}");
        }
        assert_eq!(
            people.counts().await,
            told([("held", 20), ("in_scope", 10)])
        );
    }
}

#[tokio::test]
async fn when_entra_restarts_and_pushes_everybody_anew_nobody_leaves() {
    for world in World::both().await {
        let mut people = People::join(&world, 60).await;
        let before = world.contacts().await;
        // Some are deleted at once, the others disabled first.
        people.leave(20..60).await;
        for user in &people.users {
            world.pass(1);
            world.delete("User", user).await.unwrap();
        }
        assert_eq!(people.counts().await, told([("held", 60)]));
        for (number, user) in people.users.iter_mut().enumerate() {
            world.pass(1);
            *user = world.create("User", person(number)).await.unwrap().id;
        }
        assert_eq!(people.counts().await, told([("in_scope", 60)]));
        assert_eq!(held_ids(&world).await, Vec::<String>::new());
        let ids = |contacts: &[Value]| -> Vec<Value> {
            contacts
                .iter()
                .map(|contact| contact["id"].clone())
                .collect()
        };
        assert_eq!(ids(&world.contacts().await), ids(&before));
        // All is as if nothing had been: five are no tenth.
        people.leave(0..5).await;
        assert_eq!(people.counts().await, told([("left", 5), ("in_scope", 55)]));
    }
}

#[tokio::test]
async fn who_comes_back_while_held_stays_and_is_counted_no_longer() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        people.leave(0..20).await;
        people.set_active(7, true).await;
        let back = world.contact_named(&name(7)).await;
        assert_eq!(back["status"], "in_scope");
        assert_eq!(
            (&back["held_since"], &back["disabled_at"]),
            (&json!(null), &json!(null))
        );
        assert_eq!(
            people.counts().await,
            told([("held", 19), ("in_scope", 26)])
        );
        for number in (0..20).filter(|number| *number != 7) {
            people.set_active(number, true).await;
        }
        people.leave(20..39).await;
        assert_eq!(
            people.counts().await,
            told([("left", 19), ("in_scope", 26)])
        );
    }
}

#[tokio::test]
async fn a_burst_takes_those_with_it_who_wait_in_their_grace() {
    for world in World::both().await {
        let grace = Adjustment {
            grace: Some(chrono::TimeDelta::days(2)),
            ..Adjustment::default()
        };
        adjust(&world, grace).await;
        let people = People::join(&world, 45).await;
        people.leave(0..1).await;
        assert_eq!(people.counts().await, told([("held", 1), ("in_scope", 44)]));
        world.pass(2 * super::DAY - 1);
        super::work_until_done(&world).await;
        assert_eq!(people.counts().await, told([("held", 1), ("in_scope", 44)]));
        world.pass(1);
        super::work_until_done(&world).await;
        assert_eq!(people.counts().await, told([("left", 1), ("in_scope", 44)]));

        people.leave(1..21).await;
        world.pass(3 * super::DAY);
        super::work_until_done(&world).await;
        let counted = told([("left", 1), ("held", 20), ("in_scope", 24)]);
        assert_eq!(people.counts().await, counted);
    }
}
