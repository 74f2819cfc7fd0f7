//! Attribute paths as written (RFC 7644 §3.10) and PATCH paths (§3.5.2).

mod attribute;
mod patch;

pub use attribute::AttrPath;
pub(crate) use attribute::{attribute_path, is_name_character, sub_attribute};
pub use patch::PatchPath;
