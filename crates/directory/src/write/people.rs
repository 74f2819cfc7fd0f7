//! What a write of a user means for the person's contact.

use roster::{Action, Source, profile, user_action};
use storage::contacts::{self, NewContact, Standing};
use storage::resources::Stored;
use storage::training_groups;

use super::attempt::Attempt;
use crate::fault::Fault;

/// A user was made: whoever was here before is taken up again, anyone else is new.
pub(super) async fn join(attempt: &Attempt<'_>, user: &Stored) -> Result<(), Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let contact = NewContact {
        id: &attempt.directory.next_id(),
        user_id: &user.id,
        user_name: user_name(user),
        profile: &profile(&user.resource),
        source: Source::Scim,
        at: attempt.at,
    };
    if contacts::take_up(conn, tenant, &contact).await?.is_none() {
        contacts::insert(conn, tenant, &contact).await?;
    }
    Ok(())
}

/// A user changed: the contact follows, and leaves or returns with it.
pub(super) async fn change(
    attempt: &mut Attempt<'_>,
    before: &Stored,
    after: &Stored,
) -> Result<(), Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let (old, new) = (profile(&before.resource), profile(&after.resource));
    let (id, name) = (after.id.as_str(), user_name(after));
    // Never before the user was made or last changed, whatever the clock says.
    let at = after.modified_at;
    if old == new {
        return Ok(contacts::synced(conn, tenant, id, name, at).await?);
    }
    let action = user_action(old.state, new.state);
    attempt.record.action = action;
    let standing = match action {
        Action::Disable => Standing::Disabled {
            groups: training_groups::slugs_of_member(conn, tenant, id).await?,
        },
        Action::Enable => Standing::Enabled,
        _ => Standing::Unchanged,
    };
    Ok(contacts::update(conn, tenant, id, name, &new, &standing, at).await?)
}

/// A user was deleted: the contact stays, and remembers its groups by their slugs.
pub(super) async fn leave(
    attempt: &Attempt<'_>,
    user: &Stored,
    groups: &[String],
) -> Result<(), Fault> {
    let (conn, tenant) = (attempt.conn(), attempt.tenant());
    let at = attempt.at.max(user.modified_at);
    Ok(contacts::release(conn, tenant, &user.id, groups, at).await?)
}

fn user_name(user: &Stored) -> &str {
    user.resource.text("userName").unwrap_or_default()
}
