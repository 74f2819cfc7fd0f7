//! The load: what Microsoft Entra sends, from many clients at a time, with every answer checked.

mod answer;
mod bodies;
mod connection;
mod drive;
mod operation;
mod population;
mod seed;
mod tally;
mod worker;

pub(crate) use answer::id_of;
pub(crate) use bodies::{add_members, remove_members, user};
pub(crate) use connection::{Answer, Connection, Endpoint};
pub(crate) use drive::{Load, drive};
pub(crate) use operation::{MIX, Operation};
pub(crate) use population::{Group, Population};
pub(crate) use seed::{create_group, seed_groups, seed_users};
pub(crate) use tally::Measured;
