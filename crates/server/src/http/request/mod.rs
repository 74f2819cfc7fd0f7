//! What is read of a request besides its path: the body and the query string.

pub(super) mod body;
pub(super) mod budget;
mod content;
mod inflate;
pub(super) mod query;
