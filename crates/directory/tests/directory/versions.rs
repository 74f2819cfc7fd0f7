//! Every change of a contact adds a version, and the journal has an entry for each.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use roster::contact::Field;
use serde_json::{Value, json};
use storage::contacts::{self, ContactVersion};

use crate::world::{ENTERPRISE, World};

/// One write of Ann's user.
#[derive(Clone, Debug)]
enum Write {
    Create,
    Set(&'static str, Value),
    Refused,
    Delete,
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let texts = || prop_oneof![Just(json!("a")), Just(json!("b")), Just(json!(""))];
    let set = |path| texts().prop_map(move |value| Write::Set(path, value));
    let flags = any::<bool>().prop_map(|flag| Write::Set("active", json!(flag)));
    let write = prop_oneof![
        1 => Just(Write::Create),
        3 => set("title"),
        1 => set("nickName"),
        2 => set(DIVISION),
        3 => flags,
        1 => Just(Write::Refused),
        1 => Just(Write::Delete),
    ];
    prop::collection::vec(write, 1..25)
}

const DIVISION: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division";

/// Ann's user while there is one.
struct Ann<'w> {
    world: &'w World,
    user: Option<String>,
}

impl Ann<'_> {
    async fn write(&mut self, write: Write) {
        match (write, self.user.clone()) {
            (Write::Create, None) => {
                let body = json!({"userName": "ann", "externalId": "a"});
                let made = self.world.create("User", body).await.unwrap();
                self.user = Some(made.id);
            }
            (Write::Set(path, value), Some(user)) => self.world.set(&user, path, value).await,
            (Write::Refused, Some(user)) => {
                let broken = self.world.replace("User", &user, json!({})).await;
                broken.unwrap_err();
            }
            (Write::Delete, Some(user)) => {
                self.world.delete("User", &user).await.unwrap();
                self.user = None;
            }
            _ => {}
        }
    }

    /// All versions of the only contact.
    async fn versions(&self) -> Vec<ContactVersion> {
        let contacts = self.world.contacts().await;
        let Some(contact) = contacts.first() else {
            return Vec::new();
        };
        let reader = self.world.directory.database().reader();
        let id = contact["id"].as_str().unwrap();
        contacts::versions_of(reader, self.world.caller.tenant, id)
            .await
            .unwrap()
    }
}

async fn check(world: &World, writes: Vec<Write>) {
    let mut ann = Ann { world, user: None };
    let mut before = ann.versions().await;
    for write in writes {
        world.pass(1);
        let entries = world.journal().await.len();
        ann.write(write.clone()).await;
        let (journal, after) = (world.journal().await, ann.versions().await);
        let kept = before.len().min(after.len());
        if after.len() == before.len() {
            assert_eq!(after, before, "{write:?}");
        } else {
            assert_eq!(after.len(), before.len() + 1, "{write:?}");
            assert_eq!(journal.len(), entries + 1, "{write:?}");
            assert_eq!(journal[0]["status"], "success", "{write:?}");
            let newest = after.last().unwrap();
            assert_eq!(newest.valid_from, world.directory.now(), "{write:?}");
            assert_ne!(before.last().map(|it| &it.snapshot), Some(&newest.snapshot));
        }
        let earlier = kept.saturating_sub(1);
        assert_eq!(
            after[..earlier],
            before[..earlier],
            "nothing earlier changes"
        );
        check_chain(&after);
        check_last(world, &after).await;
        before = after;
    }
}

/// Each version begins where the one before ends, and the last one has no end.
fn check_chain(versions: &[ContactVersion]) {
    for (number, pair) in (1..).zip(versions.windows(2)) {
        assert_eq!(pair[0].number, number);
        assert_eq!(pair[0].valid_until, Some(pair[1].valid_from));
    }
    if let Some(last) = versions.last() {
        assert_eq!(last.valid_until, None);
    }
}

/// The last version says what the contact is.
async fn check_last(world: &World, versions: &[ContactVersion]) {
    let Some(last) = versions.last() else {
        return;
    };
    let contact = world.contact().await;
    let text = |field| json!(last.snapshot.fields.get(&field));
    assert_eq!(contact["title"], text(Field::Title));
    assert_eq!(contact["display_name"], text(Field::DisplayName));
    assert_eq!(
        contact["external_state"],
        json!(last.snapshot.external_state)
    );
}

#[test]
fn the_versions_and_the_journal_tell_one_story() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(12)
    });
    let outcome = runner.run(&writes(), |writes| {
        runtime.block_on(async {
            for world in World::both().await {
                check(&world, writes.clone()).await;
            }
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_version_has_what_reports_do_not_show() {
    for world in World::both().await {
        let body = json!({"userName": "ann@x.example", ENTERPRISE: {"division": "Money"},
            "emails": [{"value": "home@x.example", "type": "home"}, {"value": "w@x.example", "type": "work"}]});
        world.create("User", body).await.unwrap();
        let ann = Ann {
            world: &world,
            user: None,
        };
        let version = ann.versions().await.remove(0);
        let addresses = ["w@x.example", "home@x.example"];
        assert_eq!(version.snapshot.addresses, addresses);
        assert_eq!(version.snapshot.fields.get(&Field::Division), Some("Money"));
        assert_eq!(
            version.snapshot.fields.get(&Field::UserName),
            Some("ann@x.example")
        );
    }
}
