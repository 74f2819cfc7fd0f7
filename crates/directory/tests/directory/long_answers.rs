//! Answers too long to be in memory whole.

use std::ops::RangeInclusive;

use rollcall_directory::{Answer, Shape, Written};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::world::{BASE, World, json_of, parameters};

/// Members of a large group.
const MEMBERS: u64 = 2_000;

/// The id of the user of that number.
fn user(number: u64) -> String {
    format!("aaaaaaaa-0000-7000-8000-{number:012}")
}

/// Adds users, of whom only the second has a name, to two new groups. Returns the groups' ids.
async fn two_large_groups(world: &World) -> [String; 2] {
    let first = world.group("first", &[]).await;
    let second = world.group("second", &[]).await;
    let tenant = i64::from(world.caller.tenant);
    let is_postgres = world.url().starts_with("postgres");
    let (json, zeros) = if is_postgres {
        ("::jsonb", "lpad(i::text, 12, '0')")
    } else {
        ("", "printf('%012d', i)")
    };
    let id = format!("'aaaaaaaa-0000-7000-8000-' || {zeros}");
    let numbers = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MEMBERS})"
    );
    let users = format!(
        "{numbers} INSERT INTO resources (tenant_key, id, resource_type, version, created_at, \
         modified_at, document, comparable) SELECT {tenant}, {id}, 'User', 1, 0, 0, \
         (CASE WHEN i = 2 THEN '{{\"displayName\":\"\\\"Ann\\\"\"}}' ELSE '{{}}' END){json}, \
         '{{}}'{json} FROM n"
    );
    let conn = sea_orm::Database::connect(world.url()).await.unwrap();
    conn.execute_unprepared(&users).await.unwrap();
    for group in [&first, &second] {
        let members = format!(
            "{numbers} INSERT INTO memberships (tenant_key, group_id, member_id, member_type, \
             created_at) SELECT {tenant}, '{group}', {id}, 'User', 0 FROM n"
        );
        conn.execute_unprepared(&members).await.unwrap();
    }
    conn.close().await.unwrap();
    [first, second]
}

/// A member as it is answered, with only these parts of it.
fn member(number: u64, parts: &[&str]) -> Option<Value> {
    let mut member =
        json!({"value": user(number), "$ref": format!("{BASE}/Users/{}", user(number))});
    member["type"] = json!("User");
    if number == 2 {
        member["display"] = json!("\"Ann\"");
    }
    let member = member.as_object_mut().unwrap();
    member.retain(|name, _| parts.contains(&name.as_str()));
    (!member.is_empty()).then(|| json!(member))
}

/// How many parts an answer has, and what it is.
fn taken_apart(answer: Answer) -> (usize, Value) {
    let (first, rest) = answer.into_parts();
    let mut parts = vec![first];
    if let Some(mut rest) = rest {
        while let Some(part) = rest.next_part().unwrap() {
            parts.push(part);
        }
    }
    for part in &parts {
        assert!(part.len() < 66_000, "a part has {} bytes", part.len());
    }
    (parts.len(), serde_json::from_str(&parts.concat()).unwrap())
}

#[tokio::test]
async fn a_large_group_comes_in_parts_and_shows_what_is_asked_for() {
    const ALL: &[&str] = &["value", "$ref", "type", "display"];
    for world in World::both().await {
        let [group, _] = two_large_groups(&world).await;
        for (attributes, excluded, parts, is_long) in [
            (None, None, ALL, true),
            (Some("members.value"), None, &["value"][..], true),
            (Some("members.display"), None, &["display"], false),
            (
                None,
                Some("members.$ref,members.type,members.value"),
                &["display"],
                false,
            ),
            (None, Some("members"), &[], false),
        ] {
            let shape = Shape {
                attributes: attributes.map(str::to_owned),
                excluded_attributes: excluded.map(str::to_owned),
            };
            let shown = world
                .directory
                .get(&world.caller, "Group", &group, &shape)
                .await;
            let (count, body) = taken_apart(shown.unwrap().body);
            let expected: Vec<_> = (1..=MEMBERS).filter_map(|it| member(it, parts)).collect();
            let expected = (!expected.is_empty()).then(|| json!(expected));
            assert_eq!(body.get("members"), expected.as_ref(), "{shape:?}");
            assert_eq!(body["id"], group);
            assert_eq!(count > 1, is_long, "{count} parts: {shape:?}");
        }
    }
}

