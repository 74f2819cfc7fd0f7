//! The tests: what the service does, one thing at a time.

mod answers;
mod cycle;
mod lifecycle;
mod load;
mod memberships;
mod paging;
mod references;
mod slice;
mod start;
mod update;
mod values;

use crate::check::Test;
use crate::suites::{Dialect, Options};
use slice::Setup;

/// The tests, in the order of reports: first what is the same in every dialect.
pub(super) fn tests(options: &Options) -> Vec<Test> {
    let setup = |dialect: Dialect, prefix: &'static str| Setup {
        seed: options.seed,
        dialect,
        prefix,
    };
    let common = setup(Dialect::Legacy, "");
    let mut tests = start::tests(&common);
    for dialect in &options.dialects {
        let prefix = match dialect {
            Dialect::Legacy => "legacy.",
            Dialect::Compliant => "compliant.",
        };
        let setup = setup(*dialect, prefix);
        tests.extend(update::tests(&setup));
        tests.extend(references::tests(&setup));
        tests.extend(lifecycle::tests(&setup));
        tests.extend(memberships::tests(&setup));
        tests.extend(cycle::tests(&setup, (options.users, options.groups)));
    }
    tests.extend(update::on_demand(&setup(Dialect::Legacy, "on-demand.")));
    tests.extend(memberships::common(&common));
    tests.extend(lifecycle::common(&common));
    tests.extend(values::tests(&common));
    tests.extend(paging::tests(&common));
    tests.extend(answers::tests(&common));
    tests.extend(answers::failures(&common));
    tests.extend(load::tests(&common, options.load_seconds));
    tests
}
