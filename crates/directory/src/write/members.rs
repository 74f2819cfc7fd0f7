//! Changes to a group's members, as rows that come and go.

use std::collections::{BTreeSet, HashMap};

use roster::MemberEdit;
use roster::group::MemberDelta;
use scim::ScimError;
use scim::patch::MemberChange;
use storage::{memberships, resources};

use super::selected::Selected;
use crate::fault::Fault;
use crate::unit::Unit;

/// The resource types whose resources can be members.
const MEMBER_TYPES: [&str; 2] = ["User", GROUP];
/// The one whose resources have members themselves.
const GROUP: &str = "Group";

/// What changes of a request did to a group's members.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// Who came and who went.
    pub(super) delta: MemberDelta,
    /// Those of them that are groups themselves.
    pub(super) groups: BTreeSet<String>,
}

impl Moved {
    fn add(&mut self, ids: Vec<String>, types: &HashMap<String, String>) {
        let groups = ids
            .iter()
            .filter(|id| types.get(*id).is_some_and(|it| is_group(it)));
        self.groups.extend(groups.cloned());
        self.delta.add(ids);
    }

    fn remove(&mut self, members: Vec<(String, String)>) {
        let groups = members.iter().filter(|(_, kind)| is_group(kind));
        self.groups.extend(groups.map(|(id, _)| id.clone()));
        self.delta.remove(members.into_iter().map(|(id, _)| id));
    }
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
pub(super) async fn set(unit: Unit<'_>, group_id: &str, ids: Vec<String>) -> Result<Moved, Fault> {
    apply(
        unit,
        group_id,
        &[MemberChange::ReplaceAll(ids)],
        &Selected::default(),
    )
    .await
}

/// Carries out the changes in their order.
///
/// # Errors
///
/// 400 `invalidValue` naming the first id that is to join and does not exist in the tenant, or is
/// the group's own.
pub(super) async fn apply(
    unit: Unit<'_>,
    group_id: &str,
    edits: &[MemberChange<'_>],
    selected: &Selected,
) -> Result<Moved, Fault> {
    let types = types_of_joining(unit, edits).await?;
    let (conn, tenant, at) = (unit.transaction, unit.tenant, unit.at);
    let mut moved = Moved::default();
    for (place, edit) in edits.iter().enumerate() {
        match edit {
            MemberChange::Add(ids) => {
                let members = with_types(ids, &types, group_id)?;
                let added = memberships::add(conn, tenant, group_id, &members, at).await?;
                moved.add(added, &types);
            }
            MemberChange::Remove(ids) => {
                moved.remove(memberships::remove(conn, tenant, group_id, ids, at).await?);
            }
            MemberChange::RemoveMatching(filter) => {
                let removed = match selected.at(place) {
                    Some(ids) => memberships::remove(conn, tenant, group_id, ids, at).await?,
                    None => {
                        memberships::remove_matching(conn, tenant, group_id, filter, at).await?
                    }
                };
                moved.remove(removed);
            }
            MemberChange::ReplaceAll(ids) => {
                let members = with_types(ids, &types, group_id)?;
                let replaced = memberships::replace_all(conn, tenant, group_id, &members, at);
                let replaced = replaced.await?;
                moved.remove(replaced.removed);
                moved.add(replaced.added, &types);
            }
        }
    }
    Ok(moved)
}

async fn types_of_joining(
    unit: Unit<'_>,
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
    Ok(resources::types_of(unit.transaction, unit.tenant, &joining).await?)
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

/// Whether resources of a type have members themselves.
pub(super) fn is_group(resource_type: &str) -> bool {
    resource_type == GROUP
}

#[cfg(test)]
mod tests {
    use roster::MemberEdit;
    use scim::patch::MemberChange::{Add, Remove, ReplaceAll};

    use super::kind;

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
