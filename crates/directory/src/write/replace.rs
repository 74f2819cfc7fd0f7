//! Replacing a resource (RFC 7644 §3.5.1): what the body does not name is cleared.

use roster::MemberEdit;
use scim::schema::Role;
use scim::validate::protect;

use super::attempt::Attempt;
use super::done::Done;
use super::members::{self, Moved};
use crate::fault::Fault;
use crate::{Existing, Shape};

pub(super) async fn carry_out(
    attempt: &mut Attempt<'_>,
    existing: &Existing,
    shape: &Shape,
) -> Result<Done, Fault> {
    let before = attempt.load(existing).await?;
    let projection = attempt.projection(shape)?;
    let (resource, member_ids) = attempt.described(&before.resource)?;
    protect(&before.resource, &resource, attempt.resource_type)?;
    let members = match attempt.role() {
        Role::User | Role::Other => Moved::default(),
        Role::Group => members::set(attempt.unit, &before.id, member_ids).await?,
    };
    let edit = (!members.delta.is_empty()).then_some(MemberEdit::Replace);
    let after = attempt.save(before, resource, members, edit).await?;
    Ok(Done::Changed(
        attempt.with_related(after, &projection).await?,
    ))
}
