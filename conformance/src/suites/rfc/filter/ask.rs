//! Asks a filter, and holds what the server finds against what it should find.

use scim::schema::AttrRef;
use scim::{Limits, filter};
use serde_json::Value;

use super::super::own::{Own, id};
use crate::check::{Answer, Session, Stop, Verdict};
use crate::http::query;

/// A filter on a test's own resources.
pub(super) struct Question<'o> {
    /// The resources.
    pub(super) own: &'o Own,
    /// The filter, without the restriction to those.
    pub(super) filter: String,
    /// Resources about which the RFC leaves the server a choice.
    pub(super) doubtful: Vec<&'o str>,
    /// Whether the RFC lets a server decline such a filter with 400 `invalidFilter`: combinations
    /// of attribute and operator it may, the grammar it may not.
    pub(super) may_decline: bool,
}

impl<'o> Question<'o> {
    /// A filter that a server may decline.
    pub(super) fn new(own: &'o Own, filter: String) -> Self {
        Self {
            own,
            filter,
            doubtful: Vec::new(),
            may_decline: true,
        }
    }

    /// A filter that no server may decline that supports filters at all.
    pub(super) fn strict(own: &'o Own, filter: String) -> Self {
        Self {
            may_decline: false,
            ..Self::new(own, filter)
        }
    }

    /// Leaves resources out of the judgement.
    pub(super) fn doubting(mut self, doubtful: impl Fn(&Value) -> bool) -> Self {
        let resources = self.own.resources.iter();
        let doubtful = resources.filter(|resource| doubtful(resource));
        self.doubtful = doubtful.filter_map(id).collect();
        self
    }

    /// Asks the server.
    ///
    /// # Errors
    /// It finds others than it should; [`Stop::NotClaimed`] if it declines and may.
    pub(super) async fn ask(&self, session: &Session) -> Verdict {
        let filter = self.own.among(&self.filter);
        let answer = session
            .get(&query(&self.own.kind.endpoint, &[("filter", &filter)]))
            .await?;
        if self.may_decline && declined(&answer) {
            return Err(Stop::NotClaimed(format!("`{}`", self.filter)));
        }
        let list = answer.list().map_err(|stop| self.naming_filter(stop))?;
        let Some(expected) = self.expected() else {
            return Ok(());
        };
        let certain = |id: &&str| !self.doubtful.contains(id);
        let mut found: Vec<&str> = list.ids().into_iter().filter(certain).collect();
        let mut wanted: Vec<&str> = expected.into_iter().filter(certain).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        if found == wanted {
            return Ok(());
        }
        let expected = format!("`{}` to find {}", self.filter, self.own.names(&wanted));
        Err(answer.fail(expected, self.own.names(&found)))
    }

    /// The ids of what the filter selects, by its definition; nothing where it has none for the
    /// served schema.
    fn expected(&self) -> Option<Vec<&str>> {
        let expr = filter::compile(&self.filter, &self.own.kind, &Limits::default()).ok()?;
        let selected = |resource: &&Value| resource.as_object().is_some_and(|it| expr.matches(it));
        let resources = self.own.resources.iter().filter(selected);
        Some(resources.filter_map(id).collect())
    }

    fn naming_filter(&self, stop: Stop) -> Stop {
        match stop {
            Stop::Failed(mut finding) => {
                finding.expected = format!("`{}` to be answered with a list", self.filter);
                Stop::Failed(finding)
            }
            other => other,
        }
    }
}

/// Whether the server says that it does not support such a filter (RFC 7644 table 9).
fn declined(answer: &Answer) -> bool {
    let scim_type = answer.body().get("scimType").and_then(Value::as_str);
    answer.status() == 501 || (answer.status() == 400 && scim_type == Some("invalidFilter"))
}

/// The values at a place of a resource, each on its own, and how many there could be: one for each
/// element of a list.
pub(super) fn values_at<'r>(resource: &'r Value, place: &AttrRef<'_>) -> (Vec<&'r Value>, usize) {
    let parent = match place.extension {
        Some(extension) => resource.get(&extension.id),
        None => Some(resource),
    };
    let value = parent.and_then(|parent| parent.get(&place.attribute.name));
    let elements: Vec<&Value> = match value {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(single) => vec![single],
    };
    let places = elements.len();
    let Some(sub) = place.sub else {
        return (elements, places);
    };
    let parts = elements
        .into_iter()
        .filter_map(|element| element.get(&sub.name));
    (parts.filter(|part| !part.is_null()).collect(), places)
}
