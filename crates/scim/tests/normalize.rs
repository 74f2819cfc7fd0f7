//! What bodies become: whole bodies in, whole resources out.

#![cfg(test)]

use proptest::prelude::*;
use rollcall_scim::normalize::{Normalized, attribute_value, normalize, take_members};
use rollcall_scim::schema::ENTERPRISE_USER;
use rollcall_scim::{Attribute, Limits, Registry, Resource, ResourceType, ScimError, ScimType};
use serde_json::{Map, Value, json};

fn read(resource_type: &str, body: &Value) -> Result<Normalized, ScimError> {
    read_within(resource_type, body, &Limits::default())
}

fn read_within(
    resource_type: &str,
    body: &Value,
    limits: &Limits,
) -> Result<Normalized, ScimError> {
    let registry = Registry::standard();
    let resource_type = registry
        .resource_type(resource_type)
        .ok_or_else(|| ScimError::not_found("ResourceType", resource_type))?;
    normalize(body, resource_type, limits)
}

fn type_of(name: &str) -> ResourceType {
    let registry = Registry::standard();
    registry
        .resource_type(name)
        .expect("it is standard")
        .clone()
}

fn resource(value: Value) -> Resource {
    match value {
        Value::Object(object) => Resource::from_canonical(object),
        _ => Resource::default(),
    }
}

#[track_caller]
fn check(resource_type: &str, body: &Value, expected: Value, ignored: &[&str]) {
    let expected = Normalized {
        resource: resource(expected),
        ignored: ignored.iter().map(|&name| name.to_owned()).collect(),
    };
    assert_eq!(read(resource_type, body), Ok(expected), "{body}");
}

#[track_caller]
fn check_user(body: &Value, expected: Value) {
    check("User", body, expected, &[]);
}

#[track_caller]
fn check_refused(resource_type: &str, body: &Value, detail: &str) {
    let error = read(resource_type, body).expect_err("it must be refused");
    assert_eq!(error.scim_type(), Some(ScimType::InvalidValue), "{body}");
    assert_eq!(error.detail(), detail, "{body}");
}

const CORRECT: &str = "Correct the value, or the attribute mapping it comes from.";

#[test]
fn a_full_user_of_entra_comes_through_as_sent() {
    let mut body = json!({
        "externalId": "annl",
        "userName": "ann.lee@contoso.example",
        "active": true,
        "displayName": "Ann Lee",
        "title": "Analyst",
        "preferredLanguage": "en-AU",
        "name": { "formatted": "Ann Lee", "givenName": "Ann", "familyName": "Lee" },
        "emails": [{ "primary": true, "type": "work", "value": "ann.lee@contoso.example" }],
        "addresses": [{
            "primary": false, "type": "work", "formatted": "Level 4",
            "streetAddress": "1 Main St", "locality": "Perth", "region": "WA",
            "postalCode": "6000", "country": "AU",
        }],
        "phoneNumbers": [
            { "type": "work", "value": "+61 8 5550 0100" },
            { "type": "mobile", "value": "+61 400 555 010" },
        ],
        ENTERPRISE_USER: { "employeeNumber": "4471", "department": "Risk" },
    });
    let expected = body.clone();
    body["schemas"] = json!([
        "urn:ietf:params:scim:schemas:core:2.0:User",
        ENTERPRISE_USER
    ]);
    body["roles"] = json!([]);
    body["meta"] = json!({ "resourceType": "User" });
    check_user(&body, expected);
}

#[test]
fn names_are_understood_in_any_letter_case() {
    check_user(
        &json!({
            "USERNAME": "ann",
            "Emails": [{ "Value": "a@contoso.example", "Primary": true, "TYPE": "work" }],
            "urn:ietf:params:scim:schemas:EXTENSION:enterprise:2.0:user": {
                "Department": "Risk",
                "Manager": { "Value": "u-22" },
            },
        }),
        json!({
            "userName": "ann",
            "emails": [{ "value": "a@contoso.example", "primary": true, "type": "work" }],
            ENTERPRISE_USER: { "department": "Risk", "manager": { "value": "u-22" } },
        }),
    );
}

