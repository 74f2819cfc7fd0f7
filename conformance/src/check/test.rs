//! A test as data.

use std::future::Future;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::session::Session;
use super::stop::Verdict;
use crate::http::BoxFuture;
use crate::target::Need;

/// How much a failure matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The RFC says MUST or SHALL.
    Must,
    /// The vendor's client or its certification does not work without it.
    VendorRequired,
    /// The RFC says SHOULD.
    Should,
    /// Good to have.
    Advice,
}

impl Severity {
    /// Its name, as in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::VendorRequired => "vendor-required",
            Self::Should => "should",
            Self::Advice => "advice",
        }
    }

    /// Whether a failure makes the whole run fail.
    pub fn decides(self) -> bool {
        matches!(self, Self::Must | Self::VendorRequired)
    }
}

/// Who makes the demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Suite {
    /// RFC 7643, 7644 and 9865.
    Rfc,
    /// Microsoft Entra ID.
    Entra,
    /// Okta.
    Okta,
}

impl Suite {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Rfc, Self::Entra, Self::Okta];

    /// Its name, with which the ids of its tests begin.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rfc => "rfc",
            Self::Entra => "entra",
            Self::Okta => "okta",
        }
    }
}

type Run = Arc<dyn Fn(Session) -> BoxFuture<'static, Verdict> + Send + Sync>;

/// One thing that can be right or wrong with a server.
#[derive(Clone)]
pub struct Test {
    /// Stable name: the suite, then words between dots, such as `rfc.retrieve.unknown-id`.
    pub id: String,
    /// Who demands it.
    pub suite: Suite,
    /// What holds when it passes, as a sentence without a full stop.
    pub title: String,
    /// The section or the vendor's behaviour it comes from.
    pub source: String,
    /// How much it matters.
    pub severity: Severity,
    /// What goes wrong for people when it fails.
    pub why: String,
    /// What to change when it fails.
    pub fix: String,
    /// What the server must claim for the test to make sense.
    pub needs: Vec<Need>,
    /// Whether nothing else may run beside it, as for measuring.
    pub alone: bool,
    run: Run,
}

impl Test {
    /// A test with that id, of the suite its first word names, that demands `title` because of
    /// `source`. It is a `must` and does nothing yet.
    pub fn new(suite: Suite, id: &str, title: &str, source: &str) -> Self {
        Self {
            id: format!("{}.{id}", suite.as_str()),
            suite,
            title: title.to_owned(),
            source: source.to_owned(),
            severity: Severity::Must,
            why: String::new(),
            fix: String::new(),
            needs: Vec::new(),
            alone: false,
            run: Arc::new(|_| Box::pin(async { Ok(()) })),
        }
    }

    /// Sets how much it matters.
    #[must_use]
    pub fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// Says what goes wrong for people when it fails.
    #[must_use]
    pub fn why(self, why: &str) -> Self {
        Self {
            why: why.to_owned(),
            ..self
        }
    }

    /// Says what to change when it fails.
    #[must_use]
    pub fn fix(self, fix: &str) -> Self {
        Self {
            fix: fix.to_owned(),
            ..self
        }
    }

    /// Adds something the server must claim.
    #[must_use]
    pub fn needs(mut self, need: Need) -> Self {
        self.needs.push(need);
        self
    }

    /// Lets nothing else run beside it.
    #[must_use]
    pub fn alone(self) -> Self {
        Self {
            alone: true,
            ..self
        }
    }

    /// Sets what it does.
    #[must_use]
    pub fn run<F, Doing>(self, doing: F) -> Self
    where
        F: Fn(Session) -> Doing + Send + Sync + 'static,
        Doing: Future<Output = Verdict> + Send + 'static,
    {
        Self {
            run: Arc::new(move |session| Box::pin(doing(session))),
            ..self
        }
    }

    /// Runs it.
    pub fn start(&self, session: Session) -> BoxFuture<'static, Verdict> {
        (self.run)(session)
    }
}
