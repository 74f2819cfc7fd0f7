//! Groups within groups.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rollcall_roster::contact::MembershipKind::{self, Direct, Indirect};
use rollcall_roster::group::Nesting;

/// Pairs of a member and the group it is directly in.
const PAIRS: &[(&str, &str)] = &[
    ("ann", "risk"),
    ("risk", "finance"),
    ("finance", "all"),
    // Ann is in "finance" by herself, too.
    ("ann", "finance"),
    ("bob", "risk"),
    // A circle of three, and a group that says it is in itself.
    ("a", "b"),
    ("b", "c"),
    ("c", "a"),
    ("carol", "a"),
    ("self", "self"),
    ("dan", "self"),
];

fn check(found: &BTreeMap<&str, MembershipKind>, expected: &[(&str, MembershipKind)]) {
    let expected: BTreeMap<_, _> = expected.iter().copied().collect();
    assert_eq!(*found, expected);
}

#[test]
fn a_member_is_in_the_groups_around_its_groups() {
    let nesting = Nesting::of(PAIRS.iter().copied());
    for (member, expected) in [
        (
            "ann",
            vec![("risk", Direct), ("finance", Direct), ("all", Indirect)],
        ),
        (
            "bob",
            vec![("risk", Direct), ("finance", Indirect), ("all", Indirect)],
        ),
        ("risk", vec![("finance", Direct), ("all", Indirect)]),
        ("all", vec![]),
        ("nobody", vec![]),
        (
            "carol",
            vec![("a", Direct), ("b", Indirect), ("c", Indirect)],
        ),
        ("a", vec![("b", Direct), ("c", Indirect)]),
        ("dan", vec![("self", Direct)]),
        ("self", vec![]),
    ] {
        check(&nesting.groups_of(member), &expected);
    }
}

#[test]
fn a_group_has_the_members_of_the_groups_within_it() {
    let nesting = Nesting::of(PAIRS.iter().copied());
    for (group, expected) in [
        ("risk", vec![("ann", Direct), ("bob", Direct)]),
        (
            "finance",
            vec![("ann", Direct), ("risk", Direct), ("bob", Indirect)],
        ),
        (
            "all",
            vec![
                ("finance", Direct),
                ("risk", Indirect),
                ("ann", Indirect),
                ("bob", Indirect),
            ],
        ),
        ("a", vec![("c", Direct), ("carol", Direct), ("b", Indirect)]),
        ("ann", vec![]),
    ] {
        check(&nesting.members_of(group), &expected);
    }
}

/// All pairs of a member and a group it is in by any number of steps: pairs are put together until
/// nothing new comes of it.
fn closure(pairs: &BTreeSet<(u8, u8)>) -> BTreeSet<(u8, u8)> {
    let mut all = pairs.clone();
    loop {
        let longer: BTreeSet<(u8, u8)> = all
            .iter()
            .flat_map(|&(member, middle)| {
                let onwards = pairs.iter().filter(move |(inner, _)| *inner == middle);
                onwards.map(move |&(_, group)| (member, group))
            })
            .collect();
        let before = all.len();
        all.extend(longer);
        if all.len() == before {
            all.retain(|(member, group)| member != group);
            return all;
        }
    }
}

fn kinds(found: &BTreeMap<&str, MembershipKind>) -> BTreeMap<String, MembershipKind> {
    let found = found.iter();
    found.map(|(id, kind)| ((*id).to_owned(), *kind)).collect()
}

proptest! {
    #[test]
    fn effective_memberships_are_the_closure_of_the_direct_ones(
        pairs in prop::collection::btree_set((0_u8..12, 0_u8..8), 0..30),
    ) {
        let nesting = Nesting::of(pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())));
        let closure = closure(&pairs);
        let kind = |pair| if pairs.contains(pair) { Direct } else { Indirect };
        for id in 0..12 {
            let groups = closure.iter().filter(|(member, _)| *member == id);
            let groups: BTreeMap<_, _> =
                groups.map(|pair| (pair.1.to_string(), kind(pair))).collect();
            prop_assert_eq!(kinds(&nesting.groups_of(&id.to_string())), groups);
            let members = closure.iter().filter(|(_, group)| *group == id);
            let members: BTreeMap<_, _> =
                members.map(|pair| (pair.0.to_string(), kind(pair))).collect();
            prop_assert_eq!(kinds(&nesting.members_of(&id.to_string())), members);
        }
    }
}
