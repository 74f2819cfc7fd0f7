//! What people and commands did stands in the journal, each act once, beside what clients wrote.

use chrono::TimeDelta;
use rollcall_directory::tokens::{self, NewToken};
use rollcall_directory::{reports, schemas, tenants};
use roster::{Action, Actor, Identity, JournalCategory, JournalEntry, Status, Target};
use serde_json::json;
use storage::journal::JournalQuery;

use crate::world::World;

const ALL: JournalQuery = JournalQuery {
    limit: 100,
    status: None,
    since: None,
    until: None,
    target: None,
    action: None,
};

fn ann() -> Actor {
    Actor::Operator(Identity {
        id: "o1".to_owned(),
        label: Some("Ann".to_owned()),
    })
}

/// What an entry says, but for times and ids.
fn told(entry: &JournalEntry) -> (Action, Target, Option<&str>, Status) {
    let name = entry.target_name.as_deref();
    (entry.action, entry.target, name, entry.status)
}

#[tokio::test]
async fn every_act_of_administration_is_journaled_with_its_actor() {
    for world in World::both().await {
        let directory = &world.directory.clone().acting_as(ann());
        let made = tenants::create(directory, "fabrikam", Some("Fabrikam Ltd"));
        let made = made.await.unwrap();
        let token = NewToken {
            id: "abc".to_owned(),
            hash: "hash".to_owned(),
            fast_hash: None,
            label: Some("Entra".to_owned()),
            end: tokens::End::After(TimeDelta::days(1)),
        };
        tokens::register(directory, "fabrikam", token)
            .await
            .unwrap();
        for _ in 0..2 {
            tokens::revoke(directory, "fabrikam", "abc").await.unwrap();
            world.pass(1);
        }
        tenants::suspend(directory, "fabrikam").await.unwrap();
        tenants::resume(directory, "fabrikam").await.unwrap();
        tenants::resume(directory, "fabrikam").await.unwrap();
        let schema = json!({
            "id": "urn:example:acme:Badge",
            "name": "Badge",
            "attributes": [{"name": "number", "type": "string"}],
        });
        schemas::add(directory, "fabrikam", "badge.json", &schema)
            .await
            .unwrap();
        schemas::remove(directory, "fabrikam", "urn:example:acme:Badge")
            .await
            .unwrap();

        let entries = reports::administration(directory, "fabrikam", &ALL);
        let entries = entries.await.unwrap();
        assert!(entries.iter().all(|entry| {
            entry.category == JournalCategory::Administration && entry.actor == Some(ann())
        }));
        let mut found: Vec<_> = entries.iter().map(told).collect();
        found.reverse();
        let (done, fabrikam, entra) = (Status::Success, Some("fabrikam"), Some("Entra"));
        assert_eq!(
            found,
            [
                (Action::Create, Target::Tenant, fabrikam, done),
                (Action::Create, Target::Token, entra, done),
                (Action::Revoke, Target::Token, entra, done),
                (Action::Revoke, Target::Token, entra, Status::Skipped),
                (Action::Suspend, Target::Tenant, fabrikam, done),
                (Action::Resume, Target::Tenant, fabrikam, done),
                (Action::Resume, Target::Tenant, fabrikam, Status::Skipped),
                (Action::Create, Target::Schema, None, done),
                (Action::Delete, Target::Schema, None, done),
            ]
        );
        let writes = reports::journal(directory, "fabrikam", &ALL).await.unwrap();
        assert_eq!(writes, []);
        let installation = reports::installation(directory, &ALL).await.unwrap();
        assert_eq!(installation, []);

        tenants::delete(directory, "fabrikam").await.unwrap();
        let installation = reports::installation(directory, &ALL).await.unwrap();
        let [erased] = installation.as_slice() else {
            panic!("{installation:?}");
        };
        let expected = (Action::Delete, Target::Tenant, fabrikam, done);
        assert_eq!(told(erased), expected);
        assert_eq!(erased.target_id.as_deref(), Some(made.id.as_str()));
        assert_eq!(erased.actor, Some(ann()));
    }
}

#[tokio::test]
async fn what_was_refused_leaves_no_act() {
    for world in World::both().await {
        let directory = &world.directory;
        tenants::create(directory, "contoso", None)
            .await
            .unwrap_err();
        tokens::revoke(directory, "contoso", "nobody")
            .await
            .unwrap_err();
        let entries = reports::administration(directory, "contoso", &ALL);
        let entries = entries.await.unwrap();
        let found: Vec<_> = entries.iter().map(told).collect();
        let made = (
            Action::Create,
            Target::Tenant,
            Some("contoso"),
            Status::Success,
        );
        assert_eq!(found, [made]);
    }
}
