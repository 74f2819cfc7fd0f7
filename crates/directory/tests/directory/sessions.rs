//! Writes that follow each other closely are one sync session.

use serde_json::{Value, json};

use crate::world::{World, at};

#[tokio::test]
async fn writes_less_than_ten_minutes_apart_are_one_session() {
    for world in World::both().await {
        let user = world.user("ann").await;
        world.pass(599);
        let group = world.group("Finance", &[&user]).await;
        world.set(&user, "title", json!("Analyst")).await;
        world.set(&user, "title", json!("Analyst")).await;
        world.pass(600);
        world.set(&user, "active", json!(false)).await;
        world.set(&user, "active", json!(true)).await;
        world.delete("Group", &group).await.unwrap();
        world.delete("User", &user).await.unwrap();
        world.create("User", json!({})).await.unwrap_err();
        let session =
            |times: [String; 2], status: &str, users: Value, groups: Value, rest: [u32; 2]| {
                json!({"started_at": times[0], "ended_at": times[1], "status": status,
                "users": users, "groups": groups, "memberships_changed": rest[0],
                "failures": rest[1]})
            };
        let second = |status| {
            session(
                [at(1199), at(1199)],
                status,
                json!({"created": 0, "updated": 0, "disabled": 1, "enabled": 1, "deleted": 1}),
                json!({"created": 0, "updated": 0, "deleted": 1}),
                [1, 1],
            )
        };
        let first = session(
            [at(0), at(599)],
            "success",
            json!({"created": 1, "updated": 1, "disabled": 0, "enabled": 0, "deleted": 0}),
            json!({"created": 1, "updated": 0, "deleted": 0}),
            [1, 0],
        );
        assert_eq!(world.sessions().await, json!([second("running"), first]));
        world.pass(600);
        assert_eq!(world.sessions().await, json!([second("partial"), first]));
    }
}

#[tokio::test]
async fn a_session_of_refusals_failed() {
    for world in World::both().await {
        world.create("User", json!({})).await.unwrap_err();
        world.delete("User", "x").await.unwrap_err();
        world.pass(600);
        let sessions = world.sessions().await;
        assert_eq!(sessions[0]["status"], "failed");
        assert_eq!(sessions[0]["failures"], 2);
    }
}

#[tokio::test]
async fn a_tenant_without_writes_has_no_sessions() {
    for world in World::both().await {
        assert_eq!(world.sessions().await, json!([]));
    }
}
