//! What exceptions do.

use rollcall_directory::exceptions::{self, Mode};
use rollcall_directory::{explain, history, recheck, reports};
use roster::exception::Kind;
use roster::scope::Effect;
use serde_json::json;
use storage::journal::JournalQuery;
use storage::{StorageError, contacts};

use super::{add, choose, draft, end, listed, pin, status};
use crate::world::{ENTERPRISE, World, at};

#[tokio::test]
async fn each_kind_has_its_effect_until_it_is_ended() {
    for world in World::both().await {
        choose(&world, &[(Effect::Include, "department eq \"Risk\"")]).await;
        let risk = json!({"userName": "ann", ENTERPRISE: {"department": "Risk"}});
        world.create("User", risk).await.unwrap();
        world.user("bob").await;
        for (who, kind, natural, becomes) in [
            ("ann", Kind::Exclude, "in_scope", "out_of_scope"),
            ("ann", Kind::Leave, "in_scope", "on_leave"),
            ("ann", pin("external_state", "disabled"), "in_scope", "left"),
            (
                "ann",
                pin("department", "Sales"),
                "in_scope",
                "out_of_scope",
            ),
            ("bob", Kind::Include, "out_of_scope", "in_scope"),
            ("bob", pin("department", "Risk"), "out_of_scope", "in_scope"),
        ] {
            assert_eq!(status(&world, who).await, natural, "{kind:?}");
            let made = add(&world, who, kind.clone()).await;
            assert_eq!(made.before.status.as_str(), natural, "{kind:?}");
            assert_eq!(
                json!(made.contact),
                world.contact_named(who).await,
                "{kind:?}"
            );
            assert_eq!(status(&world, who).await, becomes, "{kind:?}");
            end(&world, &made).await;
            assert_eq!(status(&world, who).await, natural, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_leave_stands_above_excluding_and_that_above_including() {
    for world in World::both().await {
        world.user("ann").await;
        let include = add(&world, "ann", Kind::Include).await;
        let exclude = add(&world, "ann", Kind::Exclude).await;
        assert_eq!(status(&world, "ann").await, "out_of_scope");
        let leave = add(&world, "ann", Kind::Leave).await;
        assert_eq!(status(&world, "ann").await, "on_leave");
        end(&world, &leave).await;
        assert_eq!(status(&world, "ann").await, "out_of_scope");
        end(&world, &exclude).await;
        end(&world, &include).await;
        assert_eq!(status(&world, "ann").await, "in_scope");
    }
}

#[tokio::test]
async fn a_pinned_field_survives_what_is_pushed_and_shows_both_values() {
    for world in World::both().await {
        let body = json!({"userName": "ann", "title": "Clerk"});
        let user = world.create("User", body).await.unwrap().id;
        world.pass(60);
        let made = add(&world, "ann", pin("title", "Head")).await;
        world.set(&user, "title", json!("Analyst")).await;
        world.set(&user, "nickName", json!("Annie")).await;
        let contact = world.contact().await;
        assert_eq!(contact["title"], "Head");
        assert_eq!(contact["pinned"], json!(["title"]));
        assert_eq!(world.get("User", &user).await.unwrap()["title"], "Analyst");
        let told = explain::person(&world.directory, world.slug(), "ann").await;
        let told = json!(told.unwrap());
        let expected = json!({
            "value": "Head", "source": "scim", "path": "title", "since": at(60), "pinned": true,
            "directory_value": "Analyst",
        });
        assert_eq!(told["fields"]["title"], expected);
        assert_eq!(told["fields"]["user_name"]["pinned"], false);
        end(&world, &made).await;
        let contact = world.contact().await;
        assert_eq!(contact["title"], "Analyst");
        assert_eq!(contact["pinned"], json!([]));
    }
}

#[tokio::test]
async fn what_was_decided_is_seen_where_it_made_a_difference() {
    for world in World::both().await {
        world.user("ann").await;
        add(&world, "ann", Kind::Include).await;
        world.pass(60);
        let made = add(&world, "ann", Kind::Exclude).await;
        world.pass(60);
        end(&world, &made).await;
        let told = explain::person(&world.directory, world.slug(), "ann").await;
        let expected = json!([
            {"at": at(0), "what": "created", "detail": "by scim"},
            {"at": at(60), "what": "decided", "detail": "in_scope -> out_of_scope"},
            {"at": at(120), "what": "decided", "detail": "out_of_scope -> in_scope"},
        ]);
        assert_eq!(json!(told.unwrap())["seen"], expected);
        let history = history::of_contact(&world.directory, world.slug(), "ann").await;
        let last = json!(history.unwrap()[0].changes);
        let status = json!({"attribute": "status", "old": "out_of_scope", "new": "in_scope"});
        assert_eq!(last, json!([status]));
    }
}

#[tokio::test]
async fn a_pinned_state_stands_against_the_directory() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let made = add(&world, "ann", pin("external_state", "active")).await;
        world.pass(60);
        world.set(&user, "active", json!(false)).await;
        let contact = world.contact().await;
        assert_eq!(contact["external_state"], "disabled");
        assert_eq!(contact["disabled_at"], at(60));
        assert_eq!(contact["status"], "in_scope");
        assert_eq!(contact["pinned"], json!(["external_state"]));
        world.delete("User", &user).await.unwrap();
        assert_eq!(status(&world, "ann").await, "in_scope");
        end(&world, &made).await;
        assert_eq!(status(&world, "ann").await, "left");
        // Somebody who comes back finds the exceptions of before.
        add(&world, "ann", Kind::Exclude).await;
        world.user("ann").await;
        assert_eq!(status(&world, "ann").await, "out_of_scope");
    }
}

#[tokio::test]
async fn a_pin_concerns_those_who_see_the_person_as_their_manager() {
    for world in World::both().await {
        choose(
            &world,
            &[(Effect::Include, "manager.displayName eq \"Boss\"")],
        )
        .await;
        let manager = world.user("bob").await;
        let report = json!({"userName": "ann", ENTERPRISE: {"manager": {"value": manager}}});
        world.create("User", report).await.unwrap();
        assert_eq!(status(&world, "ann").await, "out_of_scope");
        let made = add(&world, "bob", pin("display_name", "Boss")).await;
        assert_eq!(status(&world, "ann").await, "in_scope");
        end(&world, &made).await;
        assert_eq!(status(&world, "ann").await, "out_of_scope");
    }
}

#[tokio::test]
async fn what_would_become_of_somebody_is_told_and_nothing_is_changed() {
    for world in World::both().await {
        world.user("ann").await;
        let made = add(&world, "ann", pin("title", "Head")).await;
        let (contact, lists) = (world.contact().await, listed(&world, false).await);
        let acts = administration(&world).await;
        let (directory, slug) = (&world.directory, world.slug());
        let leave = draft(Kind::Leave);
        let told = exceptions::add(directory, slug, "ann", leave, Mode::Tell).await;
        assert_eq!(told.unwrap().contact.status.as_str(), "on_leave");
        let told = exceptions::end(directory, slug, &made.exception.id, Mode::Tell).await;
        assert_eq!(told.unwrap().contact.title, None);
        assert_eq!(world.contact().await, contact);
        assert_eq!(listed(&world, false).await, lists);
        assert_eq!(administration(&world).await, acts);
    }
}

async fn administration(world: &World) -> Vec<serde_json::Value> {
    let query = JournalQuery {
        limit: 100,
        status: None,
        since: None,
        until: None,
        target: None,
        action: None,
    };
    let entries = reports::administration(&world.directory, world.slug(), &query).await;
    entries.unwrap().iter().map(|entry| json!(entry)).collect()
}

#[tokio::test]
async fn the_journal_tells_what_was_excepted_and_when_that_was_ended() {
    for world in World::both().await {
        let body = json!({"userName": "ann@x.example"});
        world.create("User", body).await.unwrap();
        let made = add(&world, "ann@x.example", pin("title", "Head")).await;
        world.pass(60);
        end(&world, &made).await;
        let mut acts = administration(&world).await;
        acts.retain(|entry| entry["target"] == "exception");
        let told = |entry: &serde_json::Value| {
            assert_eq!(entry["target_id"], made.exception.id.as_str());
            json!([
                entry["action"],
                entry["target"],
                entry["target_name"],
                entry["changes"]
            ])
        };
        let change = |attribute, new| json!({"attribute": attribute, "old": null, "new": new});
        let contact = made.contact.id.as_str();
        let given = json!([
            change("contact_id", contact),
            change("kind", "pin"),
            change("field", "title"),
            change("value", "Head"),
            change("reason", "agreed"),
            change("approved_by", "Pat"),
            change("owner", "us"),
        ]);
        let ended = json!([change("ended_at", &at(60))]);
        let name = "ann@x.example";
        assert_eq!(told(&acts[0]), json!(["update", "exception", name, ended]));
        assert_eq!(told(&acts[1]), json!(["create", "exception", name, given]));
    }
}

#[tokio::test]
async fn whoever_read_a_contact_before_an_exception_cannot_write_it_any_more() {
    for world in World::both().await {
        world.user("ann").await;
        let (tenant, database) = (world.caller.tenant, world.directory.database());
        let read = contacts::find_stored(database.reader(), tenant, &id(&world).await).await;
        let read = read.unwrap().unwrap();
        // Nothing else of the contact is another for it.
        add(&world, "ann", Kind::Include).await;
        let transaction = database.begin().await.unwrap();
        let now = world.directory.now();
        let written = contacts::update(&transaction, tenant, &read, &read.state, now).await;
        assert!(matches!(written, Err(StorageError::Stale)), "{written:?}");
    }
}

async fn id(world: &World) -> String {
    world.contact().await["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn one_person_is_decided_again_from_what_is_stored() {
    for world in World::both().await {
        world.user("ann").await;
        world.user("bob").await;
        choose(&world, &[(Effect::Exclude, "userName pr")]).await;
        let contact = recheck(&world.directory, world.slug(), "ann").await;
        assert_eq!(json!(contact.unwrap()), world.contact_named("ann").await);
        assert_eq!(status(&world, "ann").await, "out_of_scope");
        assert_eq!(status(&world, "bob").await, "in_scope");
    }
}