#[test]
fn keys_may_be_paths() {
    check_user(
        &json!({
            "userName": "ann",
            "name": { "formatted": "Ann Lee" },
            "name.givenName": "Ann",
            "department": "Risk",
            "urn:ietf:params:scim:schemas:core:2.0:User:title": "Analyst",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber": "4471",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value": "u-22",
            "urn:ietf:params:scim:schemas:core:2.0:User": { "nickName": "Annie" },
        }),
        json!({
            "userName": "ann",
            "name": { "formatted": "Ann Lee", "givenName": "Ann" },
            "title": "Analyst",
            "nickName": "Annie",
            ENTERPRISE_USER: {
                "department": "Risk",
                "employeeNumber": "4471",
                "manager": { "value": "u-22" },
            },
        }),
    );
}

#[test]
fn of_what_is_given_twice_the_last_value_counts() {
    let body = r#"{
        "userName": "ann", "userName": "bo", "USERNAME": "cy", "username": null,
        "name": { "givenName": "Ann", "GIVENNAME": "Bo" }, "Name": { "familyName": "Lee" },
        "emails": ["a@b.example"], "Emails": ["c@d.example"]
    }"#;
    check_user(
        &serde_json::from_str(body).expect("it is JSON"),
        json!({
            "userName": "cy",
            "name": { "givenName": "Bo", "familyName": "Lee" },
            "emails": [{ "value": "c@d.example" }],
        }),
    );
}

#[test]
fn empty_values_are_no_values() {
    check_user(
        &json!({
            "userName": "ann",
            "title": "",
            "nickName": null,
            "active": "",
            "addresses": null,
            "roles": [],
            "name": { "givenName": null, "familyName": "" },
            "emails": [{ "type": "work", "value": "" }, { "type": "home", "primary": false }, {}],
            "phoneNumbers": [null, ""],
            "department": null,
            "manager": null,
            "acme": null,
            ENTERPRISE_USER: { "division": "", "manager": { "value": null }, "acme": "" },
        }),
        json!({ "userName": "ann" }),
    );
    let department = json!({ ENTERPRISE_USER: { "department": "Risk" } });
    let mut body = department.clone();
    body["department"] = Value::Null;
    check_user(&body, department);
}

#[test]
fn what_clients_may_not_set_is_dropped_without_a_word() {
    check_user(
        &json!({
            "schemas": 7,
            "id": "mine",
            "meta": { "version": "W/\"9\"" },
            "groups": [{ "value": "g-1" }],
            "password": "correct horse",
            "urn:ietf:params:scim:schemas:core:2.0:User:Password": "correct horse",
            "userName": "ann",
            ENTERPRISE_USER: { "manager": { "value": "u-22", "displayName": "Bo", "$ref": "x" } },
        }),
        json!({ "userName": "ann", ENTERPRISE_USER: { "manager": { "value": "u-22" } } }),
    );
}

#[test]
fn what_no_schema_knows_is_named_as_the_client_wrote_it() {
    check(
        "User",
        &json!({
            "userName": "ann",
            "Favourite_Colour": "red",
            "name": { "givenName": "Ann", "nickName": "Annie" },
            "emails": [{ "value": "a@b.example", "note": "x" }, { "value": "c@d.example", "note": "y" }],
            "emails.value": "a@b.example",
            "emails[type eq \"work\"].value": "a@b.example",
            ENTERPRISE_USER: { "badge": "B-9", "department": "Risk" },
            "urn:example:acme:2.0:User": { "badge": "B-9" },
        }),
        json!({
            "userName": "ann",
            "name": { "givenName": "Ann" },
            "emails": [{ "value": "a@b.example" }, { "value": "c@d.example" }],
            ENTERPRISE_USER: { "department": "Risk" },
        }),
        &[
            "Favourite_Colour",
            "name.nickName",
            "emails.note",
            "emails.value",
            "emails[type eq \"work\"].value",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:badge",
            "urn:example:acme:2.0:User",
        ],
    );
}

