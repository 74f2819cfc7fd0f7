//! PATCH requests that remove members of a group by what their names are.

use serde_json::{Value, json};

use crate::world::World;

async fn named(world: &World, name: &str) -> String {
    let body = json!({"userName": name.to_lowercase(), "displayName": name});
    world.create("User", body).await.unwrap().id
}

fn remove(filter: &str) -> Value {
    json!({"op": "remove", "path": format!("members[{filter}]")})
}

#[tokio::test]
async fn filters_select_members_as_those_before_them_left_the_group() {
    for world in World::both().await {
        let (ann, bob, cat) = (
            named(&world, "Ann").await,
            named(&world, "Bob").await,
            named(&world, "Cat").await,
        );
        let join = || json!({"op": "add", "path": "members", "value": [{"value": cat}]});
        let cases = [
            (vec![remove("display eq \"ann\"")], vec![&bob]),
            (
                vec![remove("display eq \"ann\""), remove("display sw \"b\"")],
                vec![],
            ),
            // Who is added is selected by the filters behind, and not by those before.
            (vec![join(), remove("display co \"a\"")], vec![&bob]),
            (vec![remove("display co \"a\""), join()], vec![&bob, &cat]),
            (
                vec![
                    remove("display eq \"ann\""),
                    join(),
                    remove("display eq \"Cat\""),
                ],
                vec![&bob],
            ),
            (vec![remove("display eq \"nobody\"")], vec![&ann, &bob]),
        ];
        for (number, (operations, expected)) in cases.into_iter().enumerate() {
            let group = world.group(&format!("Group {number}"), &[&ann, &bob]).await;
            let patched = world.patch("Group", &group, json!(operations)).await;
            patched.unwrap();
            let mut left = world.members(&group).await;
            left.sort_unstable();
            assert_eq!(left.iter().collect::<Vec<_>>(), expected, "{number}");
        }
    }
}
