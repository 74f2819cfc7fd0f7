//! Deleting a resource (RFC 7644 §3.6), and its memberships on either side.

use roster::Observation;
use scim::Resource;
use scim::content::Ids;
use scim::diff::Change;
use scim::schema::Role;
use serde_json::Value;
use storage::resources::{self, Stored};
use storage::{memberships, training_groups};

use super::attempt::Attempt;
use super::done::Done;
use super::members;
use crate::contacts::Decider;
use crate::fault::Fault;
use crate::{Existing, contacts};

pub(super) async fn carry_out(
    attempt: &mut Attempt<'_>,
    existing: &Existing,
) -> Result<Done, Fault> {
    let gone = attempt.load(existing).await?;
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
    Ok(Done::Deleted)
}

// In both of these contacts come last, as in a change of a group's members: writers that take
// their locks in one order do not wait for each other in a circle.

async fn delete_user(attempt: &mut Attempt<'_>, gone: &Stored) -> Result<Vec<Change>, Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let slugs = training_groups::slugs_of_member(conn, tenant, &gone.id).await?;
    let left = leave_groups(attempt, gone).await?;
    resources::delete(conn, tenant, &gone.id).await?;
    let at = attempt.unit.at.max(gone.modified_at);
    let observation = Observation::of_deleted_user(&gone.id, &gone.resource, at);
    let decider = Decider::new(attempt.unit).await?;
    let events = contacts::observe(&decider, &observation, Some(slugs)).await?;
    contacts::follow(attempt.unit, &events, &[]).await?;
    Ok(left.into_iter().collect())
}

async fn delete_group(attempt: &mut Attempt<'_>, gone: &Stored) -> Result<Vec<Change>, Fault> {
    let (conn, tenant, unit) = (attempt.conn(), attempt.tenant(), attempt.unit);
    let left = leave_groups(attempt, gone).await?;
    let dissolved = members::set(unit, &gone.id, Ids::default()).await?;
    resources::delete(conn, tenant, &gone.id).await?;
    let groups: Vec<String> = dissolved.groups.into_iter().collect();
    let members = dissolved.delta.removed().to_vec();
    let events = contacts::remove(unit, &gone.id, members).await?;
    contacts::follow(unit, &events, &groups).await?;
    attempt.record.note_members(dissolved.delta);
    Ok(left.into_iter().collect())
}

/// Ends the resource's memberships in groups. These have fewer members now, so a new version.
async fn leave_groups(attempt: &mut Attempt<'_>, gone: &Stored) -> Result<Option<Change>, Fault> {
    let (conn, tenant, at) = (attempt.conn(), attempt.tenant(), attempt.unit.at);
    let left = memberships::remove_member(conn, tenant, &gone.id, at).await?;
    resources::bump(conn, tenant, &left, at).await?;
    training_groups::set_updated(conn, tenant, &left, at).await?;
    attempt.record.membership_changes += left.len();
    Ok(ended("groups", &left))
}

/// Memberships that are no more, as a change of the attribute that showed them.
fn ended(attribute: &str, ids: &[String]) -> Option<Change> {
    (!ids.is_empty()).then(|| Change {
        attribute: attribute.to_owned(),
        old: ids.into(),
        new: Value::Null,
    })
}
