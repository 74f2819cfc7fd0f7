//! What to change, with the tests that show it.

use super::super::groups::Group;
use super::super::model::Report;
use super::super::{commands, words};
use super::result::ResultView;
use crate::causes::Harm;

/// What the page says of a cause.
pub(super) struct CauseView {
    pub(super) number: usize,
    pub(super) anchor: String,
    pub(super) wrong: String,
    pub(super) tone: &'static str,
    pub(super) harm: &'static str,
    /// Whose tests show it, and how many.
    pub(super) shown_by: String,
    /// What goes wrong with each client.
    pub(super) consequences: Vec<String>,
    pub(super) why: String,
    pub(super) fix: String,
    pub(super) sources: Vec<Source>,
    pub(super) again: String,
    pub(super) results: Vec<ResultView>,
    pub(super) results_title: String,
}

/// Where a demand can be read.
pub(super) struct Source {
    pub(super) text: String,
    pub(super) url: String,
}

/// Causes that are alike in whether they make the run fail.
pub(super) struct Causes {
    pub(super) anchor: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    /// The number of the first.
    pub(super) first: usize,
    pub(super) views: Vec<CauseView>,
}

/// The causes: first what makes the run fail, then what does not, as far as there are any.
pub(super) fn causes(report: &Report, groups: &[Group<'_>]) -> Vec<Causes> {
    let numbered = groups.iter().enumerate();
    let views = numbered.map(|(index, group)| (group.decides(), view(report, group, index + 1)));
    let (deciding, others): (Vec<_>, Vec<_>) = views.partition(|(decides, _)| *decides);
    let only = |views: Vec<(bool, CauseView)>| views.into_iter().map(|(_, view)| view).collect();
    let all = [
        Causes {
            anchor: "change",
            title: "What to change",
            lead: "What the server does wrong, the worst first, with the tests that show it. These make the run fail.",
            first: 1,
            views: only(deciding),
        },
        Causes {
            anchor: "recommendations",
            title: "Recommendations",
            lead: "Demands of severity should or advice that do not hold. They do not make the run fail.",
            first: groups.len() - others.len() + 1,
            views: only(others),
        },
    ];
    let any = |causes: &Causes| !causes.views.is_empty();
    all.into_iter().filter(any).collect()
}

fn view(report: &Report, group: &Group<'_>, number: usize) -> CauseView {
    let telling = group.telling();
    let text = |text: Option<&String>| words::visible(text.map_or("", String::as_str));
    let source = |(text, url): (String, String)| Source {
        text: words::visible(&text),
        url,
    };
    let consequence = |(client, what): (&str, &str)| format!("{client}: {what}.");
    let ids = group.results.iter().map(|result| result.id.as_str());
    let number_of_tests = words::counted(group.results.len(), "test");
    CauseView {
        number,
        anchor: format!("cause-{}", group.cause.id),
        wrong: group.cause.wrong.clone(),
        tone: if group.decides() { "bad" } else { "warn" },
        harm: harm(group.cause.harm),
        shown_by: shown_by(group, &number_of_tests),
        consequences: group.consequences().into_iter().map(consequence).collect(),
        why: text(telling.map(|it| &it.why)),
        fix: text(telling.map(|it| &it.fix)),
        sources: group.sources().into_iter().map(source).collect(),
        again: words::visible(&commands::again(report, ids)),
        results: group
            .results
            .iter()
            .map(|result| ResultView::new(report, result))
            .collect(),
        results_title: format!("Requests and answers of {number_of_tests}"),
    }
}

fn harm(harm: Harm) -> &'static str {
    match harm {
        Harm::Stops => "nothing works",
        Harm::Access => "access",
        Harm::Data => "data",
        Harm::Nuisance => "nuisance",
    }
}

fn shown_by(group: &Group<'_>, number_of_tests: &str) -> String {
    let mut clients: Vec<&str> = Vec::new();
    for result in &group.results {
        let client = words::client(result.suite);
        if !clients.contains(&client) {
            clients.push(client);
        }
    }
    format!("{}, {number_of_tests}", words::joined(&clients))
}
