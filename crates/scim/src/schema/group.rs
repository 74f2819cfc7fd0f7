//! The core Group schema (RFC 7643 §4.2).

use super::attribute::Attribute;
use super::characteristics::{Kept, Mutability};
use super::common::{external_id, read_only};
use super::resource_type::Schema;

/// The URN of the Group schema.
pub const URN: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// The name of the resource type of groups.
pub const TYPE: &str = "Group";

/// The attribute that holds a group's members.
pub const MEMBERS: &str = "members";

pub(super) fn schema() -> Schema {
    let attributes = vec![
        Attribute::string(
            "displayName",
            "The name of the group, unique in this tenant.",
        )
        .required()
        .unique(),
        external_id(),
        members(),
    ];
    Schema::new(URN, TYPE, TYPE, attributes)
}

fn members() -> Attribute {
    let immutable = |attribute: Attribute| attribute.mutability(Mutability::Immutable);
    Attribute::complex(
        MEMBERS,
        "The users and groups that belong to the group.",
        vec![
            immutable(Attribute::string("value", "The id of the member.").case_exact()),
            immutable(
                Attribute::reference("$ref", &["User", "Group"], "The address of the member.")
                    .unsearchable(),
            ),
            immutable(
                Attribute::string("type", "Whether the member is a user or a group.")
                    .canonical(&["User", "Group"]),
            ),
            read_only(Attribute::string("display", "The name of the member.")),
        ],
    )
    .multi_valued()
    .kept(Kept::Members)
}
