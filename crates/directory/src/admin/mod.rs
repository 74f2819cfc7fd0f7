//! Administration: tenants, tokens and reports, for the command line and consoles.

mod error;
pub mod reports;
pub mod tenants;
pub mod tokens;

pub use error::AdminError;
