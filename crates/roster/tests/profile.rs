//! What a SCIM user says about a person: every source of every field, in order.

use rollcall_roster::ExternalState;
use rollcall_roster::contact::{Field, Fields, Mapping, SourceProfile};
use scim::Resource;
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn of(user: &Value) -> SourceProfile {
    let attributes = user.as_object().cloned().unwrap_or_default();
    SourceProfile::of_user(&Resource::from_canonical(attributes), Mapping::standard())
}

fn fields(values: &[(Field, &str)]) -> Fields {
    let values = values.iter();
    values
        .map(|(field, value)| (field.clone(), (*value).to_owned()))
        .collect()
}

fn check(field: &Field, cases: &[(Value, Option<&str>)]) {
    for (user, expected) in cases {
        assert_eq!(of(user).fields.get(field), *expected, "{user}");
    }
}

#[test]
fn a_whole_user_fills_every_field() {
    let user = json!({
        "userName": "ann.lee@contoso.example",
        "externalId": "annl",
        "name": {"givenName": "Ann", "familyName": "Lee", "formatted": "Lee, Ann"},
        "displayName": "Ann Lee",
        "title": "Analyst",
        "preferredLanguage": "en-AU",
        "active": true,
        "emails": [{"type": "work", "value": "ann@contoso.example", "primary": true}],
        "addresses": [{"type": "work", "formatted": "Level 4", "locality": "Perth"}],
        "phoneNumbers": [{"type": "mobile", "value": "+61 400 555 010"}],
        ENTERPRISE: {"department": "Risk", "employeeNumber": "4471", "manager": {"value": "m-1"}},
    });
    let expected = SourceProfile {
        fields: fields(&[
            (Field::UserName, "ann.lee@contoso.example"),
            (Field::Email, "ann@contoso.example"),
            (Field::FirstName, "Ann"),
            (Field::LastName, "Lee"),
            (Field::DisplayName, "Ann Lee"),
            (Field::Title, "Analyst"),
            (Field::Department, "Risk"),
            (Field::Location, "Level 4"),
            (Field::Telephone, "+61 400 555 010"),
            (Field::Language, "en-AU"),
            (Field::EmployeeNumber, "4471"),
            (Field::Manager, "m-1"),
            (Field::ExternalId, "annl"),
        ]),
        addresses: vec!["ann@contoso.example".to_owned()],
        state: ExternalState::Active,
    };
    assert_eq!(of(&user), expected);
}

#[test]
fn a_bare_user_is_active_and_nothing_else() {
    let expected = SourceProfile {
        fields: fields(&[(Field::UserName, "ann"), (Field::DisplayName, "ann")]),
        addresses: Vec::new(),
        state: ExternalState::Active,
    };
    assert_eq!(of(&json!({"userName": "ann"})), expected);
}

const MANGLED: &str = "3f2a9c0d4b5e6f708192a3b4c5d6e7f8";

