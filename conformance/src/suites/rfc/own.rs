//! Resources of a test's own, and queries that find nothing else.

use scim::{Limits, ResourceType, filter};
use serde_json::{Map, Value, json};

use super::common::naming;
use crate::check::{Answer, Finding, List, Session, Stop};
use crate::http::query;
use crate::values;

/// Resources that a test made, as the server shows them, and the filter that selects just them.
pub(super) struct Own {
    /// Their type.
    pub(super) kind: ResourceType,
    /// The resources in the order of making, each as a list shows it.
    pub(super) resources: Vec<Value>,
    /// Selects them and nothing else.
    pub(super) restriction: String,
}

impl Own {
    /// Makes these resources, each with a name that no other test's has, and checks that a filter
    /// on that name finds them all: every test that searches rests on it.
    ///
    /// # Errors
    /// [`Stop::Blocked`] if they cannot be made or told from others.
    pub(super) async fn make(
        session: &Session,
        kind: &ResourceType,
        bodies: Vec<Value>,
    ) -> Result<Self, Stop> {
        let mut ids = Vec::with_capacity(bodies.len());
        let mut names = Vec::with_capacity(bodies.len());
        for body in bodies {
            let body = named(session, kind, body);
            let answer = session.given(kind, &body).await?;
            ids.push(answer.expect_id()?.to_owned());
            names.push(name(kind, &body).unwrap_or_default().to_owned());
        }
        let restriction = restriction(session, kind, &names).ok_or_else(no_restriction)?;
        let path = query(&kind.endpoint, &[("filter", &restriction)]);
        let answer = session.get(&path).await.map_err(Stop::blocked)?;
        let list = answer.list().map_err(Stop::blocked)?;
        let known = |it: &&Value| id(it).is_some_and(|id| ids.iter().any(|known| known == id));
        let (mut resources, others): (Vec<Value>, Vec<Value>) =
            list.resources.into_iter().partition(|it| known(&it));
        resources.sort_by_key(|it| ids.iter().position(|known| id(it) == Some(known)));
        // Beside them there may be what the test made before, for these to refer to.
        let (before, foreign): (Vec<Value>, Vec<Value>) = others
            .into_iter()
            .partition(|it| bears(kind, it, &restriction));
        if resources.len() != ids.len() || !foreign.is_empty() {
            let expected = format!(
                "{restriction} to find the {} resources just made",
                ids.len()
            );
            let found = format!("{} of them, and {} others", resources.len(), foreign.len());
            return Err(answer.fail(expected, found).blocked());
        }
        resources.extend(before);
        Ok(Self {
            kind: kind.clone(),
            resources,
            restriction,
        })
    }

    /// Makes so many of the smallest resources.
    pub(super) async fn make_minimal(
        session: &Session,
        kind: &ResourceType,
        count: usize,
    ) -> Result<Self, Stop> {
        let mut bodies = Vec::with_capacity(count);
        for _ in 0..count {
            bodies.push(session.minimal(kind).await?);
        }
        Self::make(session, kind, bodies).await
    }

    /// The ids in the order of making.
    pub(super) fn ids(&self) -> Vec<&str> {
        self.resources.iter().filter_map(id).collect()
    }

    /// The filter that holds where this one does, among these resources.
    ///
    /// The restriction comes first, and brackets only where they change the meaning: what a server
    /// makes of other tests' resources, or of brackets in brackets, is no concern of this test.
    pub(super) fn among(&self, filter: &str) -> String {
        if has_open_or(filter) {
            return format!("{} and ({filter})", self.restriction);
        }
        format!("{} and {filter}", self.restriction)
    }

    /// Lists the resources with these parameters beside the restricting filter.
    pub(super) async fn list(
        &self,
        session: &Session,
        parameters: &[(&str, &str)],
    ) -> Result<(Answer, List), Stop> {
        let mut all = vec![("filter", self.restriction.as_str())];
        all.extend(parameters);
        let answer = session.get(&query(&self.kind.endpoint, &all)).await?;
        let list = answer.list()?;
        Ok((answer, list))
    }

    /// Names for people of the resources with these ids.
    pub(super) fn names(&self, ids: &[&str]) -> String {
        let name_of = |wanted: &&str| {
            let known = self.resources.iter().find(|it| id(it) == Some(wanted));
            known
                .and_then(|resource| name(&self.kind, resource))
                .unwrap_or(wanted)
                .to_owned()
        };
        let names: Vec<String> = ids.iter().map(name_of).collect();
        if names.is_empty() {
            return "nothing".to_owned();
        }
        names.join(", ")
    }
}

/// Whether alternatives stand in the filter outside of brackets and texts.
fn has_open_or(filter: &str) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
    for (at, character) in filter.char_indices() {
        let here = filter.get(at..).unwrap_or_default();
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ' ' if depth == 0 => {
                let next = here.get(..4).unwrap_or_default();
                if next.eq_ignore_ascii_case(" or ") {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// The id of a resource.
pub(super) fn id(resource: &Value) -> Option<&str> {
    resource.get("id")?.as_str()
}

/// The resource with a name of its own, whether its schema wants one or not.
fn named(session: &Session, kind: &ResourceType, body: Value) -> Value {
    let Some(place) = naming(kind) else {
        return body;
    };
    let mut body: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    if !body.contains_key(&place.attribute.name) {
        let value = values::value(session, kind, &place, 0);
        body.extend(value.map(|value| (place.attribute.name.clone(), value)));
    }
    Value::Object(body)
}

fn name<'r>(kind: &ResourceType, resource: &'r Value) -> Option<&'r str> {
    resource.get(&naming(kind)?.attribute.name)?.as_str()
}

/// Whether the restriction is right about a resource.
fn bears(kind: &ResourceType, resource: &Value, restriction: &str) -> bool {
    let expr = filter::compile(restriction, kind, &Limits::default());
    let fields = resource.as_object();
    expr.is_ok_and(|expr| fields.is_some_and(|fields| expr.matches(fields)))
}

/// Names of one test differ in a count at their end; what stands before it is the test's alone.
fn restriction(session: &Session, kind: &ResourceType, names: &[String]) -> Option<String> {
    let own = session.unique("");
    let (mark, _count) = own.rsplit_once('-')?;
    let mark = format!("{mark}-");
    let first = names.first()?;
    let end = first.find(&mark)? + mark.len();
    let prefix = first.get(..end)?;
    let attribute = &naming(kind)?.attribute.name;
    let all = names.iter().all(|name| name.starts_with(prefix));
    all.then(|| format!("{attribute} sw {}", json!(prefix)))
}

fn no_restriction() -> Stop {
    Stop::Blocked(Finding {
        expected: "an attribute by whose value the test's own resources can be told from others"
            .to_owned(),
        found: "none in the served schema, or a profile that gives it a fixed value".to_owned(),
        exchange: None,
    })
}
