//! What differs between two states of a resource, for people to read.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One attribute that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The attribute's path, such as `title` or `name.givenName`.
    pub attribute: String,
    /// Its value before; null if it had none.
    pub old: Value,
    /// Its value after; null if it has none.
    pub new: Value,
}
