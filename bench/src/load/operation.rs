//! The operations of the load, and how often each comes in a mix.

use std::fmt;

/// Something that a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    /// Looks a user up by its userName, and finds it.
    FilterHit,
    /// Looks for a userName that nobody has.
    FilterMiss,
    /// Reads a user by its id.
    Get,
    /// Creates a user.
    Create,
    /// Changes two attributes of a user.
    Patch,
    /// Looks a group up by its displayName, without members.
    GroupFilter,
    /// Adds so many members to a group.
    Add(usize),
    /// Removes a member that the same client added.
    Remove,
    /// Adds so many members and removes them again: two requests, timed as one.
    Cycle(usize),
}

/// Operations with their weights.
pub(crate) type Mix = &'static [(Operation, u32)];

/// What Entra sends in a cycle: mostly look-ups.
pub(crate) const MIX: Mix = &[
    (Operation::FilterHit, 25),
    (Operation::FilterMiss, 10),
    (Operation::Get, 20),
    (Operation::Create, 8),
    (Operation::Patch, 15),
    (Operation::GroupFilter, 8),
    (Operation::Add(1), 5),
    (Operation::Add(10), 1),
    (Operation::Remove, 8),
];

impl Operation {
    /// Whether it changes nothing.
    pub(crate) fn is_read(self) -> bool {
        use Operation::{FilterHit, FilterMiss, Get, GroupFilter};
        matches!(self, FilterHit | FilterMiss | Get | GroupFilter)
    }

    /// How many requests it takes.
    pub(crate) fn requests(self) -> u64 {
        if matches!(self, Self::Cycle(_)) { 2 } else { 1 }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FilterHit => formatter.write_str("filter by userName, hit"),
            Self::FilterMiss => formatter.write_str("filter by userName, miss"),
            Self::Get => formatter.write_str("GET user"),
            Self::Create => formatter.write_str("create user"),
            Self::Patch => formatter.write_str("PATCH user"),
            Self::GroupFilter => formatter.write_str("group filter without members"),
            Self::Add(1) => formatter.write_str("add 1 member"),
            Self::Add(count) => write!(formatter, "add {count} members"),
            Self::Remove => formatter.write_str("remove a member"),
            Self::Cycle(1) => formatter.write_str("add and remove 1 member"),
            Self::Cycle(count) => write!(formatter, "add and remove {count} members"),
        }
    }
}
