//! SCIM filters over contacts.

use rollcall_roster::contact::{
    ContactGroup, Field, Manager, MembershipKind, Related, resource, resource_type,
};
use rollcall_roster::{ContactState, ExternalState};
use scim::filter::{parse, resolve};
use scim::{Limits, Resource, ResourceType, ScimError, comparable};

use crate::support::{at, contact, fields, texts};

fn contacts() -> ResourceType {
    resource_type(&["cost_type", "shoeSize"])
}

fn group(id: &str, slug: &str, name: &str, kind: MembershipKind) -> ContactGroup {
    ContactGroup {
        id: id.to_owned(),
        slug: slug.to_owned(),
        display_name: name.to_owned(),
        kind,
    }
}

/// Ann, of whom everything is known.
fn ann() -> Resource {
    let state = ContactState {
        fields: fields(&[
            (Field::UserName, "Ann@Contoso.example"),
            (Field::ExternalId, "annL"),
            (Field::Email, "Ann.Lee@contoso.example"),
            (Field::FirstName, "Ann"),
            (Field::LastName, "Straße"),
            (Field::DisplayName, "Ann Lee"),
            (Field::Title, "Analyst"),
            (Field::Department, "Risk"),
            (Field::Division, "Money"),
            (Field::Organization, "Contoso"),
            (Field::OrganizationalUnit, "OU=Perth"),
            (Field::CostCenter, "9"),
            (Field::Location, "Level 4"),
            (Field::Telephone, "+61 400"),
            (Field::Language, "en-AU"),
            (Field::EmployeeNumber, "4471"),
            (Field::UserType, "Member"),
            (Field::Manager, "u-boss"),
            (Field::HireDate, "2026-02-01"),
            (Field::LeaveDate, "2027-01-31T12:00:00+02:00"),
            (Field::Custom("cost_type".to_owned()), "Capex"),
        ]),
        addresses: texts(&["Ann.Lee@contoso.example", "ann@Old.example", "nowhere"]),
        ..contact()
    };
    let related = Related {
        manager: Some(Manager {
            contact_id: "c-Boss".to_owned(),
            email: Some("boss@contoso.example".to_owned()),
            display_name: None,
        }),
        is_manager: true,
        groups: vec![
            group("t-1", "risk", "Risk", MembershipKind::Direct),
            group("t-2", "dzial-it", "Dział IT", MembershipKind::Indirect),
        ],
    };
    resource(&state, &related)
}

/// A leaver of whom next to nothing is known.
fn bare() -> Resource {
    let state = ContactState {
        fields: fields(&[]),
        addresses: Vec::new(),
        external_state: ExternalState::Disabled,
        disabled_at: Some(at(0)),
        groups_at_leave: Some(texts(&["risk"])),
        ..contact()
    };
    resource(&state, &Related::default())
}

#[track_caller]
fn selects(filter: &str, resource: &Resource) -> bool {
    let contacts = contacts();
    let parsed = parse(filter, &Limits::default()).unwrap();
    let resolved = match resolve(&parsed, &contacts) {
        Ok(resolved) => resolved,
        Err(error) => panic!("{filter}: {}", error.detail()),
    };
    let matches = resolved.matches(resource.attributes());
    let comparable = comparable::document(resource, &contacts);
    assert_eq!(
        resolved.matches(&comparable),
        matches,
        "{filter}, comparable"
    );
    matches
}

/// Filters that select Ann and not the bare leaver.
const OF_ANN: &[&str] = &[
    r#"email eq "ann.lee@CONTOSO.example""#,
    r#"addresses.value eq "ANN@old.example""#,
    r#"addresses.domain eq "OLD.example""#,
    r#"addresses eq "nowhere""#,
    r#"firstName eq "ANN""#,
    r#"lastName eq "STRASSE""#,
    r#"displayName sw "ann""#,
    r#"title co "NALY""#,
    r#"department eq "risk""#,
    r#"division eq "money""#,
    r#"organization eq "contoso""#,
    r#"organizationalUnit ew "perth""#,
    r#"costCenter eq "9""#,
    r#"location eq "level 4""#,
    r#"telephone sw "+61""#,
    r#"language sw "EN""#,
    r#"employeeNumber eq "4471""#,
    r#"userName eq "ann@contoso.EXAMPLE""#,
    r#"userType eq "member""#,
    r#"externalId eq "annL""#,
    "active eq true",
    r#"manager.value eq "c-Boss""#,
    r#"manager eq "c-Boss""#,
    r#"manager.email eq "BOSS@contoso.example""#,
    "manager pr and not (manager.displayName pr)",
    "isManager eq true",
    r#"groups.value eq "t-1""#,
    r#"groups.display eq "dział it""#,
    r#"groups.slug eq "RISK""#,
    r#"groups.type eq "indirect""#,
    r#"groups[slug eq "risk" and type eq "direct"]"#,
    r#"hireDate eq "2026-02-01T00:00:00Z""#,
    r#"hireDate lt "2026-02-01T00:00:01Z""#,
    r#"leaveDate eq "2027-01-31T10:00:00Z""#,
    r#"custom.cost_type eq "capex""#,
    "CUSTOM.Cost_Type pr",
    r#"urn:rollcall:schemas:Contact:title eq "analyst""#,
];

