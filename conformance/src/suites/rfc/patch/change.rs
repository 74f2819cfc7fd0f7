//! A resource under change.

use scim::ResourceType;
use scim::schema::{AttrRef, Kind, Mutability};
use serde_json::{Value, json};

use crate::check::{Answer, Session, Stop, Verdict, contains};
use crate::values;

/// A resource of the test, and what belongs to changing it.
pub(super) struct Subject {
    session: Session,
    /// Where it lives, behind the base URL.
    pub(super) path: String,
    /// It as it was made.
    pub(super) made: Answer,
}

impl Subject {
    /// Makes the smallest resource of the type with these values in it.
    ///
    /// # Errors
    /// [`Stop::Blocked`] if it cannot be made.
    pub(super) async fn with(
        session: &Session,
        kind: &ResourceType,
        given: &[(AttrRef<'_>, Value)],
    ) -> Result<Self, Stop> {
        let mut body = session.minimal(kind).await?;
        for (place, value) in given {
            values::put(&mut body, place, value.clone());
        }
        let made = session.given(kind, &body).await?;
        Ok(Self {
            session: session.clone(),
            path: made.path(kind)?,
            made,
        })
    }

    /// Applies the operations, which have to succeed, and gives the resource as it is then.
    ///
    /// # Errors
    /// The status is neither 200 nor 204.
    pub(super) async fn patched(&self, operations: Value) -> Result<Answer, Stop> {
        let answer = self.session.patch_with(&self.path, operations).await?;
        answer.expect_status(&[200, 204])?;
        self.session.read(&self.path).await
    }

    /// Sends operations, whatever comes of them.
    pub(super) async fn tried(&self, operations: Value) -> Result<Answer, Stop> {
        self.session.patch_with(&self.path, operations).await
    }

    /// Reads it again.
    pub(super) async fn read(&self) -> Result<Answer, Stop> {
        self.session.read(&self.path).await
    }
}

/// The place in the resource holds that value. What the server adds is left aside; with `only`, it
/// may not have kept other elements of a list.
pub(super) fn holds(answer: &Answer, place: &AttrRef<'_>, value: &Value, only: bool) -> Verdict {
    let found = answer.body().pointer(&values::pointer(place));
    let count = |value: &Value| value.as_array().map(Vec::len);
    let right = found.is_some_and(|found| {
        contains(place.leaf(), found, value) && (!only || count(found) == count(value))
    });
    if right {
        return Ok(());
    }
    let found = found.map_or("nothing".to_owned(), ToString::to_string);
    Err(answer.fail(format!("{} {value}", place.path()), found))
}

/// Says in a complaint what was done before.
pub(super) fn after(done: &str, verdict: Verdict) -> Verdict {
    verdict.map_err(|stop| match stop {
        Stop::Failed(mut finding) => {
            finding.expected = format!("{}, after {done}", finding.expected);
            Stop::Failed(finding)
        }
        other => other,
    })
}

/// The place in the resource is empty.
pub(super) fn is_empty(answer: &Answer, place: &AttrRef<'_>) -> Verdict {
    answer.expect_nothing(&values::pointer(place)).map(|_| ())
}

/// A value for the place that can be sent without a path.
pub(super) fn pathless(place: &AttrRef<'_>, value: &Value) -> Value {
    let mut body = json!({});
    values::put(&mut body, place, value.clone());
    body
}

/// Whether a client may set and see it at will.
pub(in super::super) fn is_open(attribute: &scim::Attribute) -> bool {
    attribute.mutability == Mutability::ReadWrite && values::shown(attribute)
}

/// Complex lists whose elements hold texts, without those that refer to other resources.
pub(super) fn complex_lists(kind: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    values::places(kind).filter(|place| {
        let attribute = place.attribute;
        let texts = attribute
            .sub_attributes
            .iter()
            .filter(|sub| is_open(sub) && sub.kind == Kind::String);
        attribute.multi_valued
            && is_open(attribute)
            && !values::refers(attribute)
            && texts.count() > 1
    })
}

/// The attribute's values of these numbers in one list.
pub(super) async fn list_of(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
    numbers: &[usize],
) -> Result<Vec<Value>, Stop> {
    let mut elements = Vec::with_capacity(numbers.len());
    for &nth in numbers {
        if let Some(Value::Array(list)) = session.given_value(kind, place, nth).await? {
            elements.extend(list);
        }
    }
    if elements.len() < numbers.len() {
        return Err(Stop::NotClaimed(format!(
            "{} takes no values",
            place.path()
        )));
    }
    Ok(elements)
}
