//! Administration: tenants, tokens, schemas and reports, for the command line and consoles.

mod error;
pub mod explain;
pub mod health;
pub mod history;
pub mod installation;
pub mod listings;
pub mod logins;
pub mod names;
mod note;
pub mod pages;
pub mod people;
pub mod reports;
pub mod schemas;
pub mod tenants;
pub mod tokens;

pub use error::{AdminError, DocumentRefusal, Missing, Refusal};