#[test]
fn values_are_turned_into_their_type() {
    check_user(
        &json!({
            "userName": 4471,
            "nickName": true,
            "title": ["Analyst"],
            "active": "False",
            "roles": { "value": "Editor", "primary": "True" },
            "emails": "a@b.example",
            "x509Certificates": ["TUlJQg=="],
        }),
        json!({
            "userName": "4471",
            "nickName": "true",
            "title": "Analyst",
            "active": false,
            "roles": [{ "value": "Editor", "primary": true }],
            "emails": [{ "value": "a@b.example" }],
            "x509Certificates": [{ "value": "TUlJQg==" }],
        }),
    );
}

#[test]
fn text_is_kept_exactly_as_sent() {
    let body = json!({
        "userName": " Ann.Lee@Contoso.example ",
        "title": "\t\u{FEFF}e\u{301}",
        "phoneNumbers": [{ "value": "(08) 5550-0100 ext 7" }],
        "roles": [{ "value": "{\"id\":\"6f\",\"value\":\"Admin\",\"displayName\":\"Admin\"}" }],
    });
    check_user(&body, body.clone());
}

#[test]
fn every_form_of_the_manager_is_one() {
    let address = "https://contoso.example/scim/v2/Users/u-22";
    for manager in [
        json!("u-22"),
        json!(["u-22"]),
        json!({ "value": "u-22" }),
        json!({ "value": "u-22", "$ref": null }),
        json!([{ "value": "u-22", "$ref": address }]),
        json!({ "$ref": address }),
        json!({ "$REF": "../Users/u-22" }),
    ] {
        let expected = json!({ ENTERPRISE_USER: { "manager": { "value": "u-22" } } });
        check_user(&json!({ "manager": manager }), expected.clone());
        check_user(
            &json!({ ENTERPRISE_USER: { "manager": manager } }),
            expected,
        );
    }
}

#[test]
fn display_name_stands_for_display_where_only_that_exists() {
    check_user(
        &json!({ "roles": [
            { "displayName": "Administrator", "value": "Admin" },
            { "display": "Auditor", "displayName": "other", "value": "Audit" },
        ] }),
        json!({ "roles": [
            { "display": "Administrator", "value": "Admin" },
            { "display": "Auditor", "value": "Audit" },
        ] }),
    );
}

#[test]
fn the_same_type_and_value_is_kept_once() {
    check_user(
        &json!({
            "emails": [
                { "type": "work", "value": "a@b.example" },
                { "type": "home", "value": "a@b.example" },
                { "type": "work", "value": "a@b.example", "primary": true },
                { "value": "a@b.example" },
            ],
            "addresses": [{ "locality": "Perth" }, { "locality": "Perth" }, { "locality": "Rome" }],
        }),
        json!({
            "emails": [
                { "type": "work", "value": "a@b.example", "primary": true },
                { "type": "home", "value": "a@b.example" },
                { "value": "a@b.example" },
            ],
            "addresses": [{ "locality": "Perth" }, { "locality": "Rome" }],
        }),
    );
}

#[test]
fn members_come_in_every_form_and_each_once() {
    let body = json!({
        "displayName": "Finance",
        "members": [
            "u-1",
            { "value": "u-2", "$ref": null, "display": "Bo" },
            { "value": "u-1", "type": "User" },
            { "$ref": "https://contoso.example/scim/v2/Users/u-3" },
            { "$ref": "../groups/g-4", "type": "Group" },
        ],
    });
    let mut group = read("Group", &body).expect("it is a group").resource;
    let groups = type_of("Group");
    assert_eq!(
        take_members(&mut group, &groups),
        ["u-1", "u-2", "u-3", "g-4"]
    );
    assert_eq!(group, resource(json!({ "displayName": "Finance" })));
    assert_eq!(take_members(&mut group, &groups), Vec::<String>::new());
}

#[test]
fn members_must_name_someone() {
    let detail = "members has an element without `value`. Send the id of the resource that is \
                  meant.";
    for member in [
        json!({ "display": "Bo" }),
        json!({ "value": "", "type": "User" }),
        json!({ "$ref": "https://contoso.example/Users/" }),
        json!({ "$ref": "https://contoso.example/Devices/d-1" }),
        json!({ "$ref": "u-1" }),
        json!({ "foo": { "bar": 1 } }),
    ] {
        check_refused("Group", &json!({ "members": [member] }), detail);
    }
}

