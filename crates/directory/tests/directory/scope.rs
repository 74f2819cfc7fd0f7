//! Who trains: decided by a tenant's settings, followed by its contacts, previewed before it is changed.

use rollcall_directory::rosters::{self, AudienceDraft, Change, Preset, RosterRefusal, RuleDraft};
use rollcall_directory::{AdminError, Refusal, tenants};
use roster::Preview;
use roster::scope::{Effect, ScopeState};
use serde_json::{Value, json};

use crate::world::{ENTERPRISE, World};

pub(crate) fn rule(name: &str, effect: Effect, filter: &str) -> RuleDraft {
    RuleDraft {
        name: name.to_owned(),
        effect,
        filter: filter.to_owned(),
        enabled: true,
    }
}

fn include(name: &str, filter: &str) -> RuleDraft {
    rule(name, Effect::Include, filter)
}

fn exclude(name: &str, filter: &str) -> RuleDraft {
    rule(name, Effect::Exclude, filter)
}

pub(crate) async fn change(world: &World, change: Change) -> Preview {
    let changed = rosters::change(&world.directory, world.slug(), change).await;
    let changed = changed.unwrap();
    work(world).await;
    changed
}

pub(crate) async fn work(world: &World) {
    while world.directory.work("runner").await.unwrap() {}
}

