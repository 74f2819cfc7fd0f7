//! Where tables keep what filters ask for, and what their indexes serve.

mod contacts;
mod resources;
mod table;

pub(crate) use self::contacts::CONTACTS;
pub(crate) use self::resources::RESOURCES;
pub(super) use self::resources::{MEMBERS, members_of};
pub(crate) use self::table::{Index, Layout, Place};
pub(super) use self::table::{Relation, Served, ValueTable};
