//! The attribute mapping that a new Entra application has before anyone changes it.

/// The rows for users: the attribute in Entra and the one of SCIM. `userName` is what users are
/// matched by.
pub const USER_ROWS: [(&str, &str); 22] = [
    ("userPrincipalName", "userName"),
    ("IsSoftDeleted", "active"),
    ("displayName", "displayName"),
    ("jobTitle", "title"),
    ("mail", "emails[type eq \"work\"].value"),
    ("preferredLanguage", "preferredLanguage"),
    ("givenName", "name.givenName"),
    ("surname", "name.familyName"),
    ("givenName and surname", "name.formatted"),
    (
        "physicalDeliveryOfficeName",
        "addresses[type eq \"work\"].formatted",
    ),
    ("streetAddress", "addresses[type eq \"work\"].streetAddress"),
    ("city", "addresses[type eq \"work\"].locality"),
    ("state", "addresses[type eq \"work\"].region"),
    ("postalCode", "addresses[type eq \"work\"].postalCode"),
    ("country", "addresses[type eq \"work\"].country"),
    ("telephoneNumber", "phoneNumbers[type eq \"work\"].value"),
    ("mobile", "phoneNumbers[type eq \"mobile\"].value"),
    (
        "facsimileTelephoneNumber",
        "phoneNumbers[type eq \"fax\"].value",
    ),
    ("mailNickname", "externalId"),
    (
        "employeeId",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
    ),
    (
        "department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    ),
    (
        "manager",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
    ),
];

/// The rows for groups. `displayName` is what groups are matched by.
pub const GROUP_ROWS: [(&str, &str); 3] = [
    ("displayName", "displayName"),
    ("objectId", "externalId"),
    ("members", "members"),
];
