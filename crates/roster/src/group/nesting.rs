//! Groups within groups: who is in a group because a group within it has them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::contact::MembershipKind;

/// Direct memberships, looked at from both ends. All ids are SCIM ids.
#[derive(Clone, Debug, Default)]
pub struct Nesting {
    groups: Edges,
    members: Edges,
}

type Edges = BTreeMap<String, BTreeSet<String>>;

impl Nesting {
    /// The memberships with these pairs of a member, a user or a group, and the group it is
    /// directly in.
    pub fn of<M: Into<String>, G: Into<String>>(pairs: impl IntoIterator<Item = (M, G)>) -> Self {
        let mut nesting = Self::default();
        for (member, group) in pairs {
            let (member, group) = (member.into(), group.into());
            let groups = nesting.groups.entry(member.clone()).or_default();
            groups.insert(group.clone());
            nesting.members.entry(group).or_default().insert(member);
        }
        nesting
    }

    /// The groups somebody is in, directly or within others. Direct wins where it is both. Circles
    /// end, and nothing is in itself.
    pub fn groups_of(&self, member: &str) -> BTreeMap<&str, MembershipKind> {
        reachable(&self.groups, member)
    }

    /// Everybody in a group, users and groups, directly or within others, likewise.
    pub fn members_of(&self, group: &str) -> BTreeMap<&str, MembershipKind> {
        reachable(&self.members, group)
    }
}

fn reachable<'e>(edges: &'e Edges, start: &str) -> BTreeMap<&'e str, MembershipKind> {
    let mut found = BTreeMap::new();
    let mut queue: VecDeque<(&str, MembershipKind)> = VecDeque::new();
    queue.extend(neighbours(edges, start).map(|id| (id, MembershipKind::Direct)));
    // What is one step away comes first, so that direct is seen before indirect.
    while let Some((id, kind)) = queue.pop_front() {
        if id == start || found.contains_key(id) {
            continue;
        }
        found.insert(id, kind);
        queue.extend(neighbours(edges, id).map(|id| (id, MembershipKind::Indirect)));
    }
    found
}

fn neighbours<'e>(edges: &'e Edges, id: &str) -> impl Iterator<Item = &'e str> {
    edges.get(id).into_iter().flatten().map(String::as_str)
}
