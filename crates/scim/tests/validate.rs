//! Which resources may be stored, and which changes may be made.

#![cfg(test)]

use rollcall_scim::schema::{Extension, Mutability};
use rollcall_scim::validate::{protect, validate};
use rollcall_scim::{Attribute, Registry, Resource, ResourceType, Schema, ScimError};
use serde_json::{Value, json};

fn resource(value: Value) -> Resource {
    match value {
        Value::Object(object) => Resource::from_canonical(object),
        _ => Resource::default(),
    }
}

#[track_caller]
fn check(resource_type: &str, body: Value, expected: Result<(), &str>) {
    let registry = Registry::standard();
    let resource_type = registry.resource_type(resource_type).expect("it exists");
    let verdict = validate(&resource(body), resource_type);
    assert_eq!(verdict, expected.map_err(ScimError::invalid_value));
}

#[test]
fn required_attributes_must_have_a_value() {
    let no_name = "userName is missing or empty, and every User must have it. Map it to a source \
                   attribute that always has a value.";
    let no_title = "displayName is missing or empty, and every Group must have it. Map it to a \
                    source attribute that always has a value.";
    check("User", json!({ "userName": "ann" }), Ok(()));
    check("User", json!({ "displayName": "Ann" }), Err(no_name));
    check("User", json!({ "userName": " \t\u{A0}" }), Err(no_name));
    check("Group", json!({ "displayName": "Finance" }), Ok(()));
    check("Group", json!({ "externalId": "f" }), Err(no_title));
    check("Group", json!({ "displayName": "\n" }), Err(no_title));
}

#[test]
fn at_most_one_value_is_primary() {
    let emails = |flags: [bool; 3]| {
        let emails = flags.map(|primary| json!({ "value": "a@b.example", "primary": primary }));
        json!({ "userName": "ann", "emails": emails })
    };
    check("User", emails([false, false, false]), Ok(()));
    check("User", emails([false, true, false]), Ok(()));
    check(
        "User",
        emails([true, false, true]),
        Err("emails has 2 values with `primary` true; at most one may be primary."),
    );
}

/// A badge with a serial number that is set once, in an extension that every device must have.
fn devices() -> ResourceType {
    let fixed = |attribute: Attribute| attribute.mutability(Mutability::Immutable);
    let maker = Attribute::complex(
        "maker",
        "Who made it.",
        vec![
            fixed(Attribute::string("country", "Where.").required()),
            Attribute::string("name", "Who."),
        ],
    );
    let tags = Attribute::complex(
        "tags",
        "Tags.",
        vec![fixed(Attribute::string("value", "A tag.")).required()],
    );
    let core = vec![fixed(Attribute::string("serial", "Serial number.")), maker];
    let warranty = vec![
        fixed(Attribute::date_time("until", "When it ends.")).required(),
        tags.multi_valued(),
    ];
    let extension = Extension {
        schema: Schema::new("urn:example:Warranty", "Warranty", "Warranty", warranty),
        required: true,
    };
    let schema = Schema::new("urn:example:Device", "Device", "Device", core);
    ResourceType::new("Device", "/Devices", "Device", schema, vec![extension])
}

fn device() -> Value {
    json!({
        "serial": "7",
        "maker": { "country": "AU", "name": "Acme" },
        "urn:example:Warranty": { "until": "2027-01-01T00:00:00Z", "tags": [{ "value": "a" }] },
    })
}

#[track_caller]
fn check_device(change: impl Fn(&mut Value), missing: Option<(&str, &str)>) {
    let mut body = device();
    change(&mut body);
    let expected = missing.map_or(Ok(()), |(path, owner)| {
        Err(ScimError::invalid_value(format!(
            "{path} is missing or empty, and every {owner} must have it. Map it to a source \
             attribute that always has a value."
        )))
    });
    assert_eq!(validate(&resource(body), &devices()), expected);
}

#[test]
fn requirements_reach_into_parts_and_extensions() {
    const WARRANTY: &str = "urn:example:Warranty";
    check_device(|_| {}, None);
    check_device(|device| device["maker"] = json!(null), None);
    check_device(
        |device| device["maker"] = json!({ "name": "Acme" }),
        Some(("maker.country", "maker")),
    );
    check_device(
        |device| device[WARRANTY] = json!({ "tags": [] }),
        Some(("urn:example:Warranty:until", "Device")),
    );
    check_device(
        |device| device[WARRANTY]["tags"] = json!([{ "value": "a" }, {}]),
        Some((
            "urn:example:Warranty:tags.value",
            "urn:example:Warranty:tags",
        )),
    );
    check_device(
        |device| device[WARRANTY] = json!(null),
        Some((WARRANTY, "Device")),
    );
}

#[track_caller]
fn check_change(old: Value, new: Value, refused: Option<&str>) {
    let expected = refused.map_or(Ok(()), |path| {
        Err(ScimError::mutability(format!(
            "{path} cannot be changed or removed once it has a value. Send its present value, or, \
             where only changes are sent, leave it out of the attribute mapping."
        )))
    });
    assert_eq!(
        protect(&resource(old), &resource(new), &devices()),
        expected
    );
}

#[test]
fn what_is_immutable_is_set_once() {
    let without = |pointer: &str| {
        let mut device = device();
        if let Some(value) = device.pointer_mut(pointer) {
            value.take();
        }
        device
    };
    let with = |pointer: &str, value: Value| {
        let mut device = device();
        if let Some(place) = device.pointer_mut(pointer) {
            *place = value;
        }
        device
    };
    check_change(device(), device(), None);
    check_change(json!({}), device(), None);
    check_change(device(), with("/serial", json!("8")), Some("serial"));
    check_change(device(), without("/serial"), Some("serial"));
    check_change(device(), with("/maker/name", json!("Other")), None);
    check_change(device(), without("/maker"), Some("maker.country"));
    check_change(
        device(),
        with("/maker/country", json!("NZ")),
        Some("maker.country"),
    );
    check_change(
        device(),
        without("/urn:example:Warranty"),
        Some("urn:example:Warranty:until"),
    );
    check_change(
        device(),
        with("/urn:example:Warranty/tags", json!([{ "value": "b" }])),
        None,
    );
}