#[test]
fn values_that_cannot_be_of_their_type_are_refused_by_name() {
    for (body, wrong) in [
        (
            json!({ "active": "yes" }),
            "active must be true or false, but the request has the text \"yes\".",
        ),
        (
            json!({ "active": 1 }),
            "active must be true or false, but the request has the value 1.",
        ),
        (
            json!({ "title": { "a": 1 } }),
            "title must be text, but the request has an object.",
        ),
        (
            json!({ "title": ["a", "b"] }),
            "title must be text, but the request has a list of 2 values.",
        ),
        (
            json!({ "name": "Ann" }),
            "name must be an object, but the request has the text \"Ann\".",
        ),
        (
            json!({ "emails": [["a"]] }),
            "emails must be an object, but the request has a list of 1 values.",
        ),
        (
            json!({ "emails": [{ "value": {"a": 1} }] }),
            "emails.value must be text, but the request has an object.",
        ),
        (
            json!({ "roles": [{ "primary": "si" }] }),
            "roles.primary must be true or false, but the request has the text \"si\".",
        ),
        (
            json!({ "x509Certificates": [{ "value": "no Base64!" }] }),
            "x509Certificates.value must be Base64 data, but the request has the text \"no Base64!\".",
        ),
        (
            json!({ ENTERPRISE_USER: "Risk" }),
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User must be an object, but the request has the text \"Risk\".",
        ),
        (
            json!({ ENTERPRISE_USER: { "department": [1, 2] } }),
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department must be text, but the request has a list of 2 values.",
        ),
    ] {
        check_refused("User", &body, &format!("{wrong} {CORRECT}"));
    }
}

#[test]
fn numbers_and_times_are_read_from_text() {
    let integer = |value: Value| typed(rollcall_scim::schema::Kind::Integer, &value);
    let decimal = |value: Value| typed(rollcall_scim::schema::Kind::Decimal, &value);
    let time = |value: Value| typed(rollcall_scim::schema::Kind::DateTime, &value);
    assert_eq!(integer(json!("-42")), Some(json!(-42)));
    assert_eq!(integer(json!(42)), Some(json!(42)));
    for wrong in [
        json!("4.2"),
        json!(4.2),
        json!("4e2"),
        json!(4e2),
        json!(u64::MAX),
        json!(true),
        json!(""),
    ] {
        assert_eq!(integer(wrong), None);
    }
    assert_eq!(decimal(json!("4.5")), Some(json!(4.5)));
    assert_eq!(decimal(json!("1e16")), decimal(json!(1e16)));
    for (sent, kept) in [
        ("4", "4"),
        ("1e16", "10000000000000000"),
        ("1e300", "1e300"),
    ] {
        let [sent, kept]: [Value; 2] = [sent, kept].map(|it| it.parse().unwrap());
        assert_eq!(decimal(sent), Some(kept));
    }
    for wrong in [json!("1e400"), json!("NaN"), json!("inf"), json!([1, 2])] {
        assert_eq!(decimal(wrong), None);
    }
    let instant = json!("2026-01-31T09:00:00+08:00");
    assert_eq!(time(instant.clone()), Some(instant));
    for wrong in [
        json!("2026-01-31"),
        json!("09:00:00Z"),
        json!("soon"),
        json!(1_769_000_000),
    ] {
        assert_eq!(time(wrong), None);
    }
}

/// The canonical value; `None` where it is refused or empty.
fn typed(kind: rollcall_scim::schema::Kind, value: &Value) -> Option<Value> {
    let attribute = Attribute {
        kind,
        ..Attribute::string("level", "A level.")
    };
    let limits = Limits::default();
    attribute_value(&attribute, value, "level", &limits, &mut Vec::new()).unwrap_or_default()
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    for body in [
        json!(null),
        json!([]),
        json!("ann"),
        json!(7),
        json!([{ "userName": "ann" }]),
    ] {
        let expected =
            ScimError::invalid_syntax("The body must be a JSON object that describes a User.");
        assert_eq!(read("User", &body), Err(expected), "{body}");
    }
}

