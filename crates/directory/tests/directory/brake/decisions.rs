//! What somebody decides about those who are held, or who left.

use rollcall_directory::held::{self, Verdict};
use rollcall_directory::leavers::{self, LeaverPages};
use rollcall_directory::{AdminError, LeaverRefusal, Refusal, reports};
use roster::scope::Status;
use roster::{Action, Contact, Target};
use serde_json::{Value, json};
use storage::exceptions;
use storage::journal::JournalQuery;

use super::{DAY, HOUR, People, held_ids, name, told, work_until_done};
use crate::world::{World, at};

/// Decides about some of those who are held, or about all, and tells how many that were.
async fn decide(world: &World, only: &[&str], verdict: Verdict) -> Result<usize, AdminError> {
    let names: Vec<String> = only.iter().map(|it| (*it).to_owned()).collect();
    let only = (!names.is_empty()).then_some(names.as_slice());
    let decided = held::decide(&world.directory, world.slug(), only, verdict).await?;
    Ok(decided.count())
}

/// Twenty of so many people left within an hour.
async fn burst(world: &World, count: usize) -> People<'_> {
    let people = People::join(world, count).await;
    people.leave(0..20).await;
    people
}

/// What the journal has of acts on contacts, the newest first.
async fn acts(world: &World) -> Vec<(Action, Option<String>, Vec<Value>)> {
    let query = JournalQuery {
        limit: 1_000,
        status: None,
        since: None,
        until: None,
        target: Some(Target::Contact),
        action: None,
    };
    let entries = reports::administration(&world.directory, world.slug(), &query).await;
    let entries = entries.unwrap().into_iter().map(|entry| {
        let changes = entry.changes.iter();
        let changes = changes
            .map(|it| serde_json::to_value(it).unwrap())
            .collect();
        (entry.action, entry.target_name, changes)
    });
    entries.collect()
}