#[test]
fn every_attribute_of_a_contact_can_be_asked_for() {
    for filter in OF_ANN {
        assert!(selects(filter, &ann()), "{filter}");
        assert!(!selects(filter, &bare()), "{filter}");
    }
}

#[test]
fn filters_say_the_same_of_contacts_as_of_other_resources() {
    for (filter, of_ann, of_bare) in [
        // Ids and externalIds tell letter case apart.
        (r#"externalId eq "ANNL""#, false, false),
        (r#"manager.value eq "c-boss""#, false, false),
        (r#"groups.value eq "T-1""#, false, false),
        // The direct group is not the indirect one.
        (
            r#"groups[slug eq "risk" and type eq "indirect"]"#,
            false,
            false,
        ),
        // An address without a domain is none.
        (
            r#"addresses[value eq "nowhere" and domain pr]"#,
            false,
            false,
        ),
        // What has no value is different from every value.
        (r#"department ne "Risk""#, false, true),
        ("not (email pr)", false, true),
        ("custom.shoeSize eq null", true, true),
        // What every contact has.
        (r#"source eq "SCIM""#, true, true),
        (r#"createdAt ge "2026-09-21T14:13:20Z""#, true, true),
        (r#"createdAt gt "2026-09-21T14:13:20Z""#, false, false),
        ("active eq false", false, true),
        ("isManager eq false", false, true),
        ("not (groups pr)", false, true),
    ] {
        assert_eq!(selects(filter, &ann()), of_ann, "{filter}");
        assert_eq!(selects(filter, &bare()), of_bare, "{filter}");
    }
}

#[test]
fn a_date_that_is_none_is_no_value() {
    let state = ContactState {
        fields: fields(&[(Field::HireDate, "soon"), (Field::LeaveDate, "2027-01-31")]),
        ..contact()
    };
    let contact = resource(&state, &Related::default());
    assert!(selects("not (hireDate pr) and leaveDate pr", &contact));
    assert!(selects("hireDate ne \"2026-02-01T00:00:00Z\"", &contact));
}

fn refusal(filter: &str, contacts: &ResourceType) -> ScimError {
    let parsed = parse(filter, &Limits::default()).unwrap();
    resolve(&parsed, contacts).unwrap_err()
}

#[test]
fn what_a_contact_does_not_have_is_refused_by_name() {
    for (filter, expected) in [
        (
            "departement pr",
            "A contact has no attribute \"departement\"; check its spelling and its schema URN.",
        ),
        (
            "custom.shoe pr",
            "The attribute custom has no sub-attribute \"shoe\"; it has cost_type, shoeSize.",
        ),
        (
            "groups.name pr",
            "The attribute groups has no sub-attribute \"name\"; it has value, display, slug, \
             type.",
        ),
        (
            "active gt true",
            "The operator \"gt\" does not fit the attribute active, whose type is boolean; use \
             pr, eq, ne.",
        ),
        (
            "hireDate gt \"soon\"",
            "The value 'soon' does not fit the attribute hireDate, whose type is dateTime; write \
             a date with time and offset such as \"2026-01-31T08:00:00Z\".",
        ),
    ] {
        assert_eq!(refusal(filter, &contacts()).detail(), expected, "{filter}");
    }
    // A contact is no SCIM resource with an id and a version.
    for common in [
        "id",
        "meta.created",
        "schemas",
        "emails.value",
        "manager_value",
    ] {
        let detail = refusal(&format!("{common} pr"), &contacts())
            .detail()
            .to_owned();
        assert!(detail.starts_with("A contact has no attribute"), "{detail}");
    }
    let without = resource_type::<&str>(&[]);
    let detail = refusal("custom.shoeSize pr", &without).detail().to_owned();
    assert!(detail.contains("\"custom.shoeSize\""), "{detail}");
}

#[test]
fn the_resource_of_a_contact_holds_no_empty_values_and_nothing_unknown() {
    let contacts = contacts();
    for made in [ann(), bare()] {
        let known = comparable::document(&made, &contacts);
        let names: Vec<&String> = made.attributes().keys().collect();
        let known: Vec<&String> = known.keys().collect();
        assert_eq!(names, known);
        for (name, value) in made.attributes() {
            assert!(
                !value.is_null() && value != "" && *value != serde_json::json!([]),
                "{name}"
            );
        }
    }
    let bare = bare();
    let names: Vec<&String> = bare.attributes().keys().collect();
    assert_eq!(names, ["active", "source", "createdAt", "isManager"]);
}
