//! Tests any SCIM server by its URL.
//!
//! Nothing here knows Rollcall: a server is a base URL and a bearer token. [`target`] asks it what it
//! is, [`suites`] hold the tests, each made of what [`check`] offers, [`run`] runs them and
//! [`report`] says what they found, grouped by [`causes`]. [`rehearsal`] is a server in memory on
//! which all of them pass. [`replay`] plays conversations that were written, [`traffic`] those that
//! were recorded, and [`flatten`] does to a server's schemas what Microsoft Entra does to them.

pub mod causes;
pub mod check;
pub mod flatten;
pub mod http;
pub mod rehearsal;
pub mod replay;
pub mod report;
pub mod run;
pub mod simulate;
pub mod suites;
pub mod target;
pub mod traffic;
pub mod values;