async fn exceptions_of(world: &World, name: &str) -> Vec<Value> {
    let contact = world.contact_named(name).await;
    let reader = world.directory.database().reader();
    let id = contact["id"].as_str().unwrap();
    let all = exceptions::of_contact(reader, world.caller.tenant, id).await;
    all.unwrap()
        .iter()
        .map(|it| serde_json::to_value(it).unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_released_takes_effect_and_is_counted_no_longer() {
    for world in World::both().await {
        let people = burst(&world, 45).await;
        world.pass(10);
        assert_eq!(
            decide(&world, &["p003", "p004"], Verdict::Release)
                .await
                .unwrap(),
            2
        );
        assert_eq!(
            people.counts().await,
            told([("left", 2), ("held", 18), ("in_scope", 25)])
        );
        let gone = world.contact_named("p003").await;
        assert_eq!(
            (&gone["in_scope"], &gone["held_since"]),
            (&json!(false), &json!(null))
        );
        assert_eq!(gone["disabled_at"], at(2 * HOUR + 4));
        let change = json!({"attribute": "status", "old": "held", "new": "left"});
        let expected = (Action::Release, Some("p004".to_owned()), vec![change]);
        assert_eq!(acts(&world).await[0], expected);

        assert_eq!(decide(&world, &[], Verdict::Release).await.unwrap(), 18);
        assert_eq!(decide(&world, &[], Verdict::Release).await.unwrap(), 0);
        assert_eq!(
            people.counts().await,
            told([("left", 20), ("in_scope", 25)])
        );
        people.leave(20..39).await;
        assert_eq!(people.counts().await, told([("left", 39), ("in_scope", 6)]));
        people.leave(39..40).await;
        let counted = told([("left", 20), ("held", 20), ("in_scope", 5)]);
        assert_eq!(people.counts().await, counted);
    }
}

#[tokio::test]
async fn nothing_is_decided_if_somebody_is_named_who_is_not_held() {
    for world in World::both().await {
        let people = burst(&world, 45).await;
        for verdict in [Verdict::Release, Verdict::Reject] {
            let refused = decide(&world, &["p001", "p030"], verdict).await;
            let (who, status) = ("p030".to_owned(), Status::InScope);
            let expected = Refusal::Leavers(LeaverRefusal::NotHeld { who, status });
            assert!(matches!(refused, Err(AdminError::Refused(it)) if it == expected));
            let missing = decide(&world, &["p001", "nobody"], verdict).await;
            assert!(matches!(missing, Err(AdminError::Missing(_))));
        }
        assert_eq!(
            people.counts().await,
            told([("held", 20), ("in_scope", 25)])
        );
        assert_eq!(acts(&world).await, Vec::new());
    }
}

#[tokio::test]
async fn who_is_rejected_stays_by_a_pin_that_is_reviewed_after_thirty_days() {
    for world in World::both().await {
        let people = burst(&world, 45).await;
        world.pass(10);
        let now = 2 * HOUR + 30;
        assert_eq!(decide(&world, &["p000"], Verdict::Reject).await.unwrap(), 1);
        let made = exceptions_of(&world, "p000").await;
        let [pin] = made.as_slice() else {
            panic!("{made:?}")
        };
        let told_of = ["kind", "field", "value", "review", "until", "approved_by"];
        let told_of = told_of.map(|field| pin[field].clone());
        let review = at(now + 30 * DAY);
        let expected = ["pin", "external_state", "active", &review];
        assert_eq!(told_of[..4], expected.map(|it| json!(it)));
        assert_eq!(told_of[4..], [json!(null), json!("rollcall")]);

        let stays = world.contact_named("p000").await;
        assert_eq!(
            (&stays["status"], &stays["held_since"]),
            (&json!("in_scope"), &json!(null))
        );
        assert_eq!(stays["external_state"], "disabled");
        assert_eq!(stays["disabled_at"], at(2 * HOUR + 1));
        let acts = acts(&world).await;
        assert_eq!(acts[0].0, Action::Reject);
        let status = json!({"attribute": "status", "old": "held", "new": "in_scope"});
        let by = json!({"attribute": "exceptions", "old": null, "new": [pin["id"]]});
        assert_eq!(acts[0].2, [status, by]);

        // What is pushed of them later changes nothing of it.
        world.set(&people.users[0], "title", json!("Analyst")).await;
        people.set_active(0, true).await;
        people.set_active(0, false).await;
        assert_eq!(world.contact_named("p000").await["status"], "in_scope");
        assert_eq!(decide(&world, &[], Verdict::Reject).await.unwrap(), 19);
        world.pass(31 * DAY);
        work_until_done(&world).await;
        assert_eq!(people.counts().await, told([("in_scope", 45)]));
        assert_eq!(held_ids(&world).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn who_was_deleted_stays_too_and_is_the_same_when_pushed_anew() {
    for world in World::both().await {
        let people = People::join(&world, 45).await;
        for user in &people.users[..20] {
            world.delete("User", user).await.unwrap();
        }
        assert_eq!(decide(&world, &[], Verdict::Reject).await.unwrap(), 20);
        assert_eq!(people.counts().await, told([("in_scope", 45)]));
        let before = world.contact_named(&name(0)).await;
        world.create("User", super::person(0)).await.unwrap();
        let after = world.contact_named(&name(0)).await;
        assert_eq!(
            (&after["id"], &after["status"]),
            (&before["id"], &json!("in_scope"))
        );
        assert_eq!(after["external_state"], "active");
    }
}

async fn names(pages: &mut LeaverPages<'_>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        let shown = |contact: Contact| contact.display_name.unwrap();
        names.extend(page.into_iter().map(shown));
    }
    names
}

#[tokio::test]
async fn leavers_are_listed_and_brought_back_one_by_one() {
    for world in World::both().await {
        let people = People::join(&world, 10).await;
        people.leave(0..1).await;
        world.pass(DAY);
        people.leave(1..3).await;
        let (directory, slug) = (&world.directory, world.slug());
        let leavers = async |seconds: i64| {
            let since = directory.now() - chrono::TimeDelta::seconds(seconds);
            names(&mut LeaverPages::of(directory, slug, since).await.unwrap()).await
        };
        assert_eq!(leavers(HOUR).await, ["p001", "p002"]);
        assert_eq!(leavers(2 * DAY).await, ["p000", "p001", "p002"]);

        let before = world.contacts().await;
        let told_of = leavers::bring_back(directory, slug, "p001", true)
            .await
            .unwrap();
        assert_eq!(
            (told_of.contact.status, told_of.exceptions.len()),
            (Status::Left, 1)
        );
        assert_eq!(world.contacts().await, before);
        assert_eq!(exceptions_of(&world, "p001").await, Vec::<Value>::new());
        let back = leavers::bring_back(directory, slug, "p001", false)
            .await
            .unwrap();
        assert_eq!(
            (back.contact.status, back.exceptions.len()),
            (Status::InScope, 1)
        );
        assert_eq!(leavers(2 * DAY).await, ["p000", "p002"]);
        assert_eq!(acts(&world).await[0].0, Action::BringBack);

        for who in ["p001", "p005"] {
            let refused = leavers::bring_back(directory, slug, who, false).await;
            let (who, status) = (who.to_owned(), Status::InScope);
            let expected = Refusal::Leavers(LeaverRefusal::NotLeft { who, status });
            assert!(matches!(refused, Err(AdminError::Refused(it)) if it == expected));
        }
    }
}
