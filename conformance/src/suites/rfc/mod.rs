//! What RFC 7643, 7644 and 9865 demand, by section.

mod about;
mod bulk;
mod characteristics;
mod common;
mod create;
mod cursor;
mod delete;
mod discovery;
mod errors;
mod etag;
mod filter;
mod index;
mod instant;
mod order;
mod own;
mod patch;
mod places;
mod projection;
mod replace;
mod retrieve;
mod search;
mod security;
mod shape;
mod sort;
mod tally;

use crate::check::Test;
use crate::target::Target;

/// The tests, in the order of reports.
pub fn tests(target: &Target) -> Vec<Test> {
    [
        discovery::tests(target),
        create::tests(target),
        retrieve::tests(target),
        replace::tests(target),
        delete::tests(target),
        projection::tests(target),
        patch::tests(target),
        etag::tests(target),
        errors::tests(target),
        security::tests(target),
        characteristics::tests(target),
        filter::tests(target),
        sort::tests(target),
        index::tests(target),
        cursor::tests(target),
        search::tests(target),
        bulk::tests(target),
    ]
    .concat()
}
