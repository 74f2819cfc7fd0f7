//! The Enterprise User extension (RFC 7643 §4.3).

use super::attribute::Attribute;
use super::common::read_only;
use super::resource_type::Schema;

/// The URN of the Enterprise User extension.
pub const URN: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

pub(super) fn schema() -> Schema {
    let attributes = vec![
        Attribute::string(
            "employeeNumber",
            "The number of the employee in the organisation.",
        ),
        Attribute::string("costCenter", "Cost centre."),
        Attribute::string("organization", "Organisation."),
        Attribute::string("division", "Division."),
        Attribute::string("department", "Department."),
        manager(),
    ];
    Schema::new(URN, "EnterpriseUser", "Enterprise User", attributes)
}

fn manager() -> Attribute {
    Attribute::complex(
        "manager",
        "The user's manager.",
        vec![
            Attribute::string("value", "The id of the manager, a User of this tenant.")
                .case_exact(),
            read_only(
                Attribute::reference("$ref", &["User"], "The address of the manager.")
                    .unsearchable(),
            ),
            read_only(
                Attribute::string("displayName", "The manager's display name.").unsearchable(),
            ),
        ],
    )
}
