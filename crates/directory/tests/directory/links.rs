//! Links that are no URIs: kept, and named in the journal.

use serde_json::{Value, json};

use crate::world::World;

async fn ignored(world: &World) -> Value {
    world.last_entry().await["ignored"].clone()
}

#[tokio::test]
async fn a_link_that_is_no_uri_is_kept_and_named() {
    for world in World::both().await {
        let body = json!({"userName": "ann", "profileUrl": "ann's page", "shoeSize": 38,
            "photos": [{"value": "a.jpg", "type": "photo"}, {"value": "https://x.example/b.jpg"}]});
        let user = world.create("User", body).await.unwrap().id;
        let kept = world.get("User", &user).await.unwrap();
        assert_eq!(kept["profileUrl"], "ann's page");
        assert_eq!(
            ignored(&world).await,
            json!([
                "shoeSize",
                "profileUrl (kept, but no URI)",
                "photos.value (kept, but no URI)"
            ])
        );
        world.set(&user, "title", json!("Analyst")).await;
        assert_eq!(ignored(&world).await, json!([]));
        world.set(&user, "profileUrl", json!("hers")).await;
        assert_eq!(
            ignored(&world).await,
            json!(["profileUrl (kept, but no URI)"])
        );
        world
            .set(&user, "profileUrl", json!("https://x.example/ann"))
            .await;
        assert_eq!(ignored(&world).await, json!([]));
    }
}
