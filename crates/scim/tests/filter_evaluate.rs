//! What filters mean, on resources as they are answered.

#![cfg(test)]

use rollcall_scim::filter::{compile, parse, resolve_among, resolve_elements};
use rollcall_scim::{Limits, Registry, Resource, comparable};
use serde_json::{Map, Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("not an object: {other}"),
    }
}

fn ann() -> Map<String, Value> {
    object(json!({
        "id": "u-7c11",
        "externalId": "AnnL",
        "userName": "Ann.Lee@contoso.com",
        "name": { "givenName": "Ann", "familyName": "O'Malley-Straße" },
        "displayName": "Ann \"The\\Boss\" Lee",
        "active": true,
        "emails": [
            { "type": "work", "value": "Ann.Lee@contoso.com", "primary": true },
            { "type": "home", "value": "ann@example.org" },
        ],
        "roles": [{ "value": "Admin", "primary": true }],
        "groups": [{ "value": "g-5", "display": "Finance", "type": "direct" }],
        "meta": {
            "resourceType": "User",
            "created": "2026-01-05T09:00:00.500Z",
            "lastModified": "2026-01-06T09:00:00.000Z",
            "version": "W/\"3\"",
        },
        ENTERPRISE: { "department": "Retail", "manager": { "value": "u-22" } },
    }))
}

fn selects(resource_type: &str, text: &str, resource: &Map<String, Value>) -> bool {
    let registry = Registry::standard();
    let resource_type = registry
        .resource_type(resource_type)
        .expect("a resource type");
    let expr = compile(text, resource_type, &Limits::default()).expect(text);
    expr.matches(resource)
}

fn check(text: &str, expected: bool) {
    assert_eq!(selects("User", text, &ann()), expected, "{text}");
}

