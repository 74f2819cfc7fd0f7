//! PATCH (RFC 7644 §3.5.2): vendor dialects are rewritten by named passes, then one strict engine
//! applies what is left.
//!
//! A body becomes wire operations (`wire`), these become steps with a target that the schema
//! knows (`step`), and steps become operations with canonical values (`operation`), which are
//! applied in their order (`apply`). Clients' habits end in `dialect`.

mod apply;
mod dialect;
mod members;
mod operation;
mod selector;
mod step;
mod wire;

use serde_json::Value;

use crate::Content;
use crate::content::{Ids, List};
use crate::error::ScimError;
use crate::filter::Expr;
use crate::limits::Limits;
use crate::resource::Resource;
use crate::schema::ResourceType;
use crate::validate;
use operation::{Checker, Operation};
use step::{Resolver, Step};

/// How often the operations of one request may look at as many values as a request may hold.
const VISITS_PER_VALUE: usize = 10;

/// A PATCH request that was held against the schema and is ready to be applied.
#[derive(Clone, Debug)]
pub struct Patch<'s> {
    resource_type: &'s ResourceType,
    limits: Limits,
    operations: Vec<Operation<'s>>,
    members: Vec<Step<'s>>,
    lists: Vec<List>,
    ignored: Vec<String>,
}

/// What a request asks of a group's members.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberChange<'s> {
    /// These join; who is a member already stays one.
    Add(Ids),
    /// These leave; who is no member stays none.
    Remove(Ids),
    /// Every member that satisfies the expression leaves. Its tests name sub-attributes of
    /// `members`.
    RemoveMatching(Expr<'s>),
    /// These are the members, and nobody else. Empty: the group has none.
    ReplaceAll(Ids),
}

impl<'s> Patch<'s> {
    /// Reads a PATCH body and checks everything that can be checked without the resource.
    ///
    /// Errors: `invalidSyntax` for a body that is no PATCH request, `invalidPath`,
    /// `invalidFilter`, `noTarget`, `mutability` or `invalidValue` for an operation that no
    /// resource of the type could take, 413 beyond a limit.
    pub fn parse(
        body: &Value,
        resource_type: &'s ResourceType,
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        Self::of(body, &[], resource_type, limits)
    }

    /// The same for a body whose lists of members were kept short.
    ///
    /// # Errors
    ///
    /// Those of [`Patch::parse`].
    pub fn read(
        body: &Content,
        resource_type: &'s ResourceType,
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        Self::of(body.value(), body.lists(), resource_type, limits)
    }

    fn of(
        body: &Value,
        lists: &[List],
        resource_type: &'s ResourceType,
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        let mut resolver = Resolver::new(resource_type, limits);
        let operations = wire::operations(body, limits)?;
        for operation in dialect::rewrite_operations(operations, resource_type) {
            resolver.resolve(operation)?;
        }
        let Resolver {
            steps, mut ignored, ..
        } = resolver;
        wire::check_count(steps.len(), limits)?;
        let (members, steps): (Vec<_>, Vec<_>) = steps
            .into_iter()
            .map(dialect::rewrite_step)
            .partition(|step| members::are_meant_by(step.target));
        let mut checker = Checker {
            limits,
            ignored: &mut ignored,
        };
        let mut operations = Vec::new();
        for step in steps {
            operations.extend(checker.operations(step)?);
        }
        Ok(Self {
            resource_type,
            limits: limits.clone(),
            operations,
            members,
            lists: lists.to_vec(),
            ignored,
        })
    }

    /// Names the request used that no schema knows, as they were written.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Takes the changes to a group's members out of the request, in its order. They are rows
    /// elsewhere, not part of the resource that [`Patch::apply`] changes.
    ///
    /// Errors: `invalidValue` for an element without an id, `mutability` for a change of what a
    /// membership says, `invalidFilter`, 413 beyond [`Limits::values`].
    pub fn take_member_changes(&mut self) -> Result<Vec<MemberChange<'s>>, ScimError> {
        let steps = std::mem::take(&mut self.members);
        members::changes(steps, &self.lists, &self.limits)
    }

    /// Whether no operation is left.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.members.is_empty()
    }

    /// Applies the operations in their order, but not the changes to members. On an error
    /// `resource` is as it was.
    ///
    /// Errors: `noTarget` if a filter selects nothing and describes nothing either, `invalidPath`
    /// if it is not said which of several elements is meant, `mutability` if a required attribute
    /// was removed or an immutable one changed, what [`validate::validate`] finds in the result,
    /// and 413 for more work on long lists than [`Limits::values`] stands for.
    pub fn apply(&self, resource: &mut Resource) -> Result<(), ScimError> {
        *resource = self.applied(resource)?;
        Ok(())
    }

    /// What the operations make of a resource, as [`Patch::apply`] says.
    ///
    /// # Errors
    ///
    /// Those of [`Patch::apply`].
    pub fn applied(&self, resource: &Resource) -> Result<Resource, ScimError> {
        let mut patched = resource.clone();
        let mut visited = 0;
        for operation in &self.operations {
            visited += apply::length(operation, patched.attributes());
            self.check_visited(visited)?;
            apply::operation(operation, patched.attributes_mut())?;
        }
        apply::settle(patched.attributes_mut(), self.resource_type);
        self.keep_required(&patched)?;
        validate::validate(&patched, self.resource_type)?;
        validate::protect(resource, &patched, self.resource_type)?;
        Ok(patched)
    }

    /// Each operation on a list looks at all its elements, so many operations on a long one would
    /// cost the product of both.
    fn check_visited(&self, visited: usize) -> Result<(), ScimError> {
        let most = self.limits.values.saturating_mul(VISITS_PER_VALUE);
        if visited <= most {
            return Ok(());
        }
        Err(ScimError::too_large(format!(
            "The operations on multi-valued attributes together look at more than {most} values, \
             {VISITS_PER_VALUE} times max_values. Send fewer operations at a time, or one that \
             holds all values."
        )))
    }

    /// RFC 7644 §3.5.2.2: removing a required attribute is a question of mutability, unless a
    /// later operation gives it a value again.
    fn keep_required(&self, patched: &Resource) -> Result<(), ScimError> {
        let removed = self.operations.iter().find(|operation| {
            let target = operation.target;
            operation.removal
                && target.extension.is_none()
                && target.attribute.required
                && patched.get(&target.attribute.name).is_none()
        });
        match removed {
            None => Ok(()),
            Some(operation) => Err(ScimError::mutability(format!(
                "{} is required and cannot be removed.",
                operation.target.path()
            ))),
        }
    }
}
