//! What a write of a group means for its training group and for the contacts in it.

use roster::Source;
use storage::contacts;
use storage::resources::Stored;
use storage::training_groups::{self, NewTrainingGroup};

use super::attempt::Attempt;
use super::members::{self, Delta};
use crate::fault::Fault;

/// A group was made, with these members.
pub(super) async fn found(
    attempt: &Attempt<'_>,
    group: &Stored,
    member_ids: Vec<String>,
) -> Result<Delta, Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let training_group = NewTrainingGroup {
        id: &attempt.directory.next_id(),
        group_id: &group.id,
        display_name: display_name(group),
        external_id: group.resource.text("externalId"),
        source: Source::Scim,
        at: attempt.at,
    };
    training_groups::insert(conn, tenant, &training_group).await?;
    let members = members::set(attempt, &group.id, member_ids).await?;
    contacts::touch(conn, tenant, &members.ids(), attempt.at).await?;
    Ok(members)
}

/// A group changed: its attributes, its members, or both.
pub(super) async fn change(
    attempt: &Attempt<'_>,
    group: &Stored,
    attributes: bool,
    members: &Delta,
) -> Result<(), Fault> {
    let (conn, tenant, at) = (attempt.conn(), attempt.tenant(), attempt.at);
    if attributes {
        let external_id = group.resource.text("externalId");
        let name = display_name(group);
        training_groups::update(conn, tenant, &group.id, name, external_id, at).await?;
    } else {
        training_groups::touch(conn, tenant, std::slice::from_ref(&group.id), at).await?;
    }
    Ok(contacts::touch(conn, tenant, &members.ids(), at).await?)
}

/// A group was deleted, and these were its members.
pub(super) async fn end(
    attempt: &Attempt<'_>,
    group: &Stored,
    members: &[String],
) -> Result<(), Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    training_groups::delete(conn, tenant, &group.id).await?;
    Ok(contacts::touch(conn, tenant, members, attempt.at).await?)
}

fn display_name(group: &Stored) -> &str {
    group.resource.text("displayName").unwrap_or_default()
}
