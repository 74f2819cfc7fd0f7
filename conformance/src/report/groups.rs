//! What did not pass, grouped by what the server does wrong, the worst first.

use std::cmp::Reverse;

use super::links;
use super::model::{Outcome, Report, TestResult};
use super::words::client;
use crate::causes::{self, BLOCKED, Cause, Evidence, OTHER};
use crate::check::{Finding, Suite};
use crate::run::matches;

/// Tests that did not pass for one reason.
pub(super) struct Group<'r> {
    /// The reason.
    pub(super) cause: &'static Cause,
    /// The tests, in the order of reports.
    pub(super) results: Vec<&'r TestResult>,
}

/// The failed and blocked tests of a report by their causes: what decides before what does not, then
/// by the harm, then by how many tests show it.
pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let wrong = |result: &&TestResult| finding(result).is_some();
    let confirmed = Confirmed::of(report);
    let mut groups: Vec<Group<'_>> = Vec::new();
    for result in report.results.iter().filter(wrong) {
        let cause = cause(result, &confirmed);
        match groups.iter_mut().find(|group| group.cause.id == cause.id) {
            Some(group) => group.results.push(result),
            None => groups.push(Group {
                cause,
                results: vec![result],
            }),
        }
    }
    groups.sort_by_key(|group| {
        (
            !group.decides(),
            group.cause.harm,
            Reverse(group.results.len()),
        )
    });
    groups
}

impl Group<'_> {
    /// Whether any of the tests makes the run fail.
    pub(super) fn decides(&self) -> bool {
        self.results.iter().any(|result| result.severity.decides())
    }

    /// Whether the client of that suite is concerned, by its own tests or by what comes of the cause.
    pub(super) fn concerns(&self, suite: Suite) -> bool {
        let is_named = self.cause.consequence(suite).is_some() && !self.is_fallback();
        is_named || self.results.iter().any(|result| result.suite == suite)
    }

    /// Whether it makes the client's verdict worse than a remark.
    pub(super) fn decides_for(&self, suite: Suite) -> bool {
        let own = self.results.iter().filter(|it| it.suite == suite);
        let mut own = own.peekable();
        if own.peek().is_none() {
            return self.concerns(suite) && self.decides();
        }
        own.any(|result| result.severity.decides())
    }

    /// The test that tells best what to change: the first that the cause names, one that decides
    /// before others.
    pub(super) fn telling(&self) -> Option<&TestResult> {
        let place = |result: &TestResult| {
            let mut named = self.cause.tests.iter();
            let place = named.position(|pattern| matches(pattern, &result.id));
            (!result.severity.decides(), place.unwrap_or(usize::MAX))
        };
        self.results.iter().copied().min_by_key(|it| place(it))
    }

    /// What goes wrong with each client that is concerned.
    pub(super) fn consequences(&self) -> Vec<(&'static str, &'static str)> {
        let told = |suite: Suite| {
            let consequence = self.cause.consequence(suite)?;
            self.decides_for(suite)
                .then(|| (client(suite), consequence))
        };
        let clients = [Suite::Entra, Suite::Okta];
        clients.into_iter().filter_map(told).collect()
    }

    /// Where the demands can be read, each place once.
    pub(super) fn sources(&self) -> Vec<(String, String)> {
        let mut sources: Vec<(String, String)> = Vec::new();
        let of = |result: &&TestResult| links::known(&result.source);
        for (text, url) in self.results.iter().flat_map(of) {
            if !sources.iter().any(|(_, known)| *known == url) {
                sources.push((text, url));
            }
        }
        sources
    }

    fn is_fallback(&self) -> bool {
        self.cause.id == OTHER.id || self.cause.id == BLOCKED.id
    }
}

/// The causes that a test which is about them shows, so that they may be why others fail too.
struct Confirmed(Vec<&'static Cause>);

impl Confirmed {
    fn of(report: &Report) -> Self {
        let is_wrong = |result: &&TestResult| finding(result).is_some();
        let wrong: Vec<&TestResult> = report.results.iter().filter(is_wrong).collect();
        let is_shown = |cause: &&Cause| wrong.iter().any(|it| cause.is_about(&it.id));
        Self(causes::all().iter().filter(is_shown).collect())
    }
}

/// Where it was said what was expected and found; only what failed or was blocked has that.
pub(super) fn finding(result: &TestResult) -> Option<&Finding> {
    match &result.outcome {
        Outcome::Failed { finding } | Outcome::Blocked { finding } => Some(finding),
        _ => None,
    }
}

fn cause(result: &TestResult, confirmed: &Confirmed) -> &'static Cause {
    let sent = finding(result).map_or_else(String::new, |finding| sent(result, finding));
    let evidence = Evidence {
        test: &result.id,
        sent: &sent,
        expected: finding(result).map_or("", |finding| &finding.expected),
    };
    let mut likely = confirmed.0.iter().copied();
    if let Some(cause) = likely.clone().find(|cause| cause.explains(evidence)) {
        return cause;
    }
    if matches!(result.outcome, Outcome::Blocked { .. }) {
        let in_the_way = likely.find(|cause| cause.is_in_the_way(evidence));
        return in_the_way.unwrap_or(&BLOCKED);
    }
    let own = causes::all()
        .iter()
        .find(|cause| cause.is_about(&result.id));
    own.unwrap_or(&OTHER)
}

/// The request that shows the failure, as causes name requests.
fn sent(result: &TestResult, finding: &Finding) -> String {
    let exchange = finding.exchange.and_then(|at| result.exchanges.get(at));
    exchange.map_or_else(String::new, |exchange| {
        let request = &exchange.request;
        let body = request.body.as_deref().unwrap_or_default();
        format!("{} {} {body}", request.method, request.path)
    })
}
