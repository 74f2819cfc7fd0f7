//! What Microsoft Entra ID needs of a server.

pub mod service;
mod validator;
pub mod wire;

use crate::check::Test;
use crate::suites::Options;
use crate::target::Target;

/// The tests, in the order of reports.
pub fn tests(_target: &Target, options: &Options) -> Vec<Test> {
    let mut tests = service::tests(options);
    tests.extend(validator::tests());
    tests
}
