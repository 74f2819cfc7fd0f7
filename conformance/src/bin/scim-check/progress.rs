//! Shows how far a run is, on a terminal.

use std::io::{IsTerminal, Write, stderr};

use conformance::http::Exchange;
use conformance::report::TestResult;
use conformance::run;
use conformance::traffic::Recorder;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows the progress on standard error. Clones are the same display.
#[derive(Clone)]
pub(crate) struct Display {
    bar: Option<ProgressBar>,
}

impl Display {
    /// A bar for so many tests if standard error is a terminal, else nothing.
    pub(crate) fn new(total: usize) -> Self {
        if !stderr().is_terminal() {
            return Self::silent();
        }
        let bar = ProgressBar::new(u64::try_from(total).unwrap_or_default());
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {elapsed} {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar: Some(bar) }
    }

    /// Nothing, whoever looks.
    pub(crate) fn silent() -> Self {
        Self { bar: None }
    }

    /// Says something beside the progress.
    pub(crate) fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(text)),
            None => say(text),
        }
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn finished(&self, done: usize, result: &TestResult) {
        let Some(bar) = &self.bar else {
            return;
        };
        if !result.outcome.is_good() {
            let line = format!("{} {}", result.outcome.as_str(), result.id);
            bar.suspend(|| writeln!(stderr(), "{line}").unwrap_or_default());
        }
        bar.set_position(u64::try_from(done).unwrap_or_default());
        bar.set_message(result.id.clone());
    }
}

/// Says something on standard error.
pub(crate) fn say(text: &str) {
    // Without standard error there is nobody to tell.
    let _ = writeln!(stderr(), "scim-check: {text}");
}

/// Shows the progress, and saves the traffic of each test that ends.
pub(crate) struct Watcher {
    /// Where the progress is shown.
    pub(crate) display: Display,
    /// Where the traffic goes, if it is wanted.
    pub(crate) recorder: Option<Recorder>,
}

impl run::Progress for Watcher {
    fn finished(&self, done: usize, _total: usize, result: &TestResult) {
        self.display.finished(done, result);
    }

    fn traffic(&self, test: &str, exchanges: &[Exchange]) {
        let saved = self
            .recorder
            .iter()
            .try_for_each(|it| it.save(test, exchanges));
        if let Err(error) = saved {
            let warning = format!("warning: the traffic of {test} cannot be saved: {error}");
            self.display.say(&warning);
        }
    }
}
