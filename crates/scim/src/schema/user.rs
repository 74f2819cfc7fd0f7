//! The core User schema (RFC 7643 §4.1), without `password`: Rollcall never signs anyone in.

use super::attribute::Attribute;
use super::characteristics::Kept;
use super::common::{external_id, plural, read_only};
use super::resource_type::Schema;

/// The URN of the User schema.
pub const URN: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// The name of the resource type of users.
pub const TYPE: &str = "User";

pub(super) fn schema() -> Schema {
    let mut attributes = vec![
        Attribute::string(
            "userName",
            "The name that identifies the user in this tenant.",
        )
        .required()
        .unique(),
        external_id(),
        name(),
        Attribute::string("displayName", "The name shown to people."),
        Attribute::string("nickName", "What the user likes to be called."),
        Attribute::reference("profileUrl", &["external"], "A page about the user."),
        Attribute::string("title", "The user's job title."),
        Attribute::string("userType", "How the user relates to the organisation."),
        Attribute::string(
            "preferredLanguage",
            "Preferred language, as in Accept-Language.",
        ),
        Attribute::string(
            "locale",
            "Language and region for dates, numbers and currency.",
        ),
        Attribute::string("timezone", "Time zone, in the form of the IANA database."),
        Attribute::boolean(
            "active",
            "Whether the user is enabled; absent means enabled.",
        ),
    ];
    attributes.extend(contact_points());
    attributes.extend([groups(), entitlements(), roles(), certificates()]);
    Schema::new(URN, "User", "User Account", attributes)
}

fn name() -> Attribute {
    Attribute::complex(
        "name",
        "The parts of the user's name.",
        vec![
            Attribute::string("formatted", "The full name, ready to show."),
            Attribute::string("familyName", "Family name."),
            Attribute::string("givenName", "Given name."),
            Attribute::string("middleName", "Middle names."),
            Attribute::string("honorificPrefix", "Title before the name."),
            Attribute::string("honorificSuffix", "Suffix after the name."),
        ],
    )
}

fn contact_points() -> Vec<Attribute> {
    vec![
        plural(
            "emails",
            "E-mail addresses.",
            Attribute::string("value", "An e-mail address."),
            &["work", "home", "other"],
        ),
        plural(
            "phoneNumbers",
            "Telephone numbers.",
            Attribute::string("value", "A telephone number."),
            &["work", "home", "mobile", "fax", "pager", "other"],
        ),
        plural(
            "ims",
            "Instant messaging addresses.",
            Attribute::string("value", "An instant messaging address."),
            &["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"],
        ),
        plural(
            "photos",
            "Pictures of the user.",
            Attribute::reference("value", &["external"], "The address of a picture."),
            &["photo", "thumbnail"],
        ),
        addresses(),
    ]
}

fn addresses() -> Attribute {
    Attribute::complex(
        "addresses",
        "Postal addresses.",
        vec![
            Attribute::string("formatted", "The whole address, or an office."),
            Attribute::string("streetAddress", "Street and house number."),
            Attribute::string("locality", "City."),
            Attribute::string("region", "State or region."),
            Attribute::string("postalCode", "Postal code."),
            Attribute::string("country", "Country."),
            Attribute::string("type", "What the address is used for.")
                .canonical(&["work", "home", "other"]),
            Attribute::boolean("primary", "Whether this is the preferred address."),
        ],
    )
    .multi_valued()
}

fn groups() -> Attribute {
    let facts = vec![
        Attribute::string("value", "The id of the group.").case_exact(),
        Attribute::reference("$ref", &["Group"], "The address of the group.").unsearchable(),
        Attribute::string("display", "The name of the group."),
        Attribute::string("type", "How the user came to be a member.")
            .canonical(&["direct", "indirect"]),
    ];
    let facts = facts.into_iter().map(read_only).collect();
    read_only(Attribute::complex(
        "groups",
        "The groups the user is a member of.",
        facts,
    ))
    .multi_valued()
    .kept(Kept::Groups)
}

fn entitlements() -> Attribute {
    plural(
        "entitlements",
        "Things the user is entitled to.",
        Attribute::string("value", "An entitlement."),
        &[],
    )
}

/// `roles` announces `display`, because Entra's role expressions write it.
fn roles() -> Attribute {
    let mut roles = plural(
        "roles",
        "Roles of the user.",
        Attribute::string("value", "A role."),
        &[],
    );
    for sub in &mut roles.sub_attributes {
        sub.advertised |= sub.is_named("display");
    }
    roles
}

fn certificates() -> Attribute {
    plural(
        "x509Certificates",
        "Certificates of the user.",
        Attribute::binary("value", "A DER certificate in Base64."),
        &[],
    )
}
