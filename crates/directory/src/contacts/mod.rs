//! What becomes of people and groups for the training programme. Whatever is told of them, by
//! whichever source, comes through here: observations go in, and events come out, from which
//! everything else is written.

mod observe;
mod reach;
mod training_groups;

pub(crate) use observe::{observe, observe_new};
pub(crate) use reach::follow;
pub(crate) use training_groups::{change_members, create, describe, remove};
