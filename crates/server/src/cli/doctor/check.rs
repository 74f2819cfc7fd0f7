//! Something that was looked at.

use serde::Serialize;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Ok,
    Warning,
    Failed,
}

/// Something that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) state: State,
    /// What was seen.
    detail: String,
    /// What to do; none where all is well.
    advice: Option<String>,
}

impl Check {
    pub(super) fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Ok,
            detail: detail.into(),
            advice: None,
        }
    }

    pub(super) fn with(
        name: &'static str,
        state: State,
        detail: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            name,
            state,
            detail: detail.into(),
            advice: Some(advice.into()),
        }
    }

    pub(super) fn line(&self) -> String {
        let state = match self.state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Failed => "FAILED",
        };
        let advice = self.advice.as_ref();
        let advice = advice.map_or_else(String::new, |it| format!("\n{:21}{it}", ""));
        format!("{state:7}  {:11} {}{advice}", self.name, self.detail)
    }
}
