//! Gives the contacts that an earlier build wrote their first version, and what that build had no
//! column for.

use roster::contact::Mapping;
use roster::lifecycle::{Around, apply};
use roster::{ContactState, Observation};
use scim::schema::Role;
use storage::contacts::{self, StoredContact};
use storage::jobs::{LeasedJob, Progress};
use storage::resources;

use crate::fault::Fault;
use crate::unit::Unit;

/// So many contacts are filled in one step.
const BATCH: u64 = 200;

pub(super) async fn step(unit: Unit<'_>, job: &LeasedJob) -> Result<Progress, Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let after = job.position.as_deref();
    let found = contacts::without_version(conn, tenant, after, BATCH).await?;
    let done = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let position = found.last().map(|contact| contact.state.id.clone());
    for contact in found {
        let state = with_what_its_user_says(unit, contact).await?;
        contacts::fill(conn, tenant, &state).await?;
    }
    Ok(Progress {
        position: position.filter(|_| done == BATCH),
        done,
    })
}

/// The contact with what its user says now: also the fields and addresses that the earlier build did
/// not keep. Nothing happened to it, so its times stay.
async fn with_what_its_user_says(
    unit: Unit<'_>,
    contact: StoredContact,
) -> Result<ContactState, Fault> {
    let state = contact.state;
    let users = unit.directory.registry().of_role(Role::User);
    let (Some(user_id), Some(users)) = (&state.user_id, users) else {
        return Ok(state);
    };
    let user = resources::get(unit.transaction, unit.tenant, users, user_id).await?;
    let told = user.and_then(|user| {
        let observation = Observation::of_user(
            user_id,
            &user.resource,
            Mapping::standard(),
            state.updated_at,
        );
        let around = Around {
            new_id: "",
            groups: &[],
        };
        apply(Some(&state), &observation, around)
    });
    Ok(match told {
        Some(told) => ContactState {
            synced_at: state.synced_at,
            updated_at: state.updated_at,
            ..told.state
        },
        None => state,
    })
}
