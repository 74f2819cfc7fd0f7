//! The servers that are measured, as processes of their own on this machine.

mod ceiling;
mod child;
mod machine;
mod postgres;
mod processes;
mod rollcall;
mod store;

pub(crate) use ceiling::Ceiling;
pub(crate) use machine::Machine;
pub(crate) use postgres::Cluster;
pub(crate) use processes::Processes;
pub(crate) use rollcall::{Rollcall, RollcallProgram};
pub(crate) use store::Store;
