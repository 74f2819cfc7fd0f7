//! Patching a resource (RFC 7644 §3.5.2). A group's members are rows, so what a patch asks of them
//! is done to rows, and never costs a listing of the others.

use roster::{Action, group_action};
use scim::ScimError;
use scim::patch::MemberChange;
use scim::schema::Role;
use storage::memberships;
use storage::resources::Stored;

use super::Operation;
use super::attempt::Attempt;
use super::members;
use crate::Patched;
use crate::etag::etag;
use crate::fault::Fault;

/// The most members of a group that is listed in the answer to a PATCH.
const LISTED_MEMBERS: u64 = 100;

pub(super) struct Patch;

impl Operation for Patch {
    type Output = Patched;

    const INTENDED: Action = Action::Update;

    async fn run(attempt: &mut Attempt<'_>) -> Result<Patched, Fault> {
        // The journal shall name what was meant also if the resource is not there.
        let parsed = parse(attempt);
        let before = attempt.load().await?;
        let projection = attempt.projection()?;
        let (patch, edits) = parsed?;
        let mut resource = before.resource.clone();
        patch.apply(&mut resource)?;
        let moved = members::apply(attempt.unit, &before.id, &edits).await?;
        let edit = members::kind(&edits);
        let after = attempt.save(before, resource, &moved, edit).await?;
        if is_large(attempt, &after).await? {
            return Ok(Patched::NoContent {
                version: etag(after.version),
                location: attempt
                    .unit
                    .directory
                    .location(attempt.resource_type, &after.id),
            });
        }
        Ok(Patched::Resource(attempt.render(after, &projection).await?))
    }
}

type Parsed<'s> = (scim::patch::Patch<'s>, Vec<MemberChange<'s>>);

fn parse<'a>(attempt: &mut Attempt<'a>) -> Result<Parsed<'a>, ScimError> {
    let limits = attempt.unit.directory.limits();
    let mut patch = scim::patch::Patch::parse(attempt.body()?, attempt.resource_type, limits)?;
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
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    Ok(memberships::exceed(conn, tenant, &group.id, LISTED_MEMBERS).await?)
}
