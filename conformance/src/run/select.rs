//! Which tests are run.

use wildmatch::WildMatch;

use crate::check::Test;
use crate::target::Target;

/// What a person asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Patterns of ids, with `*` and `?`; if there are any, nothing else is run or reported.
    pub only: Vec<String>,
    /// Patterns of ids that are not run, each with the reason.
    pub skip: Vec<(String, String)>,
}

/// A test, and why it isn't run if it isn't.
#[derive(Clone)]
pub struct Planned {
    /// The test.
    pub test: Test,
    /// The reason to leave it out.
    pub left_out: Option<LeftOut>,
}

/// Why a test is not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Somebody asked not to, for this reason.
    Skipped(String),
    /// The server does not claim what it is about; the sentence says where.
    NotClaimed(String),
}

/// The tests that were asked for, in their order.
pub fn plan(tests: Vec<Test>, selection: &Selection, target: &Target) -> Vec<Planned> {
    let asked = |test: &Test| {
        let mut patterns = selection.only.iter();
        selection.only.is_empty() || patterns.any(|pattern| matches(pattern, &test.id))
    };
    let planned = |test: Test| Planned {
        left_out: skipped(&test, selection).or_else(|| not_claimed(&test, target)),
        test,
    };
    tests.into_iter().filter(asked).map(planned).collect()
}

fn skipped(test: &Test, selection: &Selection) -> Option<LeftOut> {
    let mut skips = selection.skip.iter();
    let (_, reason) = skips.find(|(pattern, _)| matches(pattern, &test.id))?;
    Some(LeftOut::Skipped(reason.clone()))
}

fn not_claimed(test: &Test, target: &Target) -> Option<LeftOut> {
    let reason = test.needs.iter().find_map(|need| need.unmet(target))?;
    Some(LeftOut::NotClaimed(reason))
}

/// Whether a pattern with `*` and `?` matches a test's id, in any letter case.
pub fn matches(pattern: &str, id: &str) -> bool {
    WildMatch::new_case_insensitive(pattern).matches(id)
}
