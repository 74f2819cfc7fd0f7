//! The contact as a resource type of the schema engine, so that SCIM filters over contacts are
//! resolved, evaluated in memory and compiled to SQL as those over users are.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use scim::schema::Kept;
use scim::{Attribute, ResourceType, Schema};

use super::Source;

/// The URN of the contact's schema. No client is served it; filters may write it before a name.
pub const URN: &str = "urn:rollcall:schemas:Contact";

/// The resource type of a tenant's contacts, whose `custom` has these names.
pub fn resource_type<N: AsRef<str>>(custom: &[N]) -> ResourceType {
    let mut attributes = person();
    attributes.extend(work());
    attributes.extend([manager(), is_manager(), groups()]);
    attributes.extend(facts());
    if !custom.is_empty() {
        attributes.push(custom_fields(custom));
    }
    let schema = Schema::new(
        URN,
        "contact",
        "A person as the training programme knows them.",
        attributes,
    );
    ResourceType::unserved("contact", schema)
}

/// The same, kept for as long as the process runs: one for each set of names, of which there are as many
/// as tenants choose mappings.
pub fn resource_type_of(custom: &[String]) -> &'static ResourceType {
    static KNOWN: LazyLock<Mutex<HashMap<Vec<String>, &'static ResourceType>>> =
        LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(custom) {
        return found;
    }
    let made: &'static ResourceType = Box::leak(Box::new(resource_type(custom)));
    known.insert(custom.to_vec(), made);
    made
}

fn person() -> Vec<Attribute> {
    vec![
        Attribute::string("email", "E-mail address."),
        addresses(),
        Attribute::string("firstName", "Given name."),
        Attribute::string("lastName", "Family name."),
        Attribute::string("displayName", "The name to show."),
        Attribute::string("telephone", "Telephone number, mobile rather than desk."),
        Attribute::string("language", "Preferred language, as a language tag."),
        Attribute::string(
            "userName",
            "The name that identifies the person at the source.",
        ),
        Attribute::string("externalId", "The provisioning client's id for the person.")
            .case_exact(),
        Attribute::boolean("active", "Whether the directory has the person enabled."),
    ]
}

fn addresses() -> Attribute {
    Attribute::complex(
        "addresses",
        "Every e-mail address the person is or was known by.",
        vec![
            Attribute::string("value", "The address."),
            Attribute::string("domain", "What follows its @."),
        ],
    )
    .multi_valued()
}

fn work() -> Vec<Attribute> {
    vec![
        Attribute::string("title", "Job title."),
        Attribute::string("department", "Department."),
        Attribute::string("division", "Division."),
        Attribute::string("organization", "Organisation."),
        Attribute::string("organizationalUnit", "Organisational unit."),
        Attribute::string("costCenter", "Cost centre."),
        Attribute::string("location", "Office or city."),
        Attribute::string(
            "employeeNumber",
            "The organisation's number for the person.",
        ),
        Attribute::string("userType", "How the person relates to the organisation."),
        Attribute::date_time("hireDate", "First day of work, from its beginning in UTC."),
        Attribute::date_time("leaveDate", "Last day of work, from its beginning in UTC."),
    ]
}

fn manager() -> Attribute {
    Attribute::complex(
        "manager",
        "The manager, where that person is a contact too.",
        vec![
            Attribute::string("value", "The manager's contact id.").case_exact(),
            Attribute::string("email", "The manager's e-mail address."),
            Attribute::string("displayName", "The manager's name."),
        ],
    )
}

fn is_manager() -> Attribute {
    Attribute::boolean("isManager", "Whether the person is somebody's manager.")
}

fn groups() -> Attribute {
    Attribute::complex(
        "groups",
        "The training groups the person is in, those around other groups too.",
        vec![
            Attribute::string("value", "The training group's id.").case_exact(),
            Attribute::string("display", "The name as the directory has it."),
            Attribute::string("slug", "The training group's slug."),
            Attribute::string(
                "type",
                "Whether the person is in it, or in a group within it.",
            )
            .canonical(&["direct", "indirect"]),
        ],
    )
    .multi_valued()
    .kept(Kept::Groups)
}

fn facts() -> Vec<Attribute> {
    let sources = [Source::Scim, Source::Csv, Source::Manual, Source::Graph];
    vec![
        Attribute::string("source", "Where the contact came from.")
            .canonical(&sources.map(Source::as_str)),
        Attribute::date_time("createdAt", "When the contact was made."),
    ]
}

fn custom_fields<N: AsRef<str>>(names: &[N]) -> Attribute {
    let fields = names.iter();
    Attribute::complex(
        "custom",
        "Fields of the tenant's own.",
        fields
            .map(|name| Attribute::string(name.as_ref(), "A field of the tenant's own."))
            .collect(),
    )
}
