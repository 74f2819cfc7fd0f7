//! Rollcall's server: HTTP, authentication, configuration, telemetry and the command line.
//!
//! This crate turns requests into calls of [`directory`] and what comes back into answers. It
//! decides no rules of SCIM, writes no SQL and keeps no state that a second server would miss; what
//! it remembers (verified tokens) it checks against the database every two seconds.
//!
//! - [`config`] reads the settings, [`cli`] the commands.
//! - [`token`] is what tokens look like, [`auth`] who a token stands for.
//! - [`http`] has the routes and what every request goes through.
//! - [`jobs`] works on what outlasts requests.
//! - [`schema_files`] reads the operator's own schemas.
//! - [`run`] builds the server; tests do so too, on a free port and with a clock of their own.

pub mod auth;
pub mod cli;
pub mod config;
pub mod duration;
pub mod http;
pub mod jobs;
pub mod run;
pub mod schema_files;
pub mod telemetry;
pub mod token;
