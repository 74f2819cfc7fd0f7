//! Bodies whose long lists of members are kept short mean what they mean when they are not.
#![expect(clippy::unwrap_used, reason = "a panic is how a test reports")]

use std::collections::HashMap;

use rollcall_scim::bulk::{BulkRequest, Entry, Method, Operation};
use rollcall_scim::normalize::{described, normalize, take_members};
use rollcall_scim::patch::Patch;
use rollcall_scim::{Content, Id, Limits, Registry, ResourceType, ScimError};
use serde_json::{Value, json};

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn groups() -> ResourceType {
    Registry::standard().resource_type("Group").unwrap().clone()
}

/// Long enough for its lists to be kept short.
fn long(body: &Value) -> String {
    format!("{body}{}", " ".repeat(64 * 1024))
}

/// Lists of members that are written in many ways.
fn lists() -> Vec<Value> {
    let id = "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
    let address = "https://scim.example/Users/u-2";
    vec![
        json!([]),
        json!([{"value": id}]),
        json!([{"value": id}, {"value": "u-2"}, {"value": id}, {"value": id.to_uppercase()}]),
        json!([{"value": id, "$ref": null, "display": "Ann \"Lee\"", "type": "User"}]),
        json!([{"value": "u-1", "$ref": address}, {"display": "x", "value": "u\u{e9}\n"}]),
        json!([{"value": "u-1", "type": "robot"}]),
        json!([{"value": "u-1", "displayName": "Ann", "other": {"a": [1]}}]),
        json!([{"value": "u-1"}, {"Value": "u-2"}]),
        json!([{"value": "u-1"}, "u-2", {"$ref": address}]),
        json!([{"value": "u-1"}, {"display": "nobody"}]),
        json!([{"value": "u-1"}, {"value": ""}]),
        json!([{"value": "u-1"}, {"value": "u\u{0}"}]),
        json!([{"value": "u-1"}, {"value": 7}]),
        json!([{"value": "u-1"}, null]),
        json!([{"value": "u-1", "display": "x".repeat(300)}]),
        json!([{"value": "u-1", "display": "x".repeat(20_000)}]),
        json!([{"value": "x".repeat(20_000)}]),
        json!({"value": "u-1"}),
        json!({"\u{0}list": 0}),
        json!("u-1"),
        json!(null),
    ]
}

#[test]
fn a_patch_of_members_is_the_same() {
    let (groups, limits) = (groups(), Limits::default());
    let mut cases = Vec::new();
    for list in lists() {
        for op in ["add", "Replace", "remove"] {
            for path in [
                json!("members"),
                json!("Members"),
                json!(format!("{GROUP}:members")),
            ] {
                cases.push(json!([{"op": op, "path": path, "value": list}]));
            }
            cases.push(json!([{"value": {"members": list, "displayName": "x"}, "op": op}]));
            cases.push(json!([{"op": op, "value": list}]));
            for path in ["externalId", "members.value", "members[value eq \"a\"]"] {
                cases.push(json!([{"op": op, "path": path, "value": list}]));
            }
            let twice = json!({"op": op, "path": "externalId", "Path": "members", "value": list});
            cases.push(json!([twice, {"op": "add", "path": "members", "value": list}]));
        }
    }
    for operations in cases {
        let body = json!({"operations": operations});
        let expected = Patch::parse(&body, &groups, &limits).and_then(|it| changes(it, &groups));
        let content = Content::parse_group(long(&body).as_bytes(), limits.string_length).unwrap();
        let found = Patch::read(&content, &groups, &limits).and_then(|it| changes(it, &groups));
        assert_eq!(found, expected, "{body}");
    }
}

fn changes(mut patch: Patch<'_>, groups: &ResourceType) -> Result<String, ScimError> {
    let members = patch.take_member_changes()?;
    let mut resource =
        normalize(&json!({"displayName": "a"}), groups, &Limits::default())?.resource;
    patch.apply(&mut resource)?;
    Ok(format!("{members:?} {resource:?}"))
}

#[test]
fn a_group_with_members_is_the_same() {
    let (groups, limits) = (groups(), Limits::default());
    for list in lists() {
        for body in [
            json!({"displayName": "x", "members": list}),
            json!({"members": [{"value": "a"}], "MEMBERS": list, "externalId": "e"}),
            json!({"Members": list, "members": [{"value": "a", "other": 1}]}),
            json!({format!("{GROUP}:members"): list}),
            json!({GROUP: {"members": list}, "\u{0}list": {"\u{0}list": 0}}),
            json!({"Operations": list}),
        ] {
            let content = Content::parse_group(long(&body).as_bytes(), limits.string_length);
            let found = described(&content.unwrap(), &groups, &limits);
            let expected = normalize(&body, &groups, &limits).map(|mut read| {
                let members = take_members(&mut read.resource, &groups);
                (
                    read,
                    members.into_iter().map(Id::from).collect::<Vec<_>>().into(),
                )
            });
            match (found, expected) {
                (Ok((found, members)), Ok((expected, ids))) => {
                    assert_eq!(
                        (found.resource, members),
                        (expected.resource, ids),
                        "{body}"
                    );
                    assert_eq!(found.ignored, expected.ignored, "{body}");
                }
                (found, expected) => assert_eq!(found, expected, "{body}"),
            }
        }
    }
}

