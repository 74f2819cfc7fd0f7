//! All faults, by what they are about.
#![expect(clippy::too_many_lines, reason = "these functions are tables")]

mod bulk;
mod discovery;
mod errors;
mod filters;
mod lists;
mod patch;
mod resources;
mod transport;
mod versions;
mod writes;

use crate::fault::Fault;

pub(crate) fn all() -> Vec<Fault> {
    [
        transport::faults(),
        discovery::faults(),
        errors::faults(),
        writes::faults(),
        resources::faults(),
        patch::faults(),
        filters::faults(),
        lists::faults(),
        versions::faults(),
        bulk::faults(),
    ]
    .concat()
}
