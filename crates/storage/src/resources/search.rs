//! What a search asks for and what it finds.

use scim::ResourceType;
use scim::cursor::{Position, SortValue, Toward};
use scim::filter::Expr as Filter;
use scim::schema::AttrRef;

use super::unread::Unread;

/// What to look for, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct Search<'q> {
    /// Resources of which types.
    pub among: &'q [Selection<'q>],
    /// Greatest first.
    pub descending: bool,
}

/// The resources of one type that a search selects.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'q> {
    /// Their type.
    pub resource_type: &'q ResourceType,
    /// Which of them; all if `None`.
    pub filter: Option<&'q Filter<'q>>,
    /// What they are sorted by. Of a multi-valued attribute the primary value counts, else the
    /// first. `None` in all selections sorts by id; in one of several, these resources have no key.
    pub sort: Option<AttrRef<'q>>,
}

/// A resource that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Which selection it belongs to.
    pub selection: usize,
    /// The resource.
    pub unread: Unread,
    /// The value it was sorted by, if it has one.
    pub key: Option<SortValue>,
}

/// From where to go on, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Seek<'q> {
    /// The place that was reached; `None` for the very beginning or end.
    pub from: Option<&'q Position>,
    /// The direction.
    pub toward: Toward,
    /// How many resources at most.
    pub limit: u64,
}