#[test]
fn more_members_than_may_be_are_refused() {
    let limits = Limits {
        values: 2,
        ..Limits::default()
    };
    let body = json!({"members": [{"value": "a"}, {"value": "b"}, {"value": "a"}]});
    let content = Content::parse_group(long(&body).as_bytes(), 99).unwrap();
    let found = described(&content, &groups(), &limits);
    assert_eq!(
        found.unwrap_err(),
        normalize(&body, &groups(), &limits).unwrap_err()
    );
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    for text in [
        r#"{"members": [{"value": "a"}, {"value": "b"]}"#,
        r#"{"members": [{"value": "\ud800"}]}"#,
        r#"{"members": [{"value": 1e400}]}"#,
        r#"{"members": [{"value": "a"}]} x"#,
        r#"{"Operations": [{"value": {"members": [}}]}"#,
    ] {
        let text = format!("{}\n{text}", " ".repeat(64 * 1024));
        let found = Content::parse_group(text.as_bytes(), 99).unwrap_err();
        let expected = serde_json::from_str::<Value>(&text).unwrap_err();
        assert_eq!(found.to_string(), expected.to_string());
    }
}

#[test]
fn a_list_that_is_kept_short_takes_less_than_its_text() {
    let members: Vec<_> = (0..2_000)
        .map(|it| json!({"value": format!("{it:036}")}))
        .collect();
    let content = |body: &Value| Content::parse_group(body.to_string().as_bytes(), 99).unwrap();
    let body = content(&json!({"displayName": "x", "members": members}));
    assert_eq!(body.value()["displayName"], "x");
    assert!(body.value()["members"].is_object());
    let patch = json!({"Operations": [{"op": "add", "path": "members", "value": members}]});
    assert!(content(&patch).value()["Operations"][0]["value"].is_object());
}

#[test]
fn a_bulk_request_about_groups_is_the_same() {
    let (registry, limits) = (Registry::standard(), Limits::default());
    let references = json!([{"value": "bulkId:a"}, {"value": "u-1"}]);
    let addresses = json!([{"value": "u-1", "$ref": "../Users/bulkId:a"}]);
    for list in lists().into_iter().chain([references, addresses]) {
        let patch = json!([{"op": "add", "path": "members", "value": list}]);
        for (method, path, data) in [
            (
                "POST",
                "/Groups",
                json!({"displayName": "x", "members": list}),
            ),
            (
                "put",
                "Groups/g",
                json!({"displayName": "x", "Members": list}),
            ),
            ("PATCH", " /Groups/g ", json!({"Operations": patch})),
            ("PATCH", "/Groups/g", patch.clone()),
            ("POST", "/Users", json!({"userName": "x", "members": list})),
            ("DELETE", "/Groups/g", json!({"members": list})),
            ("POST", "/Groups", json!("x")),
            ("POST", "/Nowhere", json!({"members": list})),
        ] {
            let operation = json!({"method": method, "path": path, "bulkId": "b", "data": data});
            let body = json!({"operations": [operation, {"method": "DELETE"}]});
            let short = Content::parse_bulk(long(&body).as_bytes(), limits.string_length).unwrap();
            let expected = bulk(body.clone().into(), &registry, &limits);
            assert_eq!(bulk(short, &registry, &limits), expected, "{body}");
        }
    }
}

/// What is understood of each operation, once with what it refers to and once with ids for it.
fn bulk(body: Content, registry: &Registry, limits: &Limits) -> Vec<String> {
    let request = BulkRequest::parse(body, registry, limits).unwrap();
    let ids = HashMap::from([("a".to_owned(), "id-of-a".to_owned())]);
    let understood = |entry: &Entry| match &entry.operation {
        Err(error) => format!("{error:?}"),
        Ok(operation) => {
            let resolved = operation.resolved(registry, &ids);
            let names = operation.references(registry);
            let data = [operation, &resolved].map(|it| understood(it, registry, limits));
            format!("{:?} {names:?} {data:?}", operation.method)
        }
    };
    request.entries.iter().map(understood).collect()
}

fn understood(operation: &Operation, registry: &Registry, limits: &Limits) -> String {
    let resource_type = registry.resource_type(&operation.resource_type).unwrap();
    if operation.method == Method::Patch {
        let patch = Patch::read(&operation.data, resource_type, limits);
        return format!("{:?}", patch.and_then(|it| changes(it, resource_type)));
    }
    match described(&operation.data, resource_type, limits) {
        Ok((read, members)) => format!("{:?} {:?} {members:?}", read.resource, read.ignored),
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn lists_of_a_bulk_request_are_kept_short_where_it_speaks_of_groups() {
    let members: Vec<_> = (0..2_000)
        .map(|it| json!({"value": format!("{it:036}")}))
        .collect();
    let data = json!({"displayName": "x", "members": members});
    let operations: Vec<_> = ["/Groups", "/Users"]
        .map(|path| json!({"method": "POST", "path": path, "bulkId": path, "data": data}))
        .into();
    let body = json!({ "Operations": operations }).to_string();
    let content = Content::parse_bulk(body.as_bytes(), 99).unwrap();
    let of = |place: usize| &content.value()["Operations"][place]["data"]["members"];
    assert!(of(0).is_object() && of(1).is_array());
}
