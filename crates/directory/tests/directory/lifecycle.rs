//! Joiners, movers, leavers and those who return, as their contacts show them.

use serde_json::{Value, json};

use crate::world::{ENTERPRISE, World, at, id};

fn ann() -> Value {
    json!({
        "userName": "ann.lee@contoso.example",
        "externalId": "annl",
        "displayName": "Ann Lee",
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "title": "Analyst",
        "active": true,
        ENTERPRISE: {"department": "Risk", "employeeNumber": "4471"},
    })
}

/// Ann's contact as it is after she joined, with some fields different.
fn contact_of_ann(different: Value) -> Value {
    let mut contact = json!({
        "id": id(3), "email": "ann.lee@contoso.example", "first_name": "Ann", "last_name": "Lee",
        "display_name": "Ann Lee", "title": "Analyst", "department": "Risk", "location": null,
        "telephone": null, "language": null, "employee_number": "4471", "manager_id": null,
        "external_id": "annl", "external_state": "active", "source": "scim",
        "groups": [], "synced_at": at(0), "created_at": at(0), "updated_at": at(0),
        "disabled_at": null, "pending": false, "audiences": [], "team": null, "supervises": null,
        "addresses": ["ann.lee@contoso.example"], "user_type": null, "hire_date": null,
        "leave_date": null, "custom": {}, "sources": ["scim"], "pinned": [], "held_since": null,
    });
    for (name, value) in different.as_object().cloned().unwrap_or_default() {
        contact[name] = value;
    }
    contact["effective_groups"] = contact["groups"].clone();
    let trains = contact["external_state"] == "active";
    contact["in_scope"] = json!(trains);
    contact["status"] = json!(if trains { "in_scope" } else { "left" });
    contact
}

#[tokio::test]
async fn a_joiner_becomes_an_active_contact() {
    for world in World::both().await {
        world.create("User", ann()).await.unwrap();
        assert_eq!(world.contact().await, contact_of_ann(json!({})));
    }
}

#[tokio::test]
async fn a_user_that_is_made_disabled_is_a_leaver_from_the_start() {
    for world in World::both().await {
        let mut body = ann();
        body["active"] = json!("False");
        world.create("User", body).await.unwrap();
        let expected = json!({"external_state": "disabled", "disabled_at": at(0)});
        assert_eq!(world.contact().await, contact_of_ann(expected));
    }
}

#[tokio::test]
async fn a_mover_keeps_the_contact() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.pass(60);
        let operations = json!([
            {"op": "Replace", "path": "title", "value": "Manager"},
            {"op": "Replace", "path": format!("{ENTERPRISE}:department"), "value": "Retail"},
        ]);
        world.patch("User", &user, operations).await.unwrap();
        let expected = json!({"title": "Manager", "department": "Retail",
            "synced_at": at(60), "updated_at": at(60)});
        assert_eq!(world.contact().await, contact_of_ann(expected));
    }
}

#[tokio::test]
async fn a_change_that_no_contact_shows_only_counts_as_synced() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.pass(60);
        world.set(&user, "nickName", json!("Annie")).await;
        let expected = json!({"synced_at": at(60)});
        assert_eq!(world.contact().await, contact_of_ann(expected));
    }
}

#[tokio::test]
async fn a_write_that_changes_nothing_leaves_the_contact_alone() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.pass(60);
        world.set(&user, "title", json!("Analyst")).await;
        assert_eq!(world.contact().await, contact_of_ann(json!({})));
    }
}

#[tokio::test]
async fn a_leaver_by_deactivation_keeps_the_groups_of_that_day() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        let group = world.group("Finance", &[&user]).await;
        world.pass(60);
        world.set(&user, "active", json!("False")).await;
        let left = contact_of_ann(json!({"external_state": "disabled", "disabled_at": at(60),
            "groups": ["finance"], "synced_at": at(60), "updated_at": at(60)}));
        assert_eq!(world.contact().await, left);
        world.pass(60);
        world.delete("Group", &group).await.unwrap();
        assert_eq!(world.contact().await, left);
    }
}

