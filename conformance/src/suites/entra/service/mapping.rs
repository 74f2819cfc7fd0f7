//! The default attribute mapping of an application that isn't in Entra's gallery.

use serde_json::{Map, Value, json};

use super::directory::{Person, Unit};
use super::place::{ENTERPRISE, Place};

/// The URN of users.
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The URN of groups.
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// A URI that Entra still names beside that of groups, and that is no SCIM schema.
const LEGACY_GROUP: &str =
    "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

/// The place of the manager, which travels apart from the rest.
pub const MANAGER: Place = Place::Enterprise("manager");

/// What a resource shall have, place by place; what the directory has no value for isn't in it.
pub type Values = Vec<(Place, Value)>;

type Source = fn(&Person) -> Option<&str>;

/// The rows for users but `active`, which comes last, and `manager`, which comes later.
const ROWS: [(Place, Source); 20] = [
    (Place::Attribute("userName"), |it| Some(&it.user_name)),
    (Place::Attribute("displayName"), |it| Some(&it.display_name)),
    (Place::Attribute("title"), |it| it.job_title.as_deref()),
    (work("emails", "value"), |it| Some(&it.mail)),
    (Place::Attribute("preferredLanguage"), |it| {
        it.language.as_deref()
    }),
    (Place::Part("name", "givenName"), |it| Some(&it.given_name)),
    (Place::Part("name", "familyName"), |it| Some(&it.surname)),
    (Place::Part("name", "formatted"), |it| Some(&it.full_name)),
    (work("addresses", "formatted"), |it| it.office.as_deref()),
    (work("addresses", "streetAddress"), |it| {
        it.street.as_deref()
    }),
    (work("addresses", "locality"), |it| it.city.as_deref()),
    (work("addresses", "region"), |it| it.state.as_deref()),
    (work("addresses", "postalCode"), |it| {
        it.postal_code.as_deref()
    }),
    (work("addresses", "country"), |it| it.country.as_deref()),
    (work("phoneNumbers", "value"), |it| it.telephone.as_deref()),
    (Place::Element("phoneNumbers", "mobile", "value"), |it| {
        it.mobile.as_deref()
    }),
    (Place::Element("phoneNumbers", "fax", "value"), |it| {
        it.fax.as_deref()
    }),
    (Place::Attribute("externalId"), |it| Some(&it.mail_nickname)),
    (Place::Enterprise("employeeNumber"), |it| {
        it.employee_id.as_deref()
    }),
    (Place::Enterprise("department"), |it| {
        it.department.as_deref()
    }),
];

const fn work(list: &'static str, part: &'static str) -> Place {
    Place::Element(list, "work", part)
}

/// All places that the default rows name, those of users and then those of groups, as they must be
/// found in the schemas.
pub fn rows() -> Vec<String> {
    let rows = ROWS.iter().map(|(place, _)| *place);
    let users = rows.chain([Place::Attribute("active"), MANAGER]);
    let groups = [Place::Attribute("members")];
    users.chain(groups).map(|place| place.to_string()).collect()
}

/// The places of a user whose values Entra compares.
pub fn places() -> impl Iterator<Item = Place> {
    let rows = ROWS.iter().map(|(place, _)| *place);
    rows.chain([Place::Attribute("active")])
}

/// What a person's user shall have. Empty sources are skipped, `active` comes last.
pub fn user(person: &Person) -> Values {
    let value = |(place, source): &(Place, Source)| Some((*place, json!(source(person)?)));
    let rows = ROWS.iter().filter_map(value);
    rows.chain([(Place::Attribute("active"), json!(person.is_enabled()))])
        .collect()
}

/// What a group shall have, but its members.
pub fn group(unit: &Unit) -> Values {
    vec![
        (Place::Attribute("displayName"), json!(unit.name)),
        (Place::Attribute("externalId"), json!(unit.object_id)),
    ]
}

/// The body that makes a user with these values.
pub fn new_user(values: &Values) -> Value {
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!([USER, ENTERPRISE]));
    write(&mut body, values);
    if let Some(Value::Array(mails)) = body.get_mut("emails") {
        for mail in mails.iter_mut().filter_map(Value::as_object_mut) {
            mail.insert("primary".to_owned(), json!(true));
        }
    }
    body.insert("roles".to_owned(), json!([]));
    finished(body, "User")
}

/// The body that makes a group with these values, which has no members yet.
pub fn new_group(values: &Values) -> Value {
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!([GROUP, LEGACY_GROUP]));
    write(&mut body, values);
    finished(body, "Group")
}

fn write(body: &mut Map<String, Value>, values: &Values) {
    for (place, value) in values {
        place.write(body, value.clone());
    }
}

fn finished(mut body: Map<String, Value>, kind: &str) -> Value {
    body.insert("meta".to_owned(), json!({"resourceType": kind}));
    Value::Object(body)
}
