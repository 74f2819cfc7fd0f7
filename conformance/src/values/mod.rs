//! Values that a server should take, made from its schemas.
//!
//! What the schema alone does not say, such as that the value of `emails` is an address, is known
//! from the attributes' meaning in RFC 7643; what a server wants beyond that stands in a
//! [profile](crate::check::Profile).

mod body;
mod simple;

pub use body::{
    full, key, may_write, minimal, numbered, places, pointer, put, referring, refers, shown, value,
    writable,
};
