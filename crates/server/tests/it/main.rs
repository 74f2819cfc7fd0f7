//! The server as its clients and administrators see it: over HTTP, and as a program.
//!
//! Tests whose name begins with `f` and a number are of the table of faults that the server has to
//! withstand.
#![cfg(test)]

mod argon2;
mod authentication;
mod bodies;
mod bulk;
mod commands;
mod contact_commands;
mod crashes;
mod databases;
mod discovery;
mod doctor;
mod documents;
mod entra_replay;
mod erasure;
mod every_type;
mod fairness;
mod faults;
mod health;
mod history_commands;
mod in_flight;
mod limits;
mod logs;
mod long_answers;
mod memory;
mod own_types;
mod page;
mod panics;
mod postgres_tls;
mod printing;
mod public_url;
mod put;
mod readme;
mod refused_logins;
mod resources;
mod rfc_examples;
mod routes;
mod schema_commands;
mod scripts;
mod search;
mod settings;
mod shutdown;
mod sorting;
mod status;
mod support;
mod tables;
mod tenancy;
mod token_commands;
mod tools;
mod unicode;
mod unstorable;
mod upgrades;
mod wire;