#[tokio::test]
async fn members_of_whom_nothing_is_shown_leave_nothing_behind() {
    for world in World::both().await {
        let nameless = world.user("nameless").await;
        let groups = [
            world.group("alone", &[&nameless]).await,
            world.group("empty", &[]).await,
        ];
        let query = parameters(&[("attributes", "members.display"), ("sortBy", "displayName")]);
        let found = world.directory.list(&world.caller, "Group", &query).await;
        let schemas = json!(["urn:ietf:params:scim:schemas:core:2.0:Group"]);
        let expected = json!([
            {"schemas": schemas, "id": groups[0]},
            {"schemas": schemas, "id": groups[1], "members": []},
        ]);
        assert_eq!(json_of(found.unwrap())["Resources"], expected);
    }
}

#[tokio::test]
async fn a_change_of_many_members_is_made_and_journaled_whole() {
    for world in World::both().await {
        let [group, _] = two_large_groups(&world).await;
        let members = |numbers: RangeInclusive<u64>| -> Vec<Value> {
            numbers.rev().map(|it| json!({"value": user(it)})).collect()
        };
        let (half, most) = (MEMBERS / 2, MEMBERS - 100);
        let body = json!({"displayName": "first", "members": members(1..=half)});
        let replaced = world.replace("Group", &group, body).await.unwrap();
        assert_eq!(
            replaced.body["members"].as_array().unwrap().len() as u64,
            half
        );
        let back = json!([{"op": "add", "path": "members", "value": members(100..=most)}]);
        let patched = world.patch("Group", &group, back).await.unwrap();
        assert!(matches!(patched, Written::Unlisted { .. }), "{patched:?}");
        let all = json!({"displayName": "first", "members": members(1..=MEMBERS)});
        let replaced = world.replace("Group", &group, all).await.unwrap();
        assert_eq!(replaced.body, Value::Null, "it is read to be shown");
        let shown = world.get("Group", &group).await.unwrap();
        assert_eq!(shown["meta"]["version"], replaced.version);
        assert_eq!(shown["members"].as_array().unwrap().len() as u64, MEMBERS);
        let journal = world.journal().await;
        let ids = |numbers: RangeInclusive<u64>| numbers.map(user).collect::<Vec<_>>();
        for (entry, old, new) in [
            (&journal[2], json!(ids(half + 1..=MEMBERS)), Value::Null),
            (&journal[1], Value::Null, json!(ids(half + 1..=most))),
            (&journal[0], Value::Null, json!(ids(most + 1..=MEMBERS))),
        ] {
            let change = json!([{"attribute": "members", "old": old, "new": new}]);
            assert_eq!(entry["changes"], change);
            assert_eq!(entry["status"], "success");
        }
    }
}

#[tokio::test]
async fn a_list_of_large_groups_is_what_its_groups_are() {
    for world in World::both().await {
        let groups = two_large_groups(&world).await;
        let mut expected = Vec::new();
        for group in &groups {
            let shape = Shape::default();
            let shown = world
                .directory
                .get(&world.caller, "Group", group, &shape)
                .await;
            expected.push(json_of(shown.unwrap().body));
        }
        let query = parameters(&[("sortBy", "displayName")]);
        let found = world.directory.list(&world.caller, "Group", &query).await;
        let (count, body) = taken_apart(found.unwrap());
        assert!(count > 5, "{count} parts");
        assert_eq!(body["itemsPerPage"], 2);
        assert_eq!(body["Resources"], json!(expected));
    }
}
