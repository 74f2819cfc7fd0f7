//! What a run means for each client, in a sentence.

use serde::Serialize;

use super::groups::Group;
use super::model::{Outcome, Report, TestResult};
use super::words::{client, counted, joined};
use crate::causes::Harm;
use crate::check::Suite;

/// As many things are named; the rest is counted.
const NAMED: usize = 4;

/// The order in which people ask.
const ORDER: [Suite; 3] = [Suite::Entra, Suite::Okta, Suite::Rfc];

/// How a client would get on with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nothing is in its way.
    Works,
    /// It works, but something is lost.
    Limited,
    /// It does not.
    Fails,
    /// Too little was tested to say.
    Unknown,
}

/// What a run means for a client, or for the RFC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClientVerdict {
    /// Whose verdict it is.
    pub client: &'static str,
    /// How it would get on.
    pub standing: Standing,
    /// The sentence, with the client's name.
    pub sentence: String,
}

/// The verdicts on all clients that were tested.
pub(super) fn verdicts(report: &Report, groups: &[Group<'_>]) -> Vec<ClientVerdict> {
    let tested = report.suites();
    let asked = ORDER.into_iter().filter(|suite| tested.contains(suite));
    asked.map(|suite| verdict(report, groups, suite)).collect()
}

fn verdict(report: &Report, groups: &[Group<'_>], suite: Suite) -> ClientVerdict {
    let own: Vec<&TestResult> = report
        .results
        .iter()
        .filter(|it| it.suite == suite)
        .collect();
    let (mistakes, others): (Vec<&Group<'_>>, Vec<_>) = groups
        .iter()
        .filter(|group| group.concerns(suite))
        .partition(|group| group.decides_for(suite));
    let unfinished = own.iter().filter(|it| is_unfinished(it)).count();
    let (standing, told) = match (mistakes.is_empty(), unfinished) {
        (true, 0) => (Standing::Works, fault_free(report, suite)),
        (true, _) => (Standing::Unknown, "not known".to_owned()),
        (false, _) if suite == Suite::Rfc => {
            (Standing::Limited, counted(mistakes.len(), "mistake"))
        }
        (false, _) => losses(&mistakes, suite),
    };
    let mut parts = vec![told];
    parts.extend(lacking(&own, suite));
    parts.extend(skipped(&own));
    if unfinished > 0 {
        let (done, all) = (own.len() - unfinished, own.len());
        parts.push(format!("the run ended after {done} of {all} tests"));
    }
    if !others.is_empty() {
        let verb = if others.len() == 1 { "is" } else { "are" };
        let noun = counted(others.len(), "recommendation");
        parts.push(format!("{noun} {verb} not followed"));
    }
    ClientVerdict {
        client: client(suite),
        standing,
        sentence: format!("{}: {}.", client(suite), parts.join("; ")),
    }
}

fn fault_free(report: &Report, suite: Suite) -> String {
    match (suite, report.chosen) {
        (Suite::Rfc, false) => "no mistake".to_owned(),
        (Suite::Rfc, true) => "no mistake in what was tested".to_owned(),
        (_, false) => "works".to_owned(),
        (_, true) => "what was tested works".to_owned(),
    }
}

/// What the client loses. Where something stops it, that is all that matters, and what is only a
/// nuisance is named where there is nothing worse.
fn losses(mistakes: &[&Group<'_>], suite: Suite) -> (Standing, String) {
    let stops = said(mistakes, suite, |harm| harm == Harm::Stops);
    let all = said(mistakes, suite, |_| true);
    let mut named = said(mistakes, suite, |harm| harm < Harm::Nuisance);
    if named.is_empty() {
        named.clone_from(&all);
    }
    let (standing, start, mut named, all) = if stops.is_empty() {
        (Standing::Limited, "will work, but ", named, all.len())
    } else {
        let number = stops.len();
        (Standing::Fails, "will not work: ", stops, number)
    };
    named.truncate(NAMED);
    let more = all - named.len();
    let more = (more > 0).then(|| format!("{} more", counted(more, "thing")));
    named.extend(more.as_deref());
    (standing, format!("{start}{}", joined(&named)))
}

/// What goes wrong with the client by causes of such a harm, each thing once.
fn said(
    mistakes: &[&Group<'_>],
    suite: Suite,
    is_meant: impl Fn(Harm) -> bool,
) -> Vec<&'static str> {
    let mut clauses: Vec<&str> = Vec::new();
    for group in mistakes.iter().filter(|it| is_meant(it.cause.harm)) {
        let clause = group.cause.consequence(suite);
        let clause = clause.unwrap_or("something that it needs does not hold");
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    clauses
}

/// What the server does not have, of what the client would use.
fn lacking(own: &[&TestResult], suite: Suite) -> Option<String> {
    if suite == Suite::Rfc {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for result in own {
        let Outcome::NotClaimed { reason } = &result.outcome else {
            continue;
        };
        if let Some(name) = lacked(reason).filter(|name| !names.contains(name)) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| format!("the server has no {}", joined(&names)))
}

/// The name at the end of a reason such as "the served schemas of User have no title".
fn lacked(reason: &str) -> Option<&str> {
    let is_known =
        reason.starts_with("/ResourceTypes ") || reason.starts_with("the served schemas ");
    let name = reason.rsplit(" no ").next().filter(|_| is_known)?;
    let name = name.trim_start_matches("writable ");
    name.rsplit(':').next()
}

fn skipped(own: &[&TestResult]) -> Option<String> {
    let skipped = own
        .iter()
        .filter(|it| matches!(it.outcome, Outcome::Skipped { .. }));
    let number = skipped.count();
    let verb = if number == 1 { "was" } else { "were" };
    (number > 0).then(|| format!("{} {verb} skipped", counted(number, "test")))
}

fn is_unfinished(result: &TestResult) -> bool {
    matches!(result.outcome, Outcome::Interrupted | Outcome::Broken)
}