fn refusal(outcome: Result<Preview, AdminError>) -> RosterRefusal {
    match outcome.unwrap_err() {
        AdminError::Refused(Refusal::Roster(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Each contact's status, by its display name.
pub(crate) async fn statuses(world: &World) -> Vec<(String, String)> {
    let contacts = world.contacts().await;
    let mut statuses: Vec<_> = contacts
        .iter()
        .map(|it| (text(&it["display_name"]), text(&it["status"])))
        .collect();
    statuses.sort_unstable();
    statuses
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn status(world: &World, name: &str) -> String {
    text(&world.contact_named(name).await["status"])
}

/// A user with a department.
pub(crate) async fn user(world: &World, name: &str, department: &str) -> String {
    let body = json!({"userName": name, ENTERPRISE: {"department": department}});
    world.create("User", body).await.unwrap().id
}

async fn add_member(world: &World, group: &str, user: &str) {
    let operations = json!([{"op": "add", "path": "members", "value": [{"value": user}]}]);
    world.patch("Group", group, operations).await.unwrap();
}

async fn remove_member(world: &World, group: &str, user: &str) {
    let path = format!("members[value eq \"{user}\"]");
    let operations = json!([{"op": "remove", "path": path}]);
    world.patch("Group", group, operations).await.unwrap();
}

#[tokio::test]
async fn nobody_trains_until_somebody_decided() {
    for world in World::both().await {
        let (directory, slug) = (&world.directory, "fabrikam");
        let made = tenants::create_with_scope(directory, slug, None, ScopeState::Undecided);
        made.await.unwrap();
        let world = world.of_tenant(slug).await;
        let ann = user(&world, "ann", "Risk").await;
        let bob = user(&world, "bob", "Risk").await;
        world.set(&bob, "active", json!(false)).await;
        let contact = world.contact_named("ann").await;
        assert_eq!(
            (&contact["status"], &contact["in_scope"]),
            (&json!("undecided"), &json!(false))
        );
        let scope = rosters::scope(&world.directory, slug).await.unwrap();
        let scope = serde_json::to_value(scope).unwrap();
        let expected = json!({
            "state": "undecided", "rules": [], "decided_at": null, "decided_by": null,
            "pending": false,
        });
        assert_eq!(scope, expected);

        let decided = change(&world, Change::Everyone).await;
        assert_eq!((decided.counts.joins, decided.counts.unchanged), (1, 1));
        let expected = [("ann", "in_scope"), ("bob", "left")];
        assert_eq!(statuses(&world).await, expected.map(owned));
        world.delete("User", &ann).await.unwrap();
        assert_eq!(status(&world, "ann").await, "left");
    }
}

fn owned((name, status): (&str, &str)) -> (String, String) {
    (name.to_owned(), status.to_owned())
}

#[tokio::test]
async fn rules_are_followed_by_who_is_here_and_by_who_is_pushed() {
    for world in World::both().await {
        let ann = user(&world, "ann", "Risk").await;
        let bob = user(&world, "bob", "Sales").await;
        let group = world.group("Everybody who trains", &[&ann]).await;
        let rules = vec![
            exclude("No sales", "department eq \"Sales\""),
            include("Group", "groups.display eq \"everybody who trains\""),
        ];
        change(&world, Change::Rules(rules)).await;
        let expected = [("ann", "in_scope"), ("bob", "out_of_scope")];
        assert_eq!(statuses(&world).await, expected.map(owned));

        world.pass(1);
        add_member(&world, &group, &bob).await;
        assert_eq!(status(&world, "bob").await, "out_of_scope");
        world
            .set(&bob, &format!("{ENTERPRISE}:department"), json!("Risk"))
            .await;
        assert_eq!(status(&world, "bob").await, "in_scope");
        remove_member(&world, &group, &ann).await;
        assert_eq!(status(&world, "ann").await, "out_of_scope");
        // The rule is bound to the group, whatever its name becomes.
        let rename = json!([{"op": "replace", "path": "displayName", "value": "Trainees"}]);
        world.patch("Group", &group, rename).await.unwrap();
        assert_eq!(status(&world, "bob").await, "in_scope");
        let carl = user(&world, "carl", "Risk").await;
        assert_eq!(status(&world, "carl").await, "out_of_scope");
        add_member(&world, &group, &carl).await;
        assert_eq!(status(&world, "carl").await, "in_scope");
    }
}

#[tokio::test]
async fn a_rule_that_lost_its_group_keeps_whom_it_took() {
    for world in World::both().await {
        let ann = user(&world, "ann", "Risk").await;
        user(&world, "bob", "Risk").await;
        let body = json!({
            "displayName": "Trainees", "externalId": "g-1", "members": [{"value": ann}],
        });
        let group = world.create("Group", body.clone()).await.unwrap().id;
        let rules = vec![include("Group", "groups.slug eq \"trainees\"")];
        change(&world, Change::Rules(rules)).await;
        let expected = [("ann", "in_scope"), ("bob", "out_of_scope")].map(owned);
        assert_eq!(statuses(&world).await, expected);

        world.delete("Group", &group).await.unwrap();
        assert_eq!(statuses(&world).await, expected);
        let scope = rosters::scope(&world.directory, world.slug())
            .await
            .unwrap();
        assert!(scope.rules[0].broken);
        let title = json!("Lead");
        world.set(&ann, "title", title).await;
        assert_eq!(statuses(&world).await, expected);

        world.create("Group", body).await.unwrap();
        let scope = rosters::scope(&world.directory, world.slug())
            .await
            .unwrap();
        assert!(!scope.rules[0].broken);
        assert_eq!(statuses(&world).await, expected);
    }
}

#[tokio::test]
async fn audiences_follow_managers_and_fields() {
    for world in World::both().await {
        let ann = user(&world, "ann", "Finance").await;
        let bob = user(&world, "bob", "Risk").await;
        change(&world, Change::AddAudience(Preset::Managers.audience())).await;
        change(&world, Change::AddAudience(Preset::Finance.audience())).await;
        let audiences = async |name| world.contact_named(name).await["audiences"].clone();
        assert_eq!(audiences("ann").await, json!(["finance"]));
        assert_eq!(audiences("bob").await, json!([]));
        let manager = format!("{ENTERPRISE}:manager");
        world.set(&ann, &manager, json!({"value": bob})).await;
        assert_eq!(audiences("bob").await, json!(["managers"]));
        world.set(&ann, &manager, json!({"value": ann})).await;
        assert_eq!(audiences("bob").await, json!([]));
        assert_eq!(audiences("ann").await, json!(["managers", "finance"]));
        world.set(&ann, "active", json!(false)).await;
        assert_eq!(audiences("ann").await, json!([]));
        change(&world, Change::RemoveAudience("Finance".to_owned())).await;
        let shown = rosters::audiences(&world.directory, world.slug())
            .await
            .unwrap();
        assert_eq!(shown.len(), 1);
    }
}

#[tokio::test]
async fn a_preview_changes_nothing_and_is_applied_as_it_says() {
    for world in World::both().await {
        user(&world, "ann", "Risk").await;
        user(&world, "bob", "Sales").await;
        let (directory, slug) = (&world.directory, world.slug());
        let rules = Change::Rules(vec![include("Risk", "department eq \"Risk\"")]);
        let preview = rosters::propose(directory, slug, rules.clone())
            .await
            .unwrap();
        assert_eq!((preview.counts.leaves, preview.counts.unchanged), (1, 1));
        let moved = serde_json::to_value(&preview.changes).unwrap();
        assert_eq!(
            moved[0]["after"],
            json!({"status": "out_of_scope", "audiences": []})
        );
        assert_eq!(moved[0]["because"]["kind"], "no_rule");
        assert_eq!(status(&world, "bob").await, "in_scope");

        // Who came since does not count.
        world.pass(1);
        user(&world, "carl", "Sales").await;
        let applied = rosters::apply(directory, slug, &preview.id).await.unwrap();
        assert!(applied.applied_at.is_some());
        work(&world).await;
        let expected = [
            ("ann", "in_scope"),
            ("bob", "out_of_scope"),
            ("carl", "out_of_scope"),
        ];
        assert_eq!(statuses(&world).await, expected.map(owned));
        let again = refusal(rosters::apply(directory, slug, &preview.id).await);
        assert_eq!(again.code(), "preview_applied");
        let again = refusal(rosters::propose(directory, slug, rules).await);
        assert_eq!(again, RosterRefusal::NothingChanges);
    }
}

#[tokio::test]
async fn a_preview_is_refused_where_it_would_mean_something_else() {
    for world in World::both().await {
        let ann = user(&world, "ann", "Risk").await;
        user(&world, "bob", "Sales").await;
        let (directory, slug) = (&world.directory, world.slug());
        let rules = Change::Rules(vec![include("Risk", "department eq \"Risk\"")]);
        let preview = rosters::propose(directory, slug, rules.clone())
            .await
            .unwrap();
        world
            .set(&ann, &format!("{ENTERPRISE}:department"), json!("Sales"))
            .await;
        let moved = refusal(rosters::apply(directory, slug, &preview.id).await);
        assert_eq!(moved.code(), "people_moved");
        assert_eq!(status(&world, "bob").await, "in_scope");

        let preview = rosters::propose(directory, slug, rules).await.unwrap();
        change(&world, Change::AddAudience(Preset::Finance.audience())).await;
        let moved = refusal(rosters::apply(directory, slug, &preview.id).await);
        assert_eq!(moved, RosterRefusal::SettingsMoved);
    }
}

#[tokio::test]
async fn decisions_are_taken_back_one_by_one() {
    for world in World::both().await {
        user(&world, "ann", "Risk").await;
        let (directory, slug) = (&world.directory, world.slug());
        let states = async || {
            let scope = rosters::scope(directory, slug).await.unwrap();
            let rules: Vec<String> = scope.rules.into_iter().map(|rule| rule.name).collect();
            rules.join(",")
        };
        let risk = include("Risk", "department eq \"Risk\"");
        change(&world, Change::Rules(vec![risk])).await;
        change(
            &world,
            Change::AddRule(exclude("No Ann", "userName eq \"ann\"")),
        )
        .await;
        assert_eq!(status(&world, "ann").await, "out_of_scope");
        change(&world, Change::Undo).await;
        assert_eq!(
            (
                states().await.as_str(),
                status(&world, "ann").await.as_str()
            ),
            ("Risk", "in_scope")
        );
        change(&world, Change::Undo).await;
        let scope = rosters::scope(directory, slug).await.unwrap();
        assert_eq!(scope.state, ScopeState::Everyone);
        let none = refusal(rosters::change(directory, slug, Change::Undo).await);
        assert_eq!(none, RosterRefusal::NothingToUndo);
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_the_reason() {
    let world = World::both().await.remove(0);
    user(&world, "ann", "Risk").await;
    let audience = |name: &str, filter: &str| {
        Change::AddAudience(AudienceDraft {
            name: name.to_owned(),
            filter: filter.to_owned(),
        })
    };
    let twice = vec![include("A", "title pr"), exclude("a", "title pr")];
    for (change, code, told) in [
        (
            Change::Rules(vec![include("A", "shoe eq 4")]),
            "rule_unfit",
            "shoe",
        ),
        (
            Change::Rules(vec![include("A", "title")]),
            "rule_unfit",
            "A",
        ),
        (Change::Rules(twice), "rule_unfit", "another rule"),
        (
            Change::Rules(vec![include("A", "groups.display eq \"Nobody\"")]),
            "rule_without_group",
            "Nobody",
        ),
        (Change::RemoveRule("A".to_owned()), "no_rule", "scope show"),
        (
            Change::RemoveAudience("A".to_owned()),
            "no_audience",
            "audience list",
        ),
        (audience("", "title pr"), "rule_unfit", "no name"),
        (Change::Everyone, "nothing_changes", "nothing"),
    ] {
        let outcome = rosters::propose(&world.directory, world.slug(), change.clone()).await;
        let refusal = refusal(outcome);
        assert_eq!(refusal.code(), code, "{change:?}");
        assert!(refusal.to_string().contains(told), "{refusal}");
    }
}

#[tokio::test]
async fn a_rule_for_nobody_or_everybody_is_pointed_out() {
    let world = World::both().await.remove(0);
    user(&world, "ann", "Risk").await;
    user(&world, "bob", "Risk").await;
    let rules = vec![
        exclude("Nobody", "department eq \"None\""),
        include("Everybody", "department eq \"Risk\""),
    ];
    let preview = rosters::propose(&world.directory, world.slug(), Change::Rules(rules)).await;
    let warnings = preview.unwrap().warnings;
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("nobody of 2 people"), "{warnings:?}");
    assert!(
        warnings[1].contains("everybody: all 2 people"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn accounts_of_no_person_are_suspected_until_somebody_says_otherwise() {
    for world in World::both().await {
        for (user_name, rest) in [
            (
                "ann.lee@contoso.example",
                json!({"name": {"familyName": "Lee"}}),
            ),
            (
                "svc-backup@contoso.example",
                json!({"name": {"familyName": "Backup"}}),
            ),
            ("meeting room 4", json!({})),
        ] {
            let mut body = rest;
            body["userName"] = json!(user_name);
            body[ENTERPRISE] = json!({"department": "Risk"});
            world.create("User", body).await.unwrap();
        }
        let (directory, slug) = (&world.directory, world.slug());
        let suspects = async || {
            let suspects = rosters::suspects(directory, slug).await.unwrap();
            let names = suspects
                .into_iter()
                .map(|it| it.display_name.unwrap_or_default());
            names.collect::<Vec<_>>()
        };
        assert_eq!(suspects().await, ["Backup", "meeting room 4"]);
        let who = ["svc-backup@contoso.example".to_owned()];
        rosters::refuse_suspects(directory, slug, &who)
            .await
            .unwrap();
        assert_eq!(suspects().await, ["meeting room 4"]);
        let who = ["all".to_owned()];
        rosters::accept_suspects(directory, slug, &who)
            .await
            .unwrap();
        assert_eq!(suspects().await, [""; 0]);
        assert_eq!(status(&world, "meeting room 4").await, "out_of_scope");
    }
}
