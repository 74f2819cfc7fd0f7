//! How a tenant is, from what was written, refused and made.

use chrono::TimeDelta;
use rollcall_directory::health::{of_all, of_tenant};
use rollcall_directory::tokens::{self, End, NewToken};
use rollcall_directory::{AdminError, Missing, logins, tenants};
use roster::{Health, LoginRefusal, RefusedLogins};
use serde_json::{Value, json};

use crate::world::{World, at};

async fn token(world: &World, id: &str, lifetime: Option<TimeDelta>) {
    let token = NewToken {
        id: id.to_owned(),
        hash: "hash".to_owned(),
        fast_hash: None,
        label: None,
        end: lifetime.map_or(End::Never, End::After),
    };
    tokens::register(&world.directory, world.slug(), token)
        .await
        .unwrap();
}

async fn told(world: &World) -> Value {
    let health = of_tenant(&world.directory, world.slug()).await.unwrap();
    serde_json::to_value(health).unwrap()
}

#[tokio::test]
async fn the_health_of_a_tenant_comes_from_its_writes_tokens_and_refusals() {
    for world in World::both().await {
        let health = |word: &str, reasons: Value, rest: [u64; 6], last_push: Option<String>| {
            let [refused, failures, expiring, contacts, joined, left] = rest;
            json!({
                "tenant": world.slug(), "health": word, "reasons": reasons, "last_push_at": last_push,
                "refused_logins": refused, "failures": failures, "tokens_expiring": expiring,
                "contacts": contacts, "joined_7d": joined, "left_7d": left,
            })
        };
        assert_eq!(
            told(&world).await,
            health("waiting", json!([]), [0; 6], None)
        );
        token(&world, "long", None).await;
        token(&world, "short", Some(TimeDelta::days(3))).await;
        let ann = world.user("ann").await;
        world.user("bob").await;
        world.set(&ann, "active", json!(false)).await;
        let well = health("well", json!([]), [0, 0, 1, 2, 2, 1], Some(at(0)));
        assert_eq!(told(&world).await, well);

        world.pass(60);
        world.create("User", json!({})).await.unwrap_err();
        let reasons = json!(["writes refused within a day: 1"]);
        let failing = health("attention", reasons, [0, 1, 1, 2, 2, 1], Some(at(60)));
        assert_eq!(told(&world).await, failing);

        world.pass(60);
        let refused = RefusedLogins {
            token_id: "long".to_owned(),
            reason: LoginRefusal::Expired,
            at: world.directory.now(),
            times: 4,
        };
        let refused = [(world.caller.tenant, refused)];
        logins::keep(&world.directory, &refused).await.unwrap();
        tokens::revoke(&world.directory, world.slug(), "long")
            .await
            .unwrap();
        let reasons = json!([
            "log-ins refused within a day: 4, and nothing was pushed since",
            "writes refused within a day: 1",
            "the last token ends in 2 days",
        ]);
        let ill = health("ill", reasons, [4, 1, 1, 2, 2, 1], Some(at(60)));
        assert_eq!(told(&world).await, ill);

        world.pass(8 * 86_400);
        let reasons = json!(["no token works", "nothing was pushed for 8 days"]);
        let later = health("ill", reasons, [0, 0, 0, 2, 0, 0], Some(at(60)));
        assert_eq!(told(&world).await, later);
    }
}

#[tokio::test]
async fn tenants_are_told_the_worst_first() {
    for world in World::both().await {
        let directory = &world.directory;
        world.user("ann").await;
        let resting = world.neighbour("adatum").await;
        tenants::suspend(directory, resting.slug()).await.unwrap();
        let new = world.neighbour("fabrikam").await;
        let all = of_all(directory).await.unwrap();
        let told: Vec<_> = all
            .iter()
            .map(|it| (it.tenant.as_str(), it.health))
            .collect();
        let expected = [
            (world.slug(), Health::Ill),
            (new.slug(), Health::Waiting),
            (resting.slug(), Health::Suspended),
        ];
        assert_eq!(told, expected);
        let missing = of_tenant(directory, "nobody").await.unwrap_err();
        let slug = "nobody".to_owned();
        assert!(matches!(missing, AdminError::Missing(it) if it == Missing::Tenant { slug }));
    }
}
