//! What becomes of people and groups for the training programme. Whatever is told of them, by
//! whichever source, comes through here: observations go in, and events come out, from which
//! everything else is written.

mod again;
mod bindings;
mod brake;
mod decide;
mod decision;
mod explain;
mod held;
mod observe;
mod reach;
mod settle;
mod training_groups;

pub(crate) use again::{look_again, look_at_exceptions};
pub(crate) use decision::Decider;
pub(crate) use held::{Stay, Unkept, keep, release, stay};
pub(crate) use observe::{observe, observe_new};
pub(crate) use reach::{follow, look_at};
pub(crate) use settle::{Known, Settler};
pub(crate) use training_groups::{change_members, create, describe, remove};