#[tokio::test]
async fn one_who_returns_by_reactivation_is_active_with_the_groups_of_today() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.group("Finance", &[&user]).await;
        world.set(&user, "active", json!(false)).await;
        world.group("Risk", &[&user]).await;
        world.pass(60);
        world.set(&user, "active", json!("True")).await;
        let expected = json!({"groups": ["finance", "risk"],
            "synced_at": at(60), "updated_at": at(60)});
        assert_eq!(world.contact().await, contact_of_ann(expected));
    }
}

#[tokio::test]
async fn a_leaver_by_deletion_is_gone_as_a_user_but_stays_as_a_contact() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        let group = world.group("Finance", &[&user]).await;
        world.pass(60);
        world.delete("User", &user).await.unwrap();
        let expected = json!({"external_state": "disabled", "disabled_at": at(60),
            "groups": ["finance"], "synced_at": at(60), "updated_at": at(60)});
        assert_eq!(world.contact().await, contact_of_ann(expected));
        assert_eq!(world.get("User", &user).await.unwrap_err().status(), 404);
        assert_eq!(world.list("User", &[]).await["totalResults"], 0);
        assert_eq!(world.members(&group).await, Vec::<String>::new());
        let group = world.get("Group", &group).await.unwrap();
        assert_eq!(group["meta"]["version"], "W/\"2\"");
    }
}

#[tokio::test]
async fn deleting_one_who_left_before_keeps_the_day_and_groups_of_leaving() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        let group = world.group("Finance", &[&user]).await;
        world.pass(60);
        world.set(&user, "active", json!(false)).await;
        world.delete("Group", &group).await.unwrap();
        world.pass(60);
        world.delete("User", &user).await.unwrap();
        let contact = world.contact().await;
        assert_eq!(contact["disabled_at"], at(60));
        assert_eq!(contact["groups"], json!(["finance"]));
    }
}

#[tokio::test]
async fn one_who_returns_as_a_new_user_is_the_old_contact() {
    for (returning, expected) in [
        // The same externalId under another userName.
        (
            json!({"userName": "ann.brown@contoso.example", "externalId": "annl"}),
            id(3),
        ),
        // The same userName, in another letter case and with another or no externalId.
        (json!({"userName": "Ann.LEE@contoso.example"}), id(3)),
        (
            json!({"userName": "ann.lee@contoso.example", "externalId": "x"}),
            id(3),
        ),
    ] {
        for world in World::both().await {
            let user = world.create("User", ann()).await.unwrap().id;
            world.delete("User", &user).await.unwrap();
            world.pass(60);
            let again = world.create("User", returning.clone()).await.unwrap();
            assert_ne!(again.id, user, "a client cannot bring an id back");
            let contact = world.contact().await;
            assert_eq!(contact["id"], expected, "{returning}");
            assert_eq!(contact["external_state"], "active");
            assert_eq!(contact["disabled_at"], Value::Null);
            assert_eq!(contact["created_at"], at(0));
            assert_eq!(contact["updated_at"], at(60));
            assert_eq!(contact["title"], Value::Null);
        }
    }
}

#[tokio::test]
async fn the_external_id_finds_a_leaver_before_the_user_name_does() {
    for world in World::both().await {
        let first = world.create("User", ann()).await.unwrap().id;
        let body = json!({"userName": "bob", "externalId": "bobb", "displayName": "Bob"});
        let second = world.create("User", body).await.unwrap().id;
        let bob = world.contact_named("Bob").await;
        world.delete("User", &first).await.unwrap();
        world.delete("User", &second).await.unwrap();
        let body = json!({"userName": "ann.lee@contoso.example", "externalId": "bobb",
            "displayName": "Who"});
        world.create("User", body).await.unwrap();
        assert_eq!(world.contact_named("Who").await["id"], bob["id"]);
        assert_eq!(world.contacts().await.len(), 2);
    }
}

