//! What a contact was over time, and what was asked to be written of a person.

use rollcall_directory::pages::JournalPages;
use rollcall_directory::{AdminError, Missing, history, names};
use roster::{JournalEntry, Status};
use serde_json::{Value, json};
use storage::journal::JournalQuery;

use crate::world::{World, at};

const ALL: JournalQuery = JournalQuery {
    limit: 100,
    status: None,
    since: None,
    until: None,
    target: None,
    action: None,
};

async fn history_of(world: &World, who: &str) -> Vec<Value> {
    let revisions = history::of_contact(&world.directory, world.slug(), who).await;
    let revisions = revisions.unwrap().into_iter();
    revisions
        .map(|it| serde_json::to_value(it).unwrap())
        .collect()
}

fn change(attribute: &str, old: Value, new: Value) -> Value {
    json!({"attribute": attribute, "old": old, "new": new})
}

#[tokio::test]
async fn each_version_says_what_changed_and_the_newest_is_first() {
    for world in World::both().await {
        let user = world.user("ann@x.example").await;
        world.pass(60);
        world.set(&user, "title", json!("Clerk")).await;
        world.pass(60);
        world.set(&user, "active", json!(false)).await;
        world.pass(60);
        world.set(&user, "active", json!(true)).await;
        world.pass(60);
        world.delete("User", &user).await.unwrap();
        let told = history_of(&world, "ann@x.example").await;
        let times: Vec<[&Value; 2]> = told
            .iter()
            .map(|it| [&it["valid_from"], &it["valid_until"]])
            .collect();
        let (t0, t1, t2) = (json!(at(0)), json!(at(60)), json!(at(120)));
        let (t3, t4, open) = (json!(at(180)), json!(at(240)), Value::Null);
        assert_eq!(
            times,
            [[&t4, &open], [&t3, &t4], [&t2, &t3], [&t1, &t2], [&t0, &t1]]
        );
        let actions: Vec<&Value> = told.iter().map(|it| &it["action"]).collect();
        assert_eq!(actions, ["delete", "enable", "disable", "update", "create"]);
        let versions: Vec<&Value> = told.iter().map(|it| &it["version"]).collect();
        assert_eq!(versions, [5, 4, 3, 2, 1]);
        let title = change("title", Value::Null, json!("Clerk"));
        assert_eq!(told[3]["changes"], json!([title]));
        let enabled = change("external_state", json!("disabled"), json!("active"));
        let status = change("status", json!("left"), json!("in_scope"));
        assert_eq!(told[1]["changes"], json!([enabled, status]));
        let first = told[4]["changes"].as_array().unwrap();
        for expected in [
            change("external_state", Value::Null, json!("active")),
            change("source", Value::Null, json!("scim")),
            change("user_id", Value::Null, json!(user)),
            change("addresses", Value::Null, json!(["ann@x.example"])),
            change("user_name", Value::Null, json!("ann@x.example")),
        ] {
            assert!(first.contains(&expected), "{expected} in {first:?}");
        }
        let gone = change("user_id", json!(user), Value::Null);
        assert!(told[0]["changes"].as_array().unwrap().contains(&gone));
    }
}

#[tokio::test]
async fn a_leaver_keeps_the_groups_of_that_time() {
    for world in World::both().await {
        let user = world.user("ann").await;
        world.group("Finance", &[&user]).await;
        world.pass(60);
        world.set(&user, "active", json!(false)).await;
        let told = history_of(&world, "ann").await;
        let left = change("groups_at_leave", Value::Null, json!(["finance"]));
        assert!(told[0]["changes"].as_array().unwrap().contains(&left));
    }
}

async fn entries_about(world: &World, who: &str, query: &JournalQuery) -> Vec<JournalEntry> {
    let directory = &world.directory;
    let pages = JournalPages::of_person(directory, world.slug(), who, query).await;
    let (mut pages, mut entries) = (pages.unwrap(), Vec::new());
    while let Some(page) = pages.next_page().await.unwrap() {
        entries.extend(page);
    }
    entries
}

#[tokio::test]
async fn the_journal_of_a_person_tells_of_every_user_that_stood_for_it() {
    for world in World::both().await {
        let first = world.user("ann").await;
        world.user("bob").await;
        let again = world.create("User", json!({"userName": "ann"})).await;
        assert_eq!(again.unwrap_err().status(), 409);
        world.group("ann", &[&first]).await;
        world.delete("User", &first).await.unwrap();
        let second = world.user("ann").await;
        world.set(&second, "userName", json!("ann.lee")).await;
        let told = entries_about(&world, "ann.lee", &ALL).await;
        let told: Vec<_> = told
            .iter()
            .map(|it| (it.action.as_str(), it.target_id.clone(), it.status))
            .collect();
        let (first, second) = (Some(first), Some(second));
        let expected = [
            ("update", second.clone(), Status::Success),
            ("create", second, Status::Success),
            ("delete", first.clone(), Status::Success),
            ("create", None, Status::Failure),
            ("create", first, Status::Success),
        ];
        assert_eq!(told, expected);
        let some = JournalQuery {
            limit: 1,
            status: Some(Status::Failure),
            ..ALL
        };
        assert_eq!(entries_about(&world, "ann.lee", &some).await.len(), 1);
    }
}

#[tokio::test]
async fn nobody_has_no_history_and_no_journal() {
    for world in World::both().await {
        let (directory, slug) = (&world.directory, world.slug());
        let history = history::of_contact(directory, slug, "nobody").await;
        let journal = JournalPages::of_person(directory, slug, "nobody", &ALL).await;
        for error in [history.err(), journal.err()] {
            let is_missing = matches!(error, Some(AdminError::Missing(Missing::Contact { ref who, .. })) if who == "nobody");
            assert!(is_missing, "{error:?}");
        }
    }
}

#[tokio::test]
async fn members_are_named_as_far_as_they_are_known() {
    for world in World::both().await {
        let body = json!({"userName": "ann", "displayName": "Ann Lee"});
        let ann = world.create("User", body).await.unwrap().id;
        let bob = world.user("bob").await;
        let inner = world.group("Payroll", &[&ann]).await;
        world.group("Finance", &[&ann, &bob, &inner]).await;
        let entries = entries_of_all(&world).await;
        let names = names::of_members(&world.directory, world.slug(), &entries, 10).await;
        let names = names.unwrap();
        let name = |id: &str| names.get(id).map(String::as_str);
        let told = [name(&ann), name(&bob), name(&inner)];
        assert_eq!(told, [Some("Ann Lee"), None, Some("Payroll")]);
        let nobody = names::of_members(&world.directory, world.slug(), &entries, 0).await;
        assert!(nobody.unwrap().is_empty());
    }
}

async fn entries_of_all(world: &World) -> Vec<JournalEntry> {
    let entries = rollcall_directory::reports::journal(&world.directory, world.slug(), &ALL).await;
    entries.unwrap()
}
