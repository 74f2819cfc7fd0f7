//! The brake on mass leavers: whether somebody who departs is held, and with whom.

use roster::ContactState;
use roster::contact::Departure;
use storage::{brakes, contacts};

use super::decision::Decider;
use crate::fault::Fault;

/// Somebody departs now. If that makes too many within the window, the brake holds it, and all whom
/// the window has and nobody confirmed.
///
/// Those who leave one tenant are counted one after the other, whichever server they come by.
pub(super) async fn depart(decider: &Decider<'_>, contact_id: &str) -> Result<Departure, Fault> {
    let (conn, tenant, at) = (
        decider.unit.transaction,
        decider.unit.tenant,
        decider.unit.at,
    );
    let settings = brakes::lock(conn, tenant, at).await?;
    let number = u64::from(settings.number);
    // More need not be counted: so many are too many, however many people there are.
    let before = contacts::departures(conn, tenant, at, number).await?;
    let gone = before.gone + 1;
    let leavers = before.held + gone;
    let matter = if leavers < number {
        settings.people_that_matter(leavers)
    } else {
        0
    };
    let people = contacts::training(conn, tenant, matter).await?;
    let departure = Departure {
        at,
        held_since: None,
        grace_until: None,
        // Whoever leaves while the brake does not work was expected to.
        is_confirmed: !settings.works_at(at),
    };
    if !settings.holds(before.held, gone, people, at) {
        let grace_until = settings.grace_until(at);
        return Ok(Departure {
            held_since: grace_until.map(|_| at),
            grace_until,
            ..departure
        });
    }
    if !contacts::any_held(conn, tenant).await? {
        brakes::set_to_tell(conn, tenant, at).await?;
    }
    hold_others(decider, contact_id).await?;
    Ok(Departure {
        held_since: Some(at),
        ..departure
    })
}

/// Holds those who left within the window before. Each gets a version, also where nobody sees another:
/// so whoever has read it before starts again, and does not write what it was.
async fn hold_others(decider: &Decider<'_>, contact_id: &str) -> Result<(), Fault> {
    let (conn, tenant, at) = (
        decider.unit.transaction,
        decider.unit.tenant,
        decider.unit.at,
    );
    for other in contacts::departed(conn, tenant, at).await? {
        let known = other.state.standing.departure;
        let Some(known) = known.filter(|_| other.state.id != contact_id) else {
            continue;
        };
        let departure = Departure {
            held_since: known.held_since.or(Some(at)),
            grace_until: None,
            ..known
        };
        let state = ContactState {
            standing: decider.departed(&other.state, departure).await?,
            updated_at: at.max(other.state.updated_at),
            ..other.state.clone()
        };
        contacts::update(conn, tenant, &other, &state, at).await?;
    }
    Ok(())
}
