//! Changes to a group's members, as rows that come and go, so many at a time: of a change of a hundred
//! thousand only the ids are in memory, and on SQLite everybody else waits no longer than one
//! statement of it takes.

use std::collections::{BTreeSet, HashMap};

use roster::MemberEdit;
use roster::group::MemberDelta;
use scim::content::Ids;
use scim::patch::MemberChange;
use scim::schema::{GROUP_TYPE, USER_TYPE};
use scim::{Id, ScimError};
use storage::{memberships, resources};

use super::selected::Selected;
use crate::fault::Fault;
use crate::unit::Unit;

/// The resource types whose resources can be members.
const MEMBER_TYPES: [&str; 2] = [USER_TYPE, GROUP_TYPE];
/// Members that one statement is about.
const AT_A_TIME: usize = 2_000;

/// What changes of a request did to a group's members.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// Who came and who went.
    pub(super) delta: MemberDelta,
    /// Those of them that are groups themselves.
    pub(super) groups: BTreeSet<String>,
}

impl Moved {
    fn add(&mut self, ids: Vec<String>, joining: &Joining) {
        let groups = ids.iter().filter(|id| joining.groups.contains(*id));
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
pub(super) async fn set(unit: Unit<'_>, group_id: &str, ids: Ids) -> Result<Moved, Fault> {
    let edits = [MemberChange::ReplaceAll(ids)];
    apply(unit, group_id, &edits, &Selected::default()).await
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
    let named = edits.iter().map(count).sum::<usize>();
    unit.transaction.expect_rows(named + selected.len())?;
    let mut change = Change {
        unit,
        group_id,
        joining: Joining::find(unit, group_id, edits).await?,
        moved: Moved::default(),
    };
    for (place, edit) in edits.iter().enumerate() {
        match edit {
            MemberChange::Add(ids) => change.add(ids.iter().collect()).await?,
            MemberChange::Remove(ids) => change.remove(ids).await?,
            MemberChange::RemoveMatching(filter) => {
                let conn = unit.transaction;
                let found = match selected.at(place) {
                    Some(_) => Vec::new(),
                    None => memberships::matching(conn, unit.tenant, group_id, filter).await?,
                };
                change.remove(selected.at(place).unwrap_or(&found)).await?;
            }
            MemberChange::ReplaceAll(ids) => change.replace_all(ids).await?,
        }
    }
    Ok(change.moved)
}

/// How many members an edit names.
fn count(edit: &MemberChange<'_>) -> usize {
    match edit {
        MemberChange::Add(ids) | MemberChange::Remove(ids) | MemberChange::ReplaceAll(ids) => {
            ids.len()
        }
        MemberChange::RemoveMatching(_) => 0,
    }
}

/// A change of members under way.
struct Change<'a> {
    unit: Unit<'a>,
    group_id: &'a str,
    joining: Joining,
    moved: Moved,
}

impl Change<'_> {
    /// Rows that come in the order of an index are written where the ones before them are.
    async fn add(&mut self, mut ids: Vec<&Id>) -> Result<(), Fault> {
        ids.sort_unstable();
        let (conn, tenant, at) = (self.unit.transaction, self.unit.tenant, self.unit.at);
        for ids in ids.chunks(AT_A_TIME) {
            let members: Vec<_> = ids.iter().map(|id| self.joining.member(id)).collect();
            let added = memberships::add(conn, tenant, self.group_id, &members, at).await?;
            self.moved.add(added, &self.joining);
        }
        Ok(())
    }

    async fn remove<I: ToString>(&mut self, ids: &[I]) -> Result<(), Fault> {
        let (conn, tenant, at) = (self.unit.transaction, self.unit.tenant, self.unit.at);
        for ids in ids.chunks(AT_A_TIME) {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let removed = memberships::remove(conn, tenant, self.group_id, &ids, at).await?;
            self.moved.remove(removed);
        }
        Ok(())
    }

    /// Adds and removes the difference.
    async fn replace_all(&mut self, ids: &[Id]) -> Result<(), Fault> {
        let (conn, tenant) = (self.unit.transaction, self.unit.tenant);
        let present = memberships::ids_of(conn, tenant, self.group_id).await?;
        conn.expect_rows(present.len())?;
        let mut wanted: Vec<&Id> = ids.iter().collect();
        wanted.sort_unstable();
        let is_left_out = |id: &&Id| wanted.binary_search(id).is_err();
        let left_out: Vec<&Id> = present.iter().filter(is_left_out).collect();
        self.remove(&left_out).await?;
        wanted.retain(|id| present.binary_search(id).is_err());
        self.add(wanted).await
    }
}

/// What is known of those that are to join.
#[derive(Debug, Default)]
struct Joining {
    /// Those of them that are groups.
    groups: BTreeSet<String>,
}

impl Joining {
    async fn find(
        unit: Unit<'_>,
        group_id: &str,
        edits: &[MemberChange<'_>],
    ) -> Result<Self, Fault> {
        let joining = edits.iter().filter_map(|edit| match edit {
            MemberChange::Add(ids) | MemberChange::ReplaceAll(ids) => Some(ids.iter()),
            MemberChange::Remove(_) | MemberChange::RemoveMatching(_) => None,
        });
        let ids: Vec<&Id> = joining.flatten().collect();
        let mut joining = Self::default();
        for ids in ids.chunks(AT_A_TIME) {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let types = resources::types_of(unit.transaction, unit.tenant, &ids).await?;
            joining.check(ids, &types, group_id)?;
        }
        Ok(joining)
    }

    fn check(
        &mut self,
        ids: Vec<String>,
        types: &HashMap<String, String>,
        group_id: &str,
    ) -> Result<(), ScimError> {
        for id in ids {
            match types.get(&id) {
                _ if id == group_id => {
                    return Err(ScimError::invalid_value(format!(
                        "members: {id:?} is the id of the group itself, and a group cannot be its \
                         own member. Leave it out."
                    )));
                }
                Some(kind) if is_group(kind) => drop(self.groups.insert(id)),
                Some(kind) if MEMBER_TYPES.contains(&kind.as_str()) => {}
                _ => {
                    return Err(ScimError::invalid_value(format!(
                        "members: there is no user or group with id {id:?} in this tenant. \
                         Provision it before it is made a member."
                    )));
                }
            }
        }
        Ok(())
    }

    /// The id of a member with the name of its resource type.
    fn member(&self, id: &Id) -> (String, String) {
        let id = id.to_string();
        let [user, group] = MEMBER_TYPES;
        let kind = if self.groups.contains(&id) {
            group
        } else {
            user
        };
        (id, kind.to_owned())
    }
}

/// Whether resources of a type have members themselves.
fn is_group(resource_type: &str) -> bool {
    resource_type == GROUP_TYPE
}

#[cfg(test)]
mod tests {
    use roster::MemberEdit;
    use scim::content::Ids;
    use scim::patch::MemberChange::{Add, Remove, ReplaceAll};

    use super::kind;

    fn nobody() -> Ids {
        Ids::default()
    }

    #[test]
    fn a_mixture_of_edits_is_a_replacement() {
        for (edits, expected) in [
            (vec![], None),
            (vec![Add(nobody()), Add(nobody())], Some(MemberEdit::Add)),
            (vec![Remove(nobody())], Some(MemberEdit::Remove)),
            (
                vec![Add(nobody()), Remove(nobody())],
                Some(MemberEdit::Replace),
            ),
            (vec![ReplaceAll(nobody())], Some(MemberEdit::Replace)),
        ] {
            assert_eq!(kind(&edits), expected, "{edits:?}");
        }
    }
}
