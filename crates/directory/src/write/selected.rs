//! The members that filters in a PATCH of a group select, found by a read before the write begins.
//! To look through a hundred thousand members takes long, and while a unit of work does it, nobody
//! else writes to SQLite.

use std::collections::HashMap;

use scim::patch::{MemberChange, Patch};
use scim::schema::Role;
use scim::{Content, Id, Registry, ResourceType};
use serde_json::Value;
use storage::memberships;

use crate::directory::named;
use crate::fault::Fault;
use crate::{Act, Directory, Write};

/// The ids of the members that edits select, by the edits' places in the request. What is not here
/// is found when it is removed.
#[derive(Debug, Default)]
pub(super) struct Selected(HashMap<usize, Vec<Id>>);

impl Selected {
    pub(super) fn at(&self, place: usize) -> Option<&[Id]> {
        self.0.get(&place).map(Vec::as_slice)
    }

    /// How many members they select.
    pub(super) fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Finds what the filters of a request select. Whether a member joins or leaves meanwhile is
    /// nobody's to say: it is as if that had come before this request, or after it. But what the
    /// request itself adds is there for the filters behind it, so those are left to the write.
    pub(super) async fn find(
        directory: &Directory,
        registry: &Registry,
        request: &Write,
    ) -> Result<Self, Fault> {
        let mut selected = Self::default();
        let resource_type = named(registry, &request.resource_type)?;
        let Some((group_id, body)) = filtered(request, resource_type) else {
            return Ok(selected);
        };
        // What is wrong with a request is said by the write itself.
        let patch = Patch::read(body, resource_type, directory.limits());
        let edits = patch.and_then(|mut patch| patch.take_member_changes());
        let (reader, tenant) = (directory.database().reader(), request.caller.tenant);
        for (place, edit) in edits.iter().flatten().enumerate() {
            match edit {
                MemberChange::Add(_) | MemberChange::ReplaceAll(_) => break,
                MemberChange::Remove(_) => {}
                MemberChange::RemoveMatching(filter) => {
                    let ids = memberships::matching(reader, tenant, group_id, filter).await?;
                    selected.0.insert(place, ids);
                }
            }
        }
        Ok(selected)
    }
}

/// The group and the body of a PATCH in which a path has a filter.
fn filtered<'r>(
    request: &'r Write,
    resource_type: &ResourceType,
) -> Option<(&'r str, &'r Content)> {
    let Act::Patch { existing, body, .. } = &request.act else {
        return None;
    };
    let body = body
        .as_ref()
        .ok()
        .filter(|_| resource_type.role == Role::Group)?;
    let operations = body
        .value()
        .as_object()?
        .values()
        .filter_map(Value::as_array);
    let mut members = operations.flatten().filter_map(Value::as_object).flatten();
    let has_filter = members.any(|(_, value)| value.as_str().is_some_and(|it| it.contains('[')));
    has_filter.then_some((existing.id.as_str(), body))
}
