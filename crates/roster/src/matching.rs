//! Which contact a person is: the one that stands for the person's user already, else a leaver's
//! who returns.

use scim::text::fold;

use crate::contact::{ContactState, Field, Source};
use crate::observation::Key;

/// The contact among `candidates` that belongs to the person whom a source knows by `key`.
///
/// A leaver who returns keeps the contact. It is one that came by SCIM and that no live user holds,
/// with the same externalId, else with the same userName in any letter case; of several the one that
/// was updated last, then the one with the greatest id. Nobody is matched by e-mail, because
/// addresses are given to other people.
///
/// The candidates have to include the contact that stands for the key's user, and every contact
/// without a user that has the key's externalId or userName; others do no harm.
pub fn find<'c>(
    key: &Key,
    candidates: impl IntoIterator<Item = &'c ContactState>,
) -> Option<&'c ContactState> {
    let candidates: Vec<&ContactState> = candidates.into_iter().collect();
    let user = candidates.iter().find(|contact| stands_for(contact, key));
    user.copied()
        .or_else(|| latest_leaver(&candidates, |contact| has_external_id(contact, key)))
        .or_else(|| latest_leaver(&candidates, |contact| has_user_name(contact, key)))
}

fn latest_leaver<'c>(
    candidates: &[&'c ContactState],
    is_same: impl Fn(&ContactState) -> bool,
) -> Option<&'c ContactState> {
    let leavers = candidates.iter().copied();
    leavers
        .filter(|contact| may_return(contact) && is_same(contact))
        .max_by_key(|contact| (contact.updated_at, &contact.id))
}

fn may_return(contact: &ContactState) -> bool {
    contact.source == Source::Scim && contact.user_id.is_none()
}

fn stands_for(contact: &ContactState, key: &Key) -> bool {
    key.user_id.is_some() && contact.user_id == key.user_id
}

fn has_external_id(contact: &ContactState, key: &Key) -> bool {
    let external_id = key.external_id.as_deref();
    external_id.is_some() && contact.get(&Field::ExternalId) == external_id
}

fn has_user_name(contact: &ContactState, key: &Key) -> bool {
    let user_name = contact.get(&Field::UserName);
    let (Some(known), Some(coming)) = (user_name, key.user_name.as_deref()) else {
        return false;
    };
    fold(known) == fold(coming)
}
