//! The command that tests a server.

use std::io::{Write, stderr, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use conformance::check::{Interrupt, Profile, Shared};
use conformance::http::{Network, Secrets, Throttle};
use conformance::report::{self, Report, TestResult};
use conformance::run::{Progress, Selection, plan, run};
use conformance::suites::{Options, tests};
use conformance::target::discover;

use crate::arguments::CheckArguments;
use crate::exit;

/// Tests the server, writes the report, and says by the exit status how it went.
pub(crate) async fn check(arguments: CheckArguments) -> ExitCode {
    match tested(arguments).await {
        Ok(report) => {
            let written = write!(stdout().lock(), "{}", report::text(&report));
            match written {
                Ok(()) if report.passed() => ExitCode::from(exit::GOOD),
                _ => ExitCode::from(exit::FAILED),
            }
        }
        Err(reason) => exit::untested(reason.as_ref()),
    }
}

async fn tested(arguments: CheckArguments) -> Result<Report, Box<dyn std::error::Error>> {
    let network = Network::new(arguments.connection.settings(&arguments.url))?;
    let target = discover(&network).await?;
    let options = Options {
        suites: arguments.suite.suites(),
        dialects: arguments.dialect.dialects(),
        ..Options::default()
    };
    let selection = Selection {
        only: arguments.only,
        skip: Vec::new(),
    };
    let planned = plan(tests(&target, &options), &selection, &target);
    let shared = Arc::new(Shared {
        transport: Arc::new(network),
        target: target.clone(),
        profile: Profile::default(),
        secrets: Secrets::new([arguments.connection.token.0]),
        throttle: Throttle::new(arguments.rate),
        interrupt: Interrupt::default(),
        tag: format!("{:08x}", fastrand::u32(..)),
    });
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that knows the time of a run"
    )]
    let started_at = chrono::Utc::now();
    let started = Instant::now();
    let results = run(&planned, &shared, arguments.parallel, &Lines).await;
    let mut report = Report::new(&target, started_at, results);
    report.milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(report)
}

struct Lines;

impl Progress for Lines {
    fn finished(&self, done: usize, total: usize, result: &TestResult) {
        let word = result.outcome.as_str();
        let _ = writeln!(stderr(), "{done}/{total} {word} {}", result.id);
    }
}
