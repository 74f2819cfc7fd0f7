//! All schemas and resource types of a service provider.

use super::resource_type::{Extension, ResourceType, Role, Schema};
use super::{enterprise, group, user};

/// The resource types a service provider serves, in the order in which it announces them.
#[derive(Clone, Debug)]
pub struct Registry {
    pub(super) resource_types: Vec<ResourceType>,
    /// Schemas that came as documents, whether a resource type uses them or not.
    pub(super) loose: Vec<Schema>,
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
                    user::TYPE,
                    "/Users",
                    "User Account",
                    user::schema(),
                    vec![enterprise],
                )
                .role(Role::User),
                ResourceType::new(group::TYPE, "/Groups", "Group", group::schema(), Vec::new())
                    .role(Role::Group),
            ],
            loose: Vec::new(),
        }
    }

    /// These resource types, and nothing else.
    pub fn of(resource_types: Vec<ResourceType>) -> Self {
        Self {
            resource_types,
            loose: Vec::new(),
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

    /// The first resource type whose resources stand for that.
    pub fn of_role(&self, role: Role) -> Option<&ResourceType> {
        self.resource_types
            .iter()
            .find(|candidate| candidate.role == role)
    }

    /// The resource type that is served there; a path, unlike a name, has one letter case.
    pub fn at_endpoint(&self, endpoint: &str) -> Option<&ResourceType> {
        self.resource_types
            .iter()
            .find(|candidate| candidate.endpoint == endpoint)
    }

    /// All schemas, each once: core schemas and extensions, then those that no resource type uses.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let used = self.resource_types.iter().flat_map(ResourceType::schemas);
        let mut schemas: Vec<&Schema> = Vec::new();
        for schema in used.chain(&self.loose) {
            if !schemas.iter().any(|known| known.is(&schema.id)) {
                schemas.push(schema);
            }
        }
        schemas.into_iter()
    }
}
