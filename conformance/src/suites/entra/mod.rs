//! What Microsoft Entra ID needs of a server.

mod failures;
mod logic_app;
pub mod service;
mod validator;
pub mod wire;

use crate::check::Test;
use crate::suites::Options;
use crate::target::Target;

/// The tests, in the order of reports.
pub fn tests(_target: &Target, options: &Options) -> Vec<Test> {
    [
        service::tests(options),
        validator::tests(),
        logic_app::tests(),
        failures::tests(),
    ]
    .concat()
}
