//! Tests any SCIM server by its URL.
//!
//! Nothing here knows Rollcall: what a server must answer stands in data files, and a server is a
//! base URL and a bearer token. [`replay`] plays recorded conversations, [`flatten`] does to a
//! server's schemas what Microsoft Entra does to them.

pub mod flatten;
pub mod replay;
