//! Administration: tenants, tokens, schemas and reports, for the command line and consoles.

pub mod brake;
mod by_id;
pub mod demo;
mod error;
pub mod exceptions;
pub mod explain;
pub mod health;
pub mod held;
pub mod history;
pub mod installation;
pub mod labels;
mod leaver_refusal;
pub mod leavers;
pub mod listings;
pub mod logins;
pub mod many;
mod missing;
pub mod names;
mod note;
pub mod pages;
pub mod people;
pub mod policies;
mod recheck;
pub mod reports;
pub mod rosters;
pub mod schemas;
pub mod tenants;
pub mod tokens;

pub use by_id::ContactsById;
pub use error::{AdminError, DocumentRefusal, Refusal};
pub use leaver_refusal::LeaverRefusal;
pub use missing::Missing;
pub use recheck::recheck;
