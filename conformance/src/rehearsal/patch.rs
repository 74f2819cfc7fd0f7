//! Changing resources in part (RFC 7644 §3.5.2).

use scim::patch::{MemberChange, Patch};
use scim::{Id, ScimError};
use serde_json::{Value, json};

use super::write::Wish;
use super::{Server, condition};

impl Server {
    /// Does all operations of a PATCH, or none.
    pub(super) fn patch(&mut self, wish: &Wish<'_>, id: &str) -> Result<(), ScimError> {
        let old = self.record(wish.kind, id)?.clone();
        condition::check(wish.if_match.as_deref(), old.version)?;
        let mut patch = Patch::parse(&wish.body, wish.kind, &self.limits)?;
        let changes = patch.take_member_changes()?;
        let mut resource = old.resource.clone();
        patch.apply(&mut resource)?;
        self.check_unique(wish.kind, &resource, Some(id))?;
        let mut members = old.members.clone();
        for change in changes {
            self.change_members(&mut members, change)?;
        }
        self.change(old, resource, members);
        Ok(())
    }

    fn change_members(
        &self,
        members: &mut Vec<String>,
        change: MemberChange<'_>,
    ) -> Result<(), ScimError> {
        match change {
            MemberChange::Add(ids) => {
                let ids = texts(&ids);
                self.check_members(&ids)?;
                for id in ids {
                    if !members.contains(&id) {
                        members.push(id);
                    }
                }
            }
            MemberChange::Remove(ids) => {
                let ids = texts(&ids);
                members.retain(|id| !ids.contains(id));
            }
            MemberChange::RemoveMatching(filter) => {
                members.retain(|id| !filter.matches_element(&self.member_of(id)));
            }
            MemberChange::ReplaceAll(ids) => {
                *members = texts(&ids);
                self.check_members(members)?;
            }
        }
        Ok(())
    }

    fn member_of(&self, id: &str) -> Value {
        let record = self.store.any(id);
        record.map_or_else(|| json!({"value": id}), |record| self.member(record))
    }
}

fn texts(ids: &[Id]) -> Vec<String> {
    ids.iter().map(Id::to_string).collect()
}
