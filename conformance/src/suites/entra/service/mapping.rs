//! The default attribute mapping of an application that isn't in Entra's gallery.

use scim::schema::Mutability;
use serde_json::{Map, Value, json};

use super::directory::{Person, Unit};
use super::place::{ENTERPRISE, Place};
use crate::check::Profile;
use crate::target::Target;

/// The URN of users.
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The URN of groups.
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// A URI that Microsoft's documents name beside that of groups, and that is no SCIM schema.
pub const LEGACY_GROUP: &str =
    "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

/// The place of the manager, which travels apart from the rest.
pub const MANAGER: Place = Place::Enterprise("manager");

/// The place that says whether somebody may sign in.
pub const ACTIVE: Place = Place::Attribute("active");

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

/// The rows that are in force: the default ones, without those that an administrator must delete
/// because the server has no such attribute.
#[derive(Clone, Debug)]
pub struct Mapping(Vec<(Place, Source)>, bool);

impl Mapping {
    /// The rows that make sense for a server.
    pub fn of(target: &Target, profile: &Profile) -> Self {
        let Some(kind) = target.resource_type("User") else {
            return Self(ROWS.to_vec(), true);
        };
        let kept = |place: Place| {
            let path = place.schema_path();
            let left_out = profile.leave_out.contains(&format!("User.{path}"));
            let found = kind.find_path(&path);
            !left_out && found.is_some_and(|found| found.leaf().mutability != Mutability::ReadOnly)
        };
        let rows = ROWS.iter().copied().filter(|(place, _)| kept(*place));
        Self(rows.collect(), kept(ACTIVE))
    }

    /// The places of a user whose values are compared.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let rows = self.0.iter().map(|(place, _)| *place);
        rows.chain(self.1.then_some(ACTIVE))
    }

    /// What a person's user shall have. Empty sources are skipped, `active` comes last.
    pub fn user(&self, person: &Person) -> Values {
        let value = |(place, source): &(Place, Source)| Some((*place, json!(source(person)?)));
        let rows = self.0.iter().filter_map(value);
        let active = (ACTIVE, json!(person.is_enabled()));
        rows.chain(self.1.then_some(active)).collect()
    }
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
    body.insert("schemas".to_owned(), json!([GROUP]));
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
