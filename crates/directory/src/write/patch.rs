//! Patching a resource (RFC 7644 §3.5.2). A group's members are rows, so what a patch asks of them
//! is done to rows, and never costs a listing of the others.

use roster::group_action;
use scim::patch::MemberChange;
use scim::schema::Role;
use scim::{Limits, ResourceType, ScimError};
use storage::resources::Stored;

use super::attempt::Attempt;
use super::described::read;
use super::done::Done;
use super::members;
use crate::fault::Fault;
use crate::{Body, Existing, Shape};

/// The most members of a group that is listed in the answer to a PATCH.
const LISTED_MEMBERS: u64 = 100;

pub(super) async fn carry_out(
    attempt: &mut Attempt<'_>,
    existing: &Existing,
    body: &Body,
    shape: &Shape,
) -> Result<Done, Fault> {
    // The journal shall name what was meant also if the resource is not there.
    let (resource_type, limits) = (attempt.resource_type, attempt.unit.directory.limits());
    let parsed = parse(attempt, resource_type, limits, body);
    let before = attempt.load(existing).await?;
    let projection = attempt.projection(shape)?;
    let (patch, edits) = parsed?;
    let resource = patch.applied(&before.resource)?;
    let moved = members::apply(attempt.unit, &before.id, &edits, attempt.selected).await?;
    let edit = members::kind(&edits);
    let after = attempt.save(before, resource, moved, edit).await?;
    if is_large(attempt, &after).await? {
        return Ok(Done::Unlisted(after));
    }
    Ok(Done::Changed(
        attempt.with_related(after, &projection).await?,
    ))
}

type Parsed<'s> = (scim::patch::Patch<'s>, Vec<MemberChange<'s>>);

fn parse<'s>(
    attempt: &mut Attempt<'_>,
    resource_type: &'s ResourceType,
    limits: &'s Limits,
    body: &'s Body,
) -> Result<Parsed<'s>, ScimError> {
    let mut patch = scim::patch::Patch::read(read(body)?, resource_type, limits)?;
    let edits = patch.take_member_changes()?;
    attempt.record.ignored = patch.ignored().to_vec();
    if attempt.role() == Role::Group {
        attempt.record.action = group_action(!patch.is_empty(), members::kind(&edits));
    }
    Ok((patch, edits))
}

async fn is_large(attempt: &Attempt<'_>, group: &Stored) -> Result<bool, Fault> {
    if attempt.role() != Role::Group {
        return Ok(false);
    }
    attempt.exceeds(group, LISTED_MEMBERS).await
}
