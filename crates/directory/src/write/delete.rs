//! Deleting a resource (RFC 7644 §3.6), and its memberships on either side.

use roster::Action;
use scim::Resource;
use scim::diff::Change;
use scim::schema::Role;
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
        let mut changes = attempt.changes(&gone.resource, &Resource::default());
        changes.extend(match attempt.role() {
            Role::User => delete_user(attempt, &gone).await?,
            Role::Group => delete_group(attempt, &gone).await?,
            Role::Other => {
                resources::delete(attempt.conn(), attempt.tenant(), &gone.id).await?;
                Vec::new()
            }
        });
        attempt.record.changes = changes;
        Ok(())
    }
}

// In both of these contacts come last, as in a change of a group's members: writers that take
// their locks in one order do not wait for each other in a circle.

async fn delete_user(attempt: &mut Attempt<'_>, gone: &Stored) -> Result<Vec<Change>, Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let slugs = training_groups::slugs_of_member(conn, tenant, &gone.id).await?;
    let left = leave_groups(attempt, gone).await?;
    resources::delete(conn, tenant, &gone.id).await?;
    people::leave(attempt, gone, &slugs).await?;
    Ok(left.into_iter().collect())
}

async fn delete_group(attempt: &mut Attempt<'_>, gone: &Stored) -> Result<Vec<Change>, Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let left = leave_groups(attempt, gone).await?;
    let mut members = memberships::remove_group(conn, tenant, &gone.id).await?;
    members.sort_unstable();
    resources::delete(conn, tenant, &gone.id).await?;
    groups::end(attempt, gone, &members).await?;
    attempt.record.membership_changes += members.len();
    let dissolved = change("members", &members, &[]);
    Ok(left.into_iter().chain(dissolved).collect())
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
