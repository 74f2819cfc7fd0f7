//! Changes to a group's members, as rows that come and go.

use std::collections::{BTreeSet, HashMap};

use roster::MemberEdit;
use scim::ScimError;
use scim::diff::Change;
use scim::patch::MemberChange;
use serde_json::{Value, json};
use storage::{memberships, resources};

use super::attempt::Attempt;
use crate::fault::Fault;

/// The resource types whose resources can be members.
const MEMBER_TYPES: [&str; 2] = ["User", "Group"];

/// Who joined and who left, all changes of a request taken together: whoever is added and removed
/// again did neither.
#[derive(Debug, Default)]
pub(super) struct Delta {
    joined: BTreeSet<String>,
    left: BTreeSet<String>,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn len(&self) -> usize {
        self.joined.len() + self.left.len()
    }

    /// Everyone whose membership changed.
    pub(super) fn ids(&self) -> Vec<String> {
        self.joined.union(&self.left).cloned().collect()
    }

    /// What the journal says of it.
    pub(super) fn change(&self) -> Option<Change> {
        change("members", &self.left, &self.joined)
    }

    fn join(&mut self, ids: Vec<String>) {
        for id in ids {
            if !self.left.remove(&id) {
                self.joined.insert(id);
            }
        }
    }

    fn leave(&mut self, ids: Vec<String>) {
        for id in ids {
            if !self.joined.remove(&id) {
                self.left.insert(id);
            }
        }
    }
}

/// A change of memberships, ids that went as `old` and ids that came as `new`.
pub(super) fn change<'i>(
    attribute: &str,
    gone: impl IntoIterator<Item = &'i String>,
    come: impl IntoIterator<Item = &'i String>,
) -> Option<Change> {
    let (old, new) = (list(gone), list(come));
    (old != new).then(|| Change {
        attribute: attribute.to_owned(),
        old,
        new,
    })
}

/// What the changes of a request are together; `None` if there are none.
pub(super) fn kind(edits: &[MemberChange<'_>]) -> Option<MemberEdit> {
    edits
        .iter()
        .map(|edit| match edit {
            MemberChange::Add(_) => MemberEdit::Add,
            MemberChange::Remove(_) | MemberChange::RemoveMatching(_) => MemberEdit::Remove,
            MemberChange::ReplaceAll(_) => MemberEdit::Replace,
        })
        .reduce(MemberEdit::and)
}

/// Makes the members exactly these.
pub(super) async fn set(
    attempt: &Attempt<'_>,
    group_id: &str,
    ids: Vec<String>,
) -> Result<Delta, Fault> {
    apply(attempt, group_id, &[MemberChange::ReplaceAll(ids)]).await
}

/// Carries out the changes in their order.
///
/// # Errors
///
/// 400 `invalidValue` naming the first id that is to join and does not exist in the tenant, or is
/// the group's own.
pub(super) async fn apply(
    attempt: &Attempt<'_>,
    group_id: &str,
    edits: &[MemberChange<'_>],
) -> Result<Delta, Fault> {
    let types = types_of_joining(attempt, edits).await?;
    let (conn, tenant, at) = (attempt.conn(), attempt.tenant(), attempt.at);
    let mut delta = Delta::default();
    for edit in edits {
        match edit {
            MemberChange::Add(ids) => {
                let members = with_types(ids, &types, group_id)?;
                delta.join(memberships::add(conn, tenant, group_id, &members, at).await?);
            }
            MemberChange::Remove(ids) => {
                delta.leave(memberships::remove(conn, tenant, group_id, ids).await?);
            }
            MemberChange::RemoveMatching(filter) => {
                let removed = memberships::remove_matching(conn, tenant, group_id, filter);
                delta.leave(removed.await?);
            }
            MemberChange::ReplaceAll(ids) => {
                let members = with_types(ids, &types, group_id)?;
                let replaced = memberships::replace_all(conn, tenant, group_id, &members, at);
                let replaced = replaced.await?;
                delta.leave(replaced.removed);
                delta.join(replaced.added);
            }
        }
    }
    Ok(delta)
}

async fn types_of_joining(
    attempt: &Attempt<'_>,
    edits: &[MemberChange<'_>],
) -> Result<HashMap<String, String>, Fault> {
    let joining: BTreeSet<&String> = edits
        .iter()
        .filter_map(|edit| match edit {
            MemberChange::Add(ids) | MemberChange::ReplaceAll(ids) => Some(ids),
            MemberChange::Remove(_) | MemberChange::RemoveMatching(_) => None,
        })
        .flatten()
        .collect();
    if joining.is_empty() {
        return Ok(HashMap::new());
    }
    let joining: Vec<String> = joining.into_iter().cloned().collect();
    Ok(resources::types_of(attempt.conn(), attempt.tenant(), &joining).await?)
}

fn with_types(
    ids: &[String],
    types: &HashMap<String, String>,
    group_id: &str,
) -> Result<Vec<(String, String)>, ScimError> {
    ids.iter()
        .map(|id| match types.get(id) {
            _ if id == group_id => Err(ScimError::invalid_value(format!(
                "members: {id:?} is the id of the group itself, and a group cannot be its own \
                 member. Leave it out."
            ))),
            Some(resource_type) if MEMBER_TYPES.contains(&resource_type.as_str()) => {
                Ok((id.clone(), resource_type.clone()))
            }
            _ => Err(ScimError::invalid_value(format!(
                "members: there is no user or group with id {id:?} in this tenant. Provision it \
                 before it is made a member."
            ))),
        })
        .collect()
}

fn list<'i>(ids: impl IntoIterator<Item = &'i String>) -> Value {
    let ids: Vec<&String> = ids.into_iter().collect();
    if ids.is_empty() {
        Value::Null
    } else {
        json!(ids)
    }
}

#[cfg(test)]
mod tests {
    use scim::patch::MemberChange::{Add, Remove, ReplaceAll};
    use serde_json::json;

    use super::{Delta, kind};
    use roster::MemberEdit;

    #[test]
    fn whoever_comes_and_goes_in_one_request_did_neither() {
        let ids = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let mut delta = Delta::default();
        delta.join(ids(&["a", "b"]));
        delta.leave(ids(&["a", "c"]));
        delta.join(ids(&["d"]));
        let change = delta.change().unwrap();
        assert_eq!(change.old, json!(["c"]));
        assert_eq!(change.new, json!(["b", "d"]));
        assert_eq!(delta.len(), 3);
        delta.join(ids(&["c"]));
        delta.leave(ids(&["b", "d"]));
        assert!(delta.is_empty());
        assert_eq!(delta.change(), None);
    }

    #[test]
    fn a_mixture_of_edits_is_a_replacement() {
        for (edits, expected) in [
            (vec![], None),
            (vec![Add(vec![]), Add(vec![])], Some(MemberEdit::Add)),
            (vec![Remove(vec![])], Some(MemberEdit::Remove)),
            (vec![Add(vec![]), Remove(vec![])], Some(MemberEdit::Replace)),
            (vec![ReplaceAll(vec![])], Some(MemberEdit::Replace)),
        ] {
            assert_eq!(kind(&edits), expected, "{edits:?}");
        }
    }
}
