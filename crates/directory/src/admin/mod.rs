//! Administration: tenants, tokens, schemas and reports, for the command line and consoles.

mod error;
pub mod explain;
pub mod health;
pub mod installation;
pub mod listings;
pub mod logins;
mod note;
pub mod pages;
pub mod people;
pub mod reports;
pub mod schemas;
pub mod tenants;
pub mod tokens;

pub use error::{AdminError, DocumentRefusal, Missing, Refusal};
