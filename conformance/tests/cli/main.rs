//! The command line: the real program against servers on this machine.
#![cfg(test)]

mod comparing;
mod files;
mod finding;
mod manual;
mod outcome;
mod program;
mod rehearsing;
mod replaying;
mod reports;
mod secrets;
mod server;
mod signals;
mod simulating;
mod usage;
