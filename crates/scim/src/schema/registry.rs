//! All schemas and resource types of a service provider.

use super::resource_type::{Extension, ResourceType, Schema};
use super::{enterprise, group, user};

/// The resource types a service provider serves, in the order in which it announces them.
#[derive(Clone, Debug)]
pub struct Registry {
    resource_types: Vec<ResourceType>,
}

impl Registry {
    /// User with the Enterprise User extension, and Group.
    pub fn standard() -> Self {
        let enterprise = Extension {
            schema: enterprise::schema(),
            required: false,
        };
        Self {
            resource_types: vec![
                ResourceType::new(
                    "User",
                    "/Users",
                    "User Account",
                    user::schema(),
                    vec![enterprise],
                ),
                ResourceType::new("Group", "/Groups", "Group", group::schema(), Vec::new()),
            ],
        }
    }

    /// The resource types, in order.
    pub fn resource_types(&self) -> &[ResourceType] {
        &self.resource_types
    }

    /// The resource type of that name, in any letter case.
    pub fn resource_type(&self, name: &str) -> Option<&ResourceType> {
        self.resource_types
            .iter()
            .find(|candidate| candidate.name.eq_ignore_ascii_case(name))
    }

    /// The schemas of all resource types, each once: core schemas and extensions.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        self.resource_types.iter().flat_map(ResourceType::schemas)
    }
}
