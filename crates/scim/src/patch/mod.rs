//! PATCH (RFC 7644 §3.5.2): vendor dialects are rewritten by named passes, then one strict engine
//! applies what is left.

use serde_json::Value;

use crate::error::ScimError;
use crate::filter::Expr;
use crate::limits::Limits;
use crate::resource::Resource;
use crate::schema::ResourceType;

/// A PATCH request that was held against the schema and is ready to be applied.
#[derive(Clone, Debug)]
pub struct Patch<'s> {
    resource_type: &'s ResourceType,
    ignored: Vec<String>,
}

/// What a request asks of a group's members. Ids are in the order of the request, each once.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberChange<'s> {
    /// These join; who is a member already stays one.
    Add(Vec<String>),
    /// These leave; who is no member stays none.
    Remove(Vec<String>),
    /// Every member that satisfies the expression leaves. Its tests name sub-attributes of
    /// `members`.
    RemoveMatching(Expr<'s>),
    /// These are the members, and nobody else. Empty: the group has none.
    ReplaceAll(Vec<String>),
}

impl<'s> Patch<'s> {
    /// Reads a PATCH body.
    pub fn parse(
        body: &Value,
        resource_type: &'s ResourceType,
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        let _ = (body, limits);
        Ok(Self {
            resource_type,
            ignored: Vec::new(),
        })
    }

    /// Names the request used that no schema knows, as they were written.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Takes the changes to a group's members out of the request, in its order. They are rows
    /// elsewhere, not part of the resource [`Patch::apply`] changes.
    pub fn take_member_changes(&mut self) -> Result<Vec<MemberChange<'s>>, ScimError> {
        Ok(Vec::new())
    }

    /// Whether no operation is left.
    pub fn is_empty(&self) -> bool {
        true
    }

    /// Applies the operations in their order. On an error `resource` is as it was.
    pub fn apply(&self, resource: &mut Resource) -> Result<(), ScimError> {
        let _ = (self.resource_type, resource);
        Ok(())
    }
}
