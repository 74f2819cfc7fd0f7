//! Tenants and tokens, as the command line handles them.

use rollcall_directory::listings::{TenantPages, TokenPages};
use rollcall_directory::tokens::{self, NewToken};
use rollcall_directory::{AdminError, Missing, Refusal, people, reports, tenants};
use storage::tenants::TenantStatus;

use crate::world::{World, id};

#[tokio::test]
async fn a_tenant_is_made_once_suspended_resumed_and_erased() {
    for world in World::both().await {
        let directory = &world.directory;
        let made = tenants::create(directory, "fabrikam", Some("Fabrikam Ltd"))
            .await
            .unwrap();
        assert_eq!(made.id, id(2));
        assert_eq!(
            (made.slug.as_str(), made.name.as_str()),
            ("fabrikam", "Fabrikam Ltd")
        );
        assert_eq!(made.status, TenantStatus::Active);
        let again = tenants::create(directory, "fabrikam", None).await;
        let again = again.unwrap_err();
        let expected = Refusal::SlugTaken {
            slug: "fabrikam".to_owned(),
        };
        assert!(
            matches!(&again, AdminError::Refused(refusal) if *refusal == expected),
            "{again:?}"
        );
        assert_eq!(
            (again.code(), again.to_string().as_str()),
            ("slug_taken", "slug_taken")
        );
        let page = TenantPages::of(directory).next_page().await.unwrap();
        let tenants = page.unwrap().into_iter();
        let slugs: Vec<String> = tenants.map(|tenant| tenant.slug).collect();
        assert_eq!(slugs, ["contoso", "fabrikam"]);

        let suspended = tenants::suspend(directory, "fabrikam").await.unwrap();
        assert_eq!(suspended.status, TenantStatus::Suspended);
        assert_eq!(
            tenants::show(directory, "fabrikam").await.unwrap(),
            suspended
        );
        assert_eq!(tenants::resume(directory, "fabrikam").await.unwrap(), made);

        tenants::delete(directory, "fabrikam").await.unwrap();
        let gone = tenants::show(directory, "fabrikam").await;
        assert!(matches!(gone, Err(AdminError::Missing(_))));
    }
}

#[tokio::test]
async fn erasing_a_tenant_leaves_its_neighbours_alone() {
    for world in World::both().await {
        let neighbour = world.neighbour("fabrikam").await;
        for world in [&world, &neighbour] {
            let user = world.user("ann").await;
            world.group("Finance", &[&user]).await;
        }
        tenants::delete(&world.directory, "fabrikam").await.unwrap();
        assert_eq!(
            world.contact().await["groups"],
            serde_json::json!(["finance"])
        );
        let slug = "fabrikam";
        let gone = reports::contacts(&world.directory, slug, None, None).await;
        assert!(matches!(gone, Err(AdminError::Missing(_))));
        tenants::create(&world.directory, slug, None).await.unwrap();
        let contacts = reports::contacts(&world.directory, slug, None, None).await;
        assert_eq!(contacts.unwrap(), []);
    }
}

#[tokio::test]
async fn a_token_is_registered_found_used_and_revoked() {
    for world in World::both().await {
        let directory = &world.directory;
        let new = NewToken {
            id: "abc".into(),
            hash: "hash".into(),
            fast_hash: None,
            label: Some("Entra".into()),
            end: tokens::End::Never,
        };
        let made = tokens::register(directory, "contoso", new).await.unwrap();
        assert_eq!(made.created_at, directory.now());
        let found = tokens::find(directory, "abc").await.unwrap().unwrap();
        assert_eq!(
            (&found.token, found.tenant.slug.as_str()),
            (&made, "contoso")
        );
        assert_eq!(tokens::find(directory, "abd").await.unwrap(), None);

        world.pass(60);
        tokens::note_use(directory, found.tenant.key, "abc")
            .await
            .unwrap();
        let listed = async || {
            let mut pages = TokenPages::of(directory, "contoso").await.unwrap();
            pages.next_page().await.unwrap().unwrap()
        };
        let found_tokens = listed().await;
        assert_eq!(found_tokens[0].last_used_at, Some(directory.now()));

        assert_eq!(found_tokens[0].fast_hash, None);
        for hash in ["fast", "later"] {
            tokens::keep_fast_hash(directory, found.tenant.key, "abc", hash)
                .await
                .unwrap();
        }
        let found_tokens = listed().await;
        assert_eq!(found_tokens[0].fast_hash.as_deref(), Some("fast"));
        let key = tokens::key(directory).await.unwrap();
        assert_eq!(tokens::key(directory).await.unwrap(), key);

        let revoked = tokens::revoke(directory, "contoso", "abc").await.unwrap();
        let revoked_at = revoked.revoked_at;
        assert_eq!(revoked_at, Some(directory.now()));
        world.pass(60);
        let again = tokens::revoke(directory, "contoso", "abc").await.unwrap();
        assert_eq!(again.revoked_at, revoked_at);

        world.neighbour("fabrikam").await;
        let foreign = tokens::revoke(directory, "fabrikam", "abc").await;
        assert!(matches!(foreign, Err(AdminError::Missing(_))));
    }
}

#[tokio::test]
async fn a_contact_is_found_by_id_and_by_email() {
    for world in World::both().await {
        world.user("ann@contoso.example").await;
        let contact = world.contact().await;
        for name in [contact["id"].as_str().unwrap(), "ANN@contoso.example"] {
            let found = people::find(&world.directory, "contoso", name)
                .await
                .unwrap();
            assert_eq!(serde_json::to_value(found).unwrap(), contact);
        }
        let missing = people::find(&world.directory, "contoso", "eve").await;
        let expected = Missing::Contact {
            tenant: "contoso".to_owned(),
            who: "eve".to_owned(),
        };
        assert!(
            matches!(&missing, Err(AdminError::Missing(it)) if *it == expected),
            "{missing:?}"
        );
    }
}
