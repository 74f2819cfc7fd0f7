//! The order of results, and walking through them from cursor to cursor.

use std::cmp::Ordering;
use std::time::Duration;

use chrono::DateTime;
use scim::cursor::{Cursor, Position, Purpose, Signer, SortValue, Toward};
use scim::message::{CursorPage, ListParameters};
use scim::schema::{AttrRef, Kind};
use scim::{ResourceType, ScimError, comparable};
use serde_json::{Map, Value};

/// The clock that cursors are held against stands, so that none is ever too old.
const LIFETIME: Duration = Duration::from_hours(1);

/// A resource that was found, and where it stands.
pub(super) struct Found {
    at: Position,
    pub(super) body: Value,
}

impl Found {
    pub(super) fn new(key: Option<SortValue>, id: &str, body: Value) -> Self {
        let at = Position {
            key,
            id: id.to_owned(),
        };
        Self { at, body }
    }

    /// Which of two comes first. Those without a value come last, the greatest first if
    /// `descending`; the id decides among equals (RFC 7644 §3.4.2.3).
    pub(super) fn order(&self, other: &Self, descending: bool) -> Ordering {
        order(&self.at, &other.at, descending)
    }
}

fn order(one: &Position, other: &Position, descending: bool) -> Ordering {
    let keys = match (&one.key, &other.key) {
        (Some(one), Some(other)) => compare(one, other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    let keys = if descending { keys.reverse() } else { keys };
    keys.then_with(|| one.id.cmp(&other.id))
}

fn compare(one: &SortValue, other: &SortValue) -> Ordering {
    match (one, other) {
        (SortValue::Text(one), SortValue::Text(other)) => one.cmp(other),
        (SortValue::Whole(one), SortValue::Whole(other)) => one.cmp(other),
        // Values of one attribute are of one type.
        _ => Ordering::Equal,
    }
}

/// The attribute that `sortBy` names in each type; nothing where a type doesn't know it.
pub(super) fn sorted_by<'k>(
    path: Option<&str>,
    kinds: &'k [ResourceType],
) -> Result<Vec<Option<AttrRef<'k>>>, ScimError> {
    let Some(path) = path else {
        return Ok(vec![None; kinds.len()]);
    };
    let places: Vec<_> = kinds
        .iter()
        .map(|kind| kind.find_path(path).map(simple))
        .collect();
    let is_good = |place: &AttrRef<'_>| place.leaf().kind != Kind::Complex;
    if places.iter().flatten().any(is_good) {
        return Ok(places);
    }
    Err(ScimError::invalid_path(format!(
        "Nothing can be sorted by {path:?}."
    )))
}

/// Of a complex attribute, its `value` is sorted by.
fn simple(place: AttrRef<'_>) -> AttrRef<'_> {
    match place.attribute.sub("value") {
        Some(value) if place.sub.is_none() => place.with_sub(value),
        _ => place,
    }
}

/// What a resource is sorted by: of several values the primary one, else the first.
pub(super) fn sort_key(place: AttrRef<'_>, whole: &Map<String, Value>) -> Option<SortValue> {
    let name = &place.attribute.name;
    let value = match place.extension {
        Some(extension) => whole.get(&extension.id)?.get(name)?,
        None => whole.get(name)?,
    };
    let value = match value {
        Value::Array(elements) => {
            let is_primary = |it: &&Value| it.get("primary") == Some(&Value::Bool(true));
            elements.iter().find(is_primary).or(elements.first())?
        }
        single => single,
    };
    let value = match place.sub {
        Some(sub) => value.get(&sub.name)?,
        None => value,
    };
    match comparable::value(place.leaf(), value) {
        Value::String(text) => Some(SortValue::Text(text)),
        Value::Bool(is) => Some(SortValue::Whole(i64::from(is))),
        Value::Number(number) => number.as_i64().map(SortValue::Whole),
        _ => None,
    }
}

/// A walk through results.
pub(super) struct Place<'a> {
    pub(super) signer: &'a Signer,
    pub(super) endpoint: &'a str,
    pub(super) parameters: &'a ListParameters,
    pub(super) count: usize,
}

impl Place<'_> {
    /// The page a cursor leads to, the first if it is empty.
    pub(super) fn page(&self, cursor: &str, found: Vec<Found>) -> Result<CursorPage, ScimError> {
        let (toward, from) = self.opened(cursor)?;
        let descending = self.parameters.descending;
        let behind = |from: &Position| {
            let is_before = |it: &Found| order(&it.at, from, descending).is_lt();
            let is_it = |it: &Found| it.at == *from;
            let before = found.iter().take_while(|it| is_before(it)).count();
            (
                before,
                before + usize::from(found.get(before).is_some_and(is_it)),
            )
        };
        let (start, end) = match (&from, toward) {
            (None, _) => (0, self.count),
            (Some(from), Toward::End) => {
                let start = behind(from).1;
                (start, start.saturating_add(self.count))
            }
            (Some(from), Toward::Beginning) => {
                let end = behind(from).0;
                (end.saturating_sub(self.count), end)
            }
        };
        let end = end.min(found.len());
        let at = |index: usize| found.get(index).map(|it| it.at.clone());
        let has_next = end < found.len() && self.count > 0;
        let last = end.checked_sub(1).filter(|_| has_next);
        let next = last.and_then(at);
        let previous = (start > 0).then(|| at(start)).flatten();
        Ok(CursorPage {
            total: None,
            previous: previous.map(|from| self.seal(Toward::Beginning, from)),
            next: next.map(|from| self.seal(Toward::End, from)),
            resources: found
                .into_iter()
                .take(end)
                .skip(start)
                .map(|it| it.body)
                .collect(),
        })
    }

    fn opened(&self, cursor: &str) -> Result<(Toward, Option<Position>), ScimError> {
        if cursor.is_empty() {
            return Ok((Toward::End, None));
        }
        let now = DateTime::UNIX_EPOCH;
        let opened = self.signer.open(cursor, self.purpose(), now, LIFETIME)?;
        Ok((opened.toward, opened.from))
    }

    fn seal(&self, toward: Toward, from: Position) -> String {
        let cursor = Cursor {
            toward,
            from: Some(from),
        };
        self.signer
            .seal(&cursor, self.purpose(), DateTime::UNIX_EPOCH)
    }

    fn purpose(&self) -> Purpose<'_> {
        Purpose {
            owner: b"",
            endpoint: self.endpoint,
            parameters: self.parameters,
            count: self.count as u64,
        }
    }
}