#[test]
fn limits_hold() {
    let limits = Limits {
        values: 2,
        string_length: 4,
        ..Limits::default()
    };
    let check = |resource_type: &str, body: Value, expected: ScimError| {
        assert_eq!(read_within(resource_type, &body, &limits), Err(expected));
    };
    check(
        "User",
        json!({ "title": "héllo" }),
        ScimError::invalid_value(
            "title is 6 bytes long, the limit is 4 (max_text_bytes). Shorten the value.",
        ),
    );
    check(
        "Group",
        json!({ "members": ["a", "b", "a"] }),
        ScimError::too_large(
            "members has 3 values in one request; at most 2 are accepted (max_values). Send fewer \
             at a time.",
        ),
    );
    let fits = read_within(
        "Group",
        &json!({ "displayName": "hell", "members": ["a", "b"] }),
        &limits,
    );
    assert!(fits.is_ok());
}

#[test]
fn nul_characters_are_refused() {
    check_refused(
        "User",
        &json!({ "name": { "givenName": "An\0n" } }),
        "name.givenName contains a NUL character, which cannot be stored. Remove it from the value.",
    );
}

#[test]
fn a_body_of_a_hundred_thousand_unknown_keys_is_read_and_reported_briefly() {
    let fields: Map<String, Value> = (0..100_000)
        .map(|number| {
            (
                format!("x{number}\0{}", "é".repeat(300)),
                json!({ "a": [1] }),
            )
        })
        .collect();
    let read = read("User", &Value::Object(fields)).expect("unknown attributes are no error");
    assert_eq!(read.resource, Resource::default());
    assert_eq!(read.ignored.len(), 50);
    assert_eq!(read.ignored[7], format!("x7\u{FFFD}{}…", "é".repeat(197)));
}

#[test]
fn a_hundred_thousand_members_are_read_in_one_pass() {
    let members: Vec<Value> = (0..100_000)
        .map(|number| json!({ "value": (number % 50_000).to_string(), "odd": number }))
        .collect();
    let body = json!({ "displayName": "All", "members": members });
    let mut read = read("Group", &body).expect("it is within the limits");
    assert_eq!(read.ignored, ["members.odd"]);
    let members = take_members(&mut read.resource, &type_of("Group"));
    assert_eq!(members.len(), 50_000);
}

/// Names that mean something, in letter cases of a client's choice, and some that mean nothing.
fn a_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "userName",
        "TITLE",
        "active",
        "name",
        "givenName",
        "name.familyName",
        "emails",
        "roles",
        "value",
        "Type",
        "primary",
        "display",
        "displayName",
        "manager",
        "$ref",
        "department",
        "addresses",
        "locality",
        "password",
        "id",
        "foo",
        "x509Certificates",
        "urn:ietf:params:scim:schemas:core:2.0:User",
        ENTERPRISE_USER,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
    ])
    .prop_map(str::to_owned)
}

fn a_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i8>().prop_map(Value::from),
        prop::sample::select(vec!["", "work", "True", "ann", "../Users/7"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let object = prop::collection::vec((a_name(), inner.clone()), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::Array),
            object.prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_was_normalized_once_stays_as_it_is(
        fields in prop::collection::vec((a_name(), a_value()), 0..6)
    ) {
        let body = Value::Object(fields.into_iter().collect());
        if let Ok(once) = read("User", &body) {
            let body = Value::Object(once.resource.attributes().clone());
            let again = Normalized { ignored: Vec::new(), ..once };
            prop_assert_eq!(read("User", &body), Ok(again));
        }
    }

    #[test]
    fn putting_back_what_get_gave_changes_nothing(
        fields in prop::collection::vec((a_name(), a_value()), 0..6)
    ) {
        let body = Value::Object(fields.into_iter().collect());
        if let Ok(once) = read("User", &body) {
            let mut answer = once.resource.attributes().clone();
            let made_by_the_server = json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE_USER],
                "id": "u-1",
                "groups": [{"value": "g-1", "display": "Finance", "type": "direct"}],
                "meta": {"resourceType": "User", "version": "W/\"1\""},
            });
            answer.extend(made_by_the_server.as_object().cloned().unwrap());
            let again = Normalized { ignored: Vec::new(), ..once };
            prop_assert_eq!(read("User", &Value::Object(answer)), Ok(again));
        }
    }
}
