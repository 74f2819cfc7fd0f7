//! Deleting a resource (RFC 7644 §3.6), and its memberships on either side.

use roster::{Action, Target};
use scim::diff::Change;
use scim::{Resource, diff};
use storage::resources::{self, Stored};
use storage::{memberships, training_groups};

use super::attempt::Attempt;
use super::members::change;
use super::{Operation, groups, people};
use crate::fault::Fault;

pub(super) struct Delete;

impl Operation for Delete {
    type Output = ();

    const INTENDED: Action = Action::Delete;

    async fn run(attempt: &mut Attempt<'_>) -> Result<(), Fault> {
        let gone = attempt.load().await?;
        let mut changes = diff::changes(&gone.resource, &Resource::default());
        if attempt.target() == Target::User {
            // Reads the memberships of the leaver, so it comes before they end.
            people::leave(attempt, &gone).await?;
        }
        changes.extend(leave_groups(attempt, &gone).await?);
        if attempt.target() == Target::Group {
            changes.extend(dissolve(attempt, &gone).await?);
        }
        resources::delete(attempt.conn(), attempt.tenant(), &gone.id).await?;
        attempt.record.changes = changes;
        Ok(())
    }
}

/// Ends the resource's memberships in groups. These have fewer members now, so a new version.
async fn leave_groups(attempt: &mut Attempt<'_>, gone: &Stored) -> Result<Option<Change>, Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let mut left = memberships::remove_member(conn, tenant, &gone.id).await?;
    left.sort_unstable();
    resources::bump(conn, tenant, &left, attempt.at).await?;
    training_groups::touch(conn, tenant, &left, attempt.at).await?;
    attempt.record.membership_changes += left.len();
    Ok(change("groups", &left, &[]))
}

/// Ends the memberships that a group is made of, and its training group.
async fn dissolve(attempt: &mut Attempt<'_>, gone: &Stored) -> Result<Option<Change>, Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let mut members = memberships::remove_group(conn, tenant, &gone.id).await?;
    members.sort_unstable();
    groups::end(attempt, gone, &members).await?;
    attempt.record.membership_changes += members.len();
    Ok(change("members", &members, &[]))
}
