//! What Entra's requests are made of, and how what came of them is read.

mod filter;
mod given;
mod kept;
mod mapping;
mod operations;
mod place;

pub use filter::{filter, find_one, find_without_members, matching};
pub use given::{Made, body, elements, group, user};
pub use kept::{expect_kept, expect_media_type, expect_members, expect_nobody, expect_taken};
pub use mapping::{GROUP_ROWS, USER_ROWS};
pub use operations::{Verb, merged, one_each, speak};
pub use place::Place;

/// The URN of the enterprise extension (RFC 7643 §4.3).
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Where a user's manager stands, as Entra writes it.
pub const MANAGER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

/// Where the id of a user's manager stands in a resource, as a JSON pointer.
pub const MANAGER_ID: &str =
    "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value";
