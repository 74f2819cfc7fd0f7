//! Replacing a resource (RFC 7644 §3.5.1): what the body does not name is cleared.

use roster::{Action, MemberEdit};
use scim::schema::Role;

use super::Operation;
use super::attempt::Attempt;
use super::members::{self, Moved};
use crate::Rendered;
use crate::fault::Fault;

pub(super) struct Replace;

impl Operation for Replace {
    type Output = Rendered;

    const INTENDED: Action = Action::Update;

    async fn run(attempt: &mut Attempt<'_>) -> Result<Rendered, Fault> {
        let before = attempt.load().await?;
        let projection = attempt.projection()?;
        let (resource, member_ids) = attempt.described(&before.resource)?;
        let members = match attempt.role() {
            Role::User | Role::Other => Moved::default(),
            Role::Group => members::set(attempt.unit, &before.id, member_ids).await?,
        };
        let edit = (!members.delta.is_empty()).then_some(MemberEdit::Replace);
        let after = attempt.save(before, resource, &members, edit).await?;
        attempt.render(after, &projection).await
    }
}