#[test]
fn text_is_compared_by_the_case_rule_of_its_attribute() {
    for (text, expected) in [
        ("userName eq \"ann.lee@CONTOSO.com\"", true),
        ("userName eq \"ann.lee\"", false),
        ("userName sw ANN", true),
        ("userName ew \".COM\"", true),
        ("userName co \"lee@\"", true),
        ("userName co \"bob\"", false),
        ("userName sw \"lee\"", false),
        ("name.familyName co \"o'malley\"", true),
        ("name.familyName ew \"STRASSE\"", true),
        ("externalId eq \"AnnL\"", true),
        ("externalId eq \"annl\"", false),
        ("externalId sw \"Ann\"", true),
        ("id eq \"u-7c11\"", true),
        ("id eq \"U-7C11\"", false),
        (r#"displayName eq "ann \"the\\boss\" LEE""#, true),
        (r#"displayName co "\\""#, true),
        ("meta.version eq \"W/\\\"3\\\"\"", true),
        ("meta.resourceType eq \"User\"", true),
    ] {
        check(text, expected);
    }
}

#[test]
fn text_is_ordered_by_its_bytes() {
    for (text, expected) in [
        ("userName gt \"ann\"", true),
        ("userName gt \"ANN.LEE@contoso.com\"", false),
        ("userName ge \"ANN.LEE@contoso.com\"", true),
        ("userName lt \"b\"", true),
        ("userName le \"B\"", true),
        ("userName lt \"a\"", false),
        ("externalId lt \"a\"", true),
        ("externalId lt \"A\"", false),
        ("name.familyName lt \"é\"", true),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_null_filter_selects_what_has_no_value() {
    for (text, expected) in [
        ("title eq null", true),
        ("title ne null", false),
        ("active eq null", false),
        ("manager ne null", true),
        ("phoneNumbers eq null", true),
    ] {
        check(text, expected);
    }
}

#[test]
fn booleans_and_dates_are_compared_by_their_type() {
    for (text, expected) in [
        ("active eq true", true),
        ("active eq \"True\"", true),
        ("active ne true", false),
        ("active eq false", false),
        ("meta.created eq \"2026-01-05T10:00:00.5+01:00\"", true),
        ("meta.created eq \"2026-01-05T09:00:00.500900Z\"", true),
        ("meta.created gt \"2026-01-05T09:00:00.499Z\"", true),
        ("meta.created gt \"2026-01-05T09:00:00.500Z\"", false),
        ("meta.created ge \"2026-01-05T09:00:00.500Z\"", true),
        ("meta.created lt \"2026-01-05T09:00:00.501Z\"", true),
        ("meta.Created gt 2015-10-10T14:38:21.8617979-07:00", true),
        ("meta.lastModified le 2026-01-06T01:00:00-08:00", true),
        ("meta.lastModified ne 2026-01-06T01:00:00-08:00", false),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_value_is_present_when_it_is_not_empty() {
    for (text, expected) in [
        ("userName pr", true),
        ("title pr", false),
        ("active pr", true),
        ("name pr", true),
        ("name.middleName pr", false),
        ("emails pr", true),
        ("emails.display pr", false),
        ("emails.primary pr", true),
        ("phoneNumbers pr", false),
        ("department pr", true),
        ("costCenter pr", false),
        ("manager pr", true),
        ("groups.value pr", true),
    ] {
        check(text, expected);
    }
    let hollow = object(json!({
        "title": "", "nickName": null, "active": false, "name": { "givenName": "" },
        "emails": [], "phoneNumbers": [{}], "roles": [{ "value": null }],
    }));
    for name in [
        "title",
        "nickName",
        "name",
        "emails",
        "phoneNumbers",
        "roles",
    ] {
        assert!(!selects("User", &format!("{name} pr"), &hollow), "{name}");
    }
    assert!(selects("User", "active pr", &hollow));
}

#[test]
fn one_value_of_many_is_enough() {
    for (text, expected) in [
        ("emails co \"example.org\"", true),
        ("emails.value eq \"ANN@example.org\"", true),
        (
            "emails.type eq \"work\" and emails.value eq \"ann@example.org\"",
            true,
        ),
        (
            "emails[type eq \"work\" and value eq \"ann@example.org\"]",
            false,
        ),
        (
            "emails[type eq \"home\" and value eq \"ann@example.org\"]",
            true,
        ),
        (
            "emails[type eq \"work\"].value eq \"ann.lee@contoso.com\"",
            true,
        ),
        (
            "emails[type eq \"home\"].value eq \"ann.lee@contoso.com\"",
            false,
        ),
        ("emails[not (type eq \"work\")]", true),
        ("emails[primary eq true and type eq \"home\"]", false),
        ("emails[primary eq null]", true),
        ("emails[type eq \"fax\"]", false),
        ("phoneNumbers[type eq null]", false),
        ("roles[primary eq \"True\"].value eq \"admin\"", true),
        ("name[givenName eq \"ann\" and familyName sw \"o\"]", true),
        ("name[givenName eq \"bob\"]", false),
        ("groups eq \"g-5\"", true),
        ("groups.display eq \"FINANCE\"", true),
    ] {
        check(text, expected);
    }
}

#[test]
fn different_holds_for_any_other_value_and_for_none() {
    for (text, expected) in [
        ("userName ne \"bob\"", true),
        ("userName ne \"ANN.lee@contoso.com\"", false),
        ("title ne \"Boss\"", true),
        ("emails.type ne \"work\"", true),
        ("not (emails.type eq \"work\")", false),
        ("roles.value ne \"admin\"", false),
        ("phoneNumbers.value ne \"1\"", true),
        ("emails[type ne \"work\" and type ne \"home\"]", false),
        ("emails[primary ne true]", true),
        (
            "emails[type ne \"home\"].value ne \"ann.lee@contoso.com\"",
            false,
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn extensions_are_searched_with_and_without_their_urn() {
    for (text, expected) in [
        ("department eq retail", true),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"RETAIL\"",
            true,
        ),
        ("id eq \"u-7c11\" and manager eq \"u-22\"", true),
        ("manager.value eq \"U-22\"", false),
        ("employeeNumber pr", false),
    ] {
        check(text, expected);
    }
    let bare = object(json!({ "userName": "bob" }));
    assert!(!selects("User", "department pr", &bare));
    assert!(selects("User", "department ne \"x\"", &bare));
}

#[test]
fn conditions_combine() {
    for (text, expected) in [
        ("title pr or userName pr and active eq false", false),
        ("(title pr or userName pr) and active eq true", true),
        ("not (title pr) and not (not (userName pr))", true),
        ("title pr or nickName pr or department pr", true),
        ("userName pr and department pr and title pr", false),
        (
            "name.GivenName eq Ann and (emails.Value co example.com or emails.Value co example.org)",
            true,
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn members_are_searched() {
    let group = object(json!({
        "id": "g-5",
        "displayName": "Finance",
        "members": [
            { "value": "u-7c11", "type": "User", "display": "Ann Lee" },
            { "value": "g-6", "type": "Group", "display": "Audit" },
        ],
    }));
    for (text, expected) in [
        ("displayName eq \"FINANCE\"", true),
        ("id eq \"g-5\" and members eq \"u-7c11\"", true),
        ("id eq \"g-5\" and members eq \"u-22\"", false),
        ("members[type eq \"group\" and display sw \"a\"]", true),
        ("members[type eq \"group\" and value eq \"u-7c11\"]", false),
        ("members pr", true),
    ] {
        assert_eq!(selects("Group", text, &group), expected, "{text}");
    }
}

#[test]
fn elements_are_selected_on_their_own() {
    let registry = Registry::standard();
    let user = registry.resource_type("User").expect("users");
    let emails = user.find(None, "emails", None).expect("emails");
    let element = json!({ "type": "Work", "value": "a@x", "primary": true });
    for (text, expected) in [
        ("type eq \"work\"", true),
        ("type eq \"work\" and primary eq \"TRUE\"", true),
        ("type eq \"home\" or display pr", false),
        ("display ne \"x\"", true),
        ("not (value co \"@\")", false),
    ] {
        let filter = parse(text, &Limits::default()).expect(text);
        let expr = resolve_elements(&filter, emails).expect(text);
        assert_eq!(expr.matches_element(&element), expected, "{text}");
    }
}

#[test]
fn the_comparable_form_is_folded_and_typed() {
    let registry = Registry::standard();
    let user = registry.resource_type("User").expect("users");
    let document = comparable::document(&Resource::from_canonical(ann()), user);
    let expected = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:user", ENTERPRISE.to_lowercase()],
        "id": "u-7c11",
        "externalId": "AnnL",
        "userName": "ann.lee@contoso.com",
        "name": { "givenName": "ann", "familyName": "o'malley-strasse" },
        "displayName": "ann \"the\\boss\" lee",
        "active": true,
        "emails": [
            { "type": "work", "value": "ann.lee@contoso.com", "primary": true },
            { "type": "home", "value": "ann@example.org" },
        ],
        "roles": [{ "value": "admin", "primary": true }],
        "groups": [{ "value": "g-5", "display": "finance", "type": "direct" }],
        "meta": {
            "resourceType": "User",
            "created": 1_767_603_600_500_i64,
            "lastModified": 1_767_690_000_000_i64,
            "version": "W/\"3\"",
        },
        ENTERPRISE: { "department": "retail", "manager": { "value": "u-22" } },
    });
    assert_eq!(Value::Object(document), expected);
}

#[test]
fn a_filter_says_the_same_of_a_resource_and_of_its_comparable_form() {
    let registry = Registry::standard();
    let user = registry.resource_type("User").expect("users");
    let folded = comparable::document(&Resource::from_canonical(ann()), user);
    for text in [
        "userName eq \"ANN.LEE@contoso.com\"",
        "externalId eq \"AnnL\"",
        "name.familyName ew \"STRASSE\"",
        "department sw \"RE\"",
        "emails[type eq \"WORK\" and primary eq true]",
    ] {
        assert!(selects("User", text, &ann()), "{text}");
        assert!(selects("User", text, &folded), "{text}");
    }
}

#[test]
fn what_no_schema_knows_is_not_comparable() {
    let registry = Registry::standard();
    let user = registry.resource_type("User").expect("users");
    let resource = object(json!({
        "userName": "Bob",
        "shoeSize": 44,
        "name": { "givenName": "Bob", "rank": "Major" },
        "urn:x:2.0:User": { "badge": "B-9" },
    }));
    let document = comparable::document(&Resource::from_canonical(resource), user);
    let expected = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:user"],
        "userName": "bob", "name": { "givenName": "bob" },
    });
    assert_eq!(Value::Object(document), expected);
}

#[test]
fn what_only_another_type_knows_is_without_a_value() {
    let registry = Registry::standard();
    let types = registry.resource_types();
    let group = object(json!({ "id": "g-5", "displayName": "Finance" }));
    for (text, of_user, of_group) in [
        ("userName pr", true, false),
        ("not (userName pr)", false, true),
        (
            "userName eq \"ann.lee@contoso.com\" or displayName eq \"finance\"",
            true,
            true,
        ),
        ("userName ne \"bob\"", true, true),
        ("userName eq null", false, true),
        ("userName ne null", true, false),
        ("userName co \"\"", true, false),
        ("emails[type eq \"work\"]", true, false),
        ("members pr", false, false),
        ("members ne \"u-1\"", true, true),
        ("name.familyName pr and id pr", true, false),
    ] {
        let filter = parse(text, &Limits::default()).expect(text);
        for (name, resource, expected) in
            [("User", ann(), of_user), ("Group", group.clone(), of_group)]
        {
            let own = registry.resource_type(name).expect(name);
            let expr = resolve_among(&filter, own, types).expect(text);
            assert_eq!(expr.matches(&resource), expected, "{text} of a {name}");
        }
    }
    let unknown = parse("shoeSize eq 44", &Limits::default()).expect("a filter");
    for own in types {
        let refused = resolve_among(&unknown, own, types).expect_err("no type knows it");
        assert_eq!(refused.to_json()["scimType"], "invalidFilter");
    }
}

#[test]
fn schemas_are_compared_in_any_letter_case() {
    let mut user = ann();
    user.insert("schemas".to_owned(), json!([ENTERPRISE]));
    for (text, expected) in [
        (format!("schemas eq \"{ENTERPRISE}\""), true),
        (
            format!("schemas eq \"{}\"", ENTERPRISE.to_uppercase()),
            true,
        ),
        ("schemas co \"enterprise\"".to_owned(), true),
        (
            "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:Group\"".to_owned(),
            false,
        ),
    ] {
        assert_eq!(selects("User", &text, &user), expected, "{text}");
    }
}