#[test]
fn the_email_is_that_of_work_then_the_primary_then_any_then_the_user_name() {
    let email = |kind: &str, value: &str| json!({"type": kind, "value": value});
    let primary = |kind: &str, value: &str| json!({"type": kind, "value": value, "primary": true});
    let user = |emails: Value| json!({"userName": "u@x.example", "emails": emails});
    check(
        &Field::Email,
        &[
            (
                user(json!([primary("home", "h@x"), email("work", "w@x")])),
                Some("w@x"),
            ),
            (user(json!([email("WORK", "w@x")])), Some("w@x")),
            (
                user(json!([email("other", "o@x"), primary("home", "h@x")])),
                Some("h@x"),
            ),
            (user(json!([email("other", "o@x")])), Some("o@x")),
            (
                user(json!([{"type": "work"}, email("work", " "), email("home", "h@x")])),
                Some("h@x"),
            ),
            (user(json!([{"type": "work"}])), Some("u@x.example")),
            (json!({"userName": "u@x.example"}), Some("u@x.example")),
            (json!({"userName": "ulla"}), None),
            (json!({"userName": "@x"}), None),
            (json!({"userName": "u@"}), None),
            (json!({"userName": "u@x@y"}), None),
            (json!({"userName": "u v@x"}), None),
            // What Entra makes of a userName when it deletes the user.
            (json!({"userName": format!("{MANGLED}ann@x.example")}), None),
            (
                json!({"userName": format!("{}ann@x.example", MANGLED.to_uppercase())}),
                None,
            ),
            (
                json!({"userName": format!("{MANGLED}ann@x"), "emails": [
                    email("work", &format!("{MANGLED}Ann@x")), email("home", "ann@home")]}),
                Some("ann@home"),
            ),
            (
                json!({"userName": format!("{MANGLED}@x")}),
                Some("3f2a9c0d4b5e6f708192a3b4c5d6e7f8@x"),
            ),
            (
                user(json!([email("work", &format!("{MANGLED}ann@x"))])),
                Some("3f2a9c0d4b5e6f708192a3b4c5d6e7f8ann@x"),
            ),
        ],
    );
}

#[test]
fn the_display_name_falls_back_to_the_parts_of_the_name_and_to_the_user_name() {
    check(
        &Field::DisplayName,
        &[
            (
                json!({"userName": "u", "displayName": "D", "name": {"formatted": "F"}}),
                Some("D"),
            ),
            (
                json!({"userName": "u", "name": {"formatted": "F", "givenName": "G"}}),
                Some("F"),
            ),
            (
                json!({"userName": "u", "name": {"givenName": "G", "familyName": "L"}}),
                Some("G L"),
            ),
            (
                json!({"userName": "u", "name": {"familyName": "L"}}),
                Some("L"),
            ),
            (json!({"userName": "u"}), Some("u")),
        ],
    );
}

#[test]
fn the_location_is_the_work_address_or_its_city_and_country() {
    check(
        &Field::Location,
        &[
            (
                json!({"addresses": [{"type": "home", "formatted": "H"},
                                     {"type": "Work", "formatted": "W", "locality": "P"}]}),
                Some("W"),
            ),
            (
                json!({"addresses": [{"type": "work", "locality": "Perth", "country": "AU"}]}),
                Some("Perth, AU"),
            ),
            (
                json!({"addresses": [{"type": "work", "country": "AU"}]}),
                Some("AU"),
            ),
            (
                json!({"addresses": [{"type": "home", "formatted": "H"}]}),
                None,
            ),
            (json!({"addresses": [{"formatted": "F"}]}), None),
        ],
    );
}

#[test]
fn a_mobile_number_goes_before_one_of_work_and_no_other_counts() {
    check(
        &Field::Telephone,
        &[
            (
                json!({"phoneNumbers": [{"type": "work", "value": "1"}, {"type": "mobile", "value": "2"}]}),
                Some("2"),
            ),
            (
                json!({"phoneNumbers": [{"type": "fax", "value": "0"}, {"type": "work", "value": "1"}]}),
                Some("1"),
            ),
            (
                json!({"phoneNumbers": [{"type": "fax", "value": "0"}]}),
                None,
            ),
        ],
    );
}

#[test]
fn the_language_is_the_preferred_one_or_that_of_the_locale() {
    check(
        &Field::Language,
        &[
            (
                json!({"preferredLanguage": "en-AU", "locale": "de"}),
                Some("en-AU"),
            ),
            (json!({"preferredLanguage": "", "locale": "de"}), Some("de")),
            (json!({}), None),
        ],
    );
}

#[test]
fn only_active_false_means_disabled() {
    for (user, expected) in [
        (json!({}), ExternalState::Active),
        (json!({"active": true}), ExternalState::Active),
        (json!({"active": false}), ExternalState::Disabled),
    ] {
        assert_eq!(of(&user).state, expected, "{user}");
    }
}
