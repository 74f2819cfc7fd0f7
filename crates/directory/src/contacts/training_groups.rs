//! What becomes of the training group that stands for a SCIM group.

use roster::group::{self, GroupOutcome, MemberDelta};
use roster::{Event, GroupState, Source, slug};
use scim::Id;
use storage::resources::Stored;
use storage::training_groups;

use crate::fault::Fault;
use crate::unit::Unit;

/// A group is new, and nobody is in it yet.
pub(crate) async fn create(unit: Unit<'_>, group: &Stored) -> Result<GroupOutcome, Fault> {
    let display_name = display_name(group);
    let wanted = GroupState {
        id: unit.next_id(),
        group_id: Some(group.id.clone()),
        slug: slug(display_name),
        display_name: display_name.to_owned(),
        external_id: external_id(group).map(str::to_owned),
        source: Source::Scim,
        created_at: unit.at,
        updated_at: unit.at,
    };
    let slug = training_groups::insert(unit.transaction, unit.tenant, &wanted).await?;
    Ok(group::create(GroupState { slug, ..wanted }))
}

/// A group has other attributes.
pub(crate) async fn describe(unit: Unit<'_>, group: &Stored) -> Result<Vec<Event>, Fault> {
    let (conn, tenant, at) = (unit.transaction, unit.tenant, unit.at);
    let (name, external_id) = (display_name(group), external_id(group));
    let Some(before) = training_groups::of_group(conn, tenant, &group.id).await? else {
        return Ok(Vec::new());
    };
    let wanted = group::wanted_slug(&before, name);
    let is_wanted = wanted.is_some();
    let mut outcome = group::describe(&before, name, external_id, wanted, at);
    if is_wanted {
        let got = training_groups::rename(conn, tenant, &outcome.state).await?;
        outcome = group::describe(&before, name, external_id, Some(got), at);
    } else {
        training_groups::update(conn, tenant, &outcome.state).await?;
    }
    Ok(outcome.events)
}

/// Members came into a group or went out of it.
pub(crate) async fn change_members(
    unit: Unit<'_>,
    group_id: &str,
    members: &MemberDelta,
) -> Result<Vec<Event>, Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let Some(before) = training_groups::of_group(conn, tenant, group_id).await? else {
        return Ok(Vec::new());
    };
    let outcome = group::change_members(&before, members, unit.at);
    let Some(outcome) = outcome else {
        return Ok(Vec::new());
    };
    training_groups::note_members(conn, tenant, &outcome.state).await?;
    Ok(outcome.events)
}

/// A group is gone, and with it the memberships of those who were in it.
pub(crate) async fn remove(
    unit: Unit<'_>,
    group_id: &str,
    members: Vec<Id>,
) -> Result<Vec<Event>, Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let Some(before) = training_groups::of_group(conn, tenant, group_id).await? else {
        return Ok(Vec::new());
    };
    training_groups::delete(conn, tenant, &before.id).await?;
    Ok(group::remove(&before, members))
}

fn display_name(group: &Stored) -> &str {
    group.resource.text("displayName").unwrap_or_default()
}

fn external_id(group: &Stored) -> Option<&str> {
    group.resource.text("externalId")
}