#[tokio::test]
async fn nobody_is_matched_by_email() {
    for world in World::both().await {
        let emails = json!([{"type": "work", "value": "shared@contoso.example"}]);
        let body = json!({"userName": "ann", "emails": emails});
        let user = world.create("User", body).await.unwrap().id;
        world.delete("User", &user).await.unwrap();
        let body = json!({"userName": "bob", "emails": emails});
        world.create("User", body).await.unwrap();
        assert_eq!(world.contacts().await.len(), 2);
    }
}

#[tokio::test]
async fn a_contact_that_a_live_user_holds_is_not_taken_up() {
    for world in World::both().await {
        world.create("User", ann()).await.unwrap();
        let body = json!({"userName": "other", "externalId": "annl"});
        world.create("User", body).await.unwrap();
        assert_eq!(world.contacts().await.len(), 2);
    }
}

#[tokio::test]
async fn nobody_is_taken_up_across_tenants() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.delete("User", &user).await.unwrap();
        let neighbour = world.neighbour("fabrikam").await;
        neighbour.create("User", ann()).await.unwrap();
        assert_ne!(neighbour.contact().await["id"], world.contact().await["id"]);
        assert_eq!(world.contact().await["external_state"], "disabled");
    }
}

#[tokio::test]
async fn a_changed_user_name_or_email_makes_no_second_contact() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.pass(60);
        let operations = json!([
            {"op": "Replace", "path": "userName", "value": "ann.brown@contoso.example"},
            {"op": "Add", "path": "emails[type eq \"work\"].value", "value": "ann@new.example"},
        ]);
        world.patch("User", &user, operations).await.unwrap();
        let addresses = ["ann@new.example", "ann.lee@contoso.example"];
        let expected = json!({
            "email": "ann@new.example", "addresses": addresses, "synced_at": at(60),
            "updated_at": at(60),
        });
        assert_eq!(world.contact().await, contact_of_ann(expected));
    }
}

#[tokio::test]
async fn after_a_rename_the_new_user_name_finds_the_leaver() {
    for world in World::both().await {
        let user = world.user("ann").await;
        world.set(&user, "userName", json!("ann.brown")).await;
        let contact = world.contact().await;
        world.delete("User", &user).await.unwrap();
        world.user("ann.brown").await;
        assert_eq!(world.contact().await["id"], contact["id"]);
        world.user("ann").await;
        assert_eq!(world.contacts().await.len(), 2);
    }
}

#[tokio::test]
async fn a_manager_who_arrives_later_is_resolved_by_itself() {
    for world in World::both().await {
        let boss = world.user("boss").await;
        world.delete("User", &boss).await.unwrap();
        let user = world.user("ann").await;
        let manager = format!("{ENTERPRISE}:manager");
        world.set(&user, &manager, json!(boss)).await;
        assert_eq!(world.contact_named("ann").await["manager_id"], Value::Null);

        // The next two ids are those of the user and contact that come next.
        let arriving = world.user("carol").await;
        world.set(&user, &manager, json!({"value": arriving})).await;
        let carol = world.contact_named("carol").await;
        assert_eq!(world.contact_named("ann").await["manager_id"], carol["id"]);

        let next = arriving_after(&arriving, 5);
        world.set(&user, &manager, json!([{"value": next}])).await;
        assert_eq!(world.contact_named("ann").await["manager_id"], Value::Null);
        assert_eq!(world.user("dan").await, next);
        let dan = world.contact_named("dan").await;
        assert_eq!(world.contact_named("ann").await["manager_id"], dan["id"]);

        world.set(&user, &manager, json!("")).await;
        assert_eq!(world.contact_named("ann").await["manager_id"], Value::Null);
    }
}

/// The id that comes `steps` after `start`.
fn arriving_after(start: &str, steps: u64) -> String {
    let digits = start.rsplit('-').next().unwrap_or_default();
    id(digits.parse::<u64>().unwrap_or_default() + steps)
}
