//! Creating a resource (RFC 7644 §3.3).

use roster::Observation;
use roster::group::{self, MemberDelta};
use scim::Resource;
use scim::content::Ids;
use scim::schema::Role;
use storage::resources::Stored;

use super::attempt::Attempt;
use super::done::{Done, Related, Shown};
use super::members;
use crate::contacts::Decider;
use crate::fault::Fault;
use crate::unit::Unit;
use crate::{Shape, contacts};

pub(super) async fn carry_out(attempt: &mut Attempt<'_>, shape: &Shape) -> Result<Done, Fault> {
    let projection = attempt.projection(shape)?;
    let (resource, member_ids) = attempt.described(&Resource::default())?;
    let at = attempt.unit.at;
    let new = Stored {
        id: attempt.unit.next_id(),
        version: 1,
        created_at: at,
        modified_at: at,
        resource,
    };
    attempt.insert(&new).await?;
    let members = match attempt.role() {
        Role::User => {
            create_contact(attempt.unit, &new).await?;
            MemberDelta::default()
        }
        Role::Group => create_group(attempt.unit, &new, member_ids).await?,
        Role::Other => MemberDelta::default(),
    };
    attempt.record.changes = attempt.changes(&Resource::default(), &new.resource);
    let nothing = Resource::default();
    attempt
        .record
        .note_links(&nothing, &new.resource, attempt.resource_type);
    attempt.record.note_members(members);
    attempt.record.target_id = Some(new.id.clone());
    attempt.record.target_name = attempt.name_of(&new.resource);
    let shown = match attempt.role() {
        // Nobody is in a group before being there.
        Role::User => Shown {
            stored: new,
            related: Related::Known(None),
        },
        Role::Group | Role::Other => attempt.with_related(new, &projection).await?,
    };
    Ok(Done::Created(shown))
}

/// The person is here: a leaver who returns, or somebody new.
async fn create_contact(unit: Unit<'_>, user: &Stored) -> Result<(), Fault> {
    let decider = Decider::new(unit).await?;
    let observation = Observation::of_user(&user.id, &user.resource, decider.mapping(), unit.at);
    let events = contacts::observe_new(&decider, &observation).await?;
    contacts::follow(unit, &events, &[]).await
}

async fn create_group(unit: Unit<'_>, new: &Stored, member_ids: Ids) -> Result<MemberDelta, Fault> {
    let created = contacts::create(unit, new).await?;
    let moved = members::set(unit, &new.id, member_ids).await?;
    let mut events = created.events;
    if let Some(filled) = group::change_members(&created.state, &moved.delta, unit.at) {
        events.extend(filled.events);
    }
    let groups: Vec<String> = moved.groups.into_iter().collect();
    contacts::follow(unit, &events, &groups).await?;
    Ok(moved.delta)
}
