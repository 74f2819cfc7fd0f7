//! What a SCIM user says, as fields.

use rollcall_roster::contact::{Field, Mapping, SourceProfile};
use rollcall_roster::observation::{Key, Observation, Said};
use rollcall_roster::{ExternalState, Source};
use scim::Resource;
use serde_json::{Value, json};

use crate::support::{at, fields, texts};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn user(value: &Value) -> Resource {
    Resource::from_canonical(value.as_object().cloned().unwrap_or_default())
}

fn ann() -> Value {
    json!({
        "userName": "ann", "externalId": "annl", "displayName": "Ann Lee",
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "title": "Analyst", "userType": "Member", "locale": "en-AU", "active": true,
        "emails": [{"type": "home", "value": "a@home"}, {"type": "work", "value": "a@work"}],
        "addresses": [{"type": "work", "formatted": "Level 4"}],
        "phoneNumbers": [{"type": "work", "value": "1"}],
        ENTERPRISE: {"employeeNumber": "4471", "costCenter": "9", "organization": "Contoso",
            "division": "Money", "department": "Risk", "manager": {"value": "u-9"}},
    })
}

#[test]
fn every_field_that_scim_has_a_place_for_is_read() {
    let expected = SourceProfile {
        fields: fields(&[
            (Field::UserName, "ann"),
            (Field::ExternalId, "annl"),
            (Field::Email, "a@work"),
            (Field::FirstName, "Ann"),
            (Field::LastName, "Lee"),
            (Field::DisplayName, "Ann Lee"),
            (Field::Title, "Analyst"),
            (Field::Department, "Risk"),
            (Field::Division, "Money"),
            (Field::Organization, "Contoso"),
            (Field::CostCenter, "9"),
            (Field::Location, "Level 4"),
            (Field::Telephone, "1"),
            (Field::Language, "en-AU"),
            (Field::EmployeeNumber, "4471"),
            (Field::UserType, "Member"),
            (Field::Manager, "u-9"),
        ]),
        addresses: texts(&["a@home", "a@work"]),
        state: ExternalState::Active,
    };
    let user = user(&ann());
    assert_eq!(SourceProfile::of_user(&user, Mapping::standard()), expected);
    let observation = Observation {
        source: Source::Scim,
        key: Key {
            user_id: Some("u-1".to_owned()),
            external_id: Some("annl".to_owned()),
            user_name: Some("ann".to_owned()),
        },
        said: Said::Present(expected),
        at: at(0),
    };
    assert_eq!(
        Observation::of_user("u-1", &user, Mapping::standard(), at(0)),
        observation
    );
    let deleted = Observation {
        said: Said::Gone,
        ..observation
    };
    assert_eq!(Observation::of_deleted_user("u-1", &user, at(0)), deleted);
}
