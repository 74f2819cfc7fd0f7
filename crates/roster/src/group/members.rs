//! Who came into a group and who went out of it.

use scim::Id;

/// The members that a request adds and removes, all its changes taken together: whoever is added
/// and removed again did neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberDelta {
    /// In order, each once, as the others.
    added: Vec<Id>,
    removed: Vec<Id>,
}

impl MemberDelta {
    /// Whether nobody came or went.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many came or went.
    pub fn len(&self) -> usize {
        self.added.len() + self.removed.len()
    }

    /// SCIM ids of those who came, in order.
    pub fn added(&self) -> &[Id] {
        &self.added
    }

    /// SCIM ids of those who went, in order.
    pub fn removed(&self) -> &[Id] {
        &self.removed
    }

    /// These were not members before, and are now.
    pub fn add(&mut self, ids: impl IntoIterator<Item = impl Into<Id>>) {
        put(ids, &mut self.added, &mut self.removed);
    }

    /// These were members before, and are no longer.
    pub fn remove(&mut self, ids: impl IntoIterator<Item = impl Into<Id>>) {
        put(ids, &mut self.removed, &mut self.added);
    }
}

/// Adds ids to one side, but for those on the other side, which are taken away from there.
fn put(ids: impl IntoIterator<Item = impl Into<Id>>, to: &mut Vec<Id>, from: &mut Vec<Id>) {
    let ids = ids.into_iter().map(Into::into);
    let (mut back, new): (Vec<Id>, Vec<Id>) = ids.partition(|id| from.binary_search(id).is_ok());
    if !back.is_empty() {
        back.sort_unstable();
        from.retain(|id| back.binary_search(id).is_err());
    }
    to.extend(new);
    to.sort_unstable();
    to.dedup();
}
