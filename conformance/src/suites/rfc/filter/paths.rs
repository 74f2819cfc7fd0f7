//! Filters on parts of lists, and on references.

use scim::ResourceType;
use scim::schema::{AttrRef, Kind};
use serde_json::{Value, json};

use super::super::common::typed;
use super::super::own::Own;
use super::super::places::{filled, searchable};
use super::super::tally::Tally;
use super::SOURCE;
use super::ask::{Question, values_at};
use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let mut tests = Vec::new();
    if !lists(kind).is_empty() {
        tests.push(
            typed(kind, "filter", "value-path", "Brackets demand that one element of a list satisfies everything in them", "RFC 7644 §3.4.2.2, table 5", |session, kind| pairs(session, kind, in_brackets))
                .why("Somebody whose work address is one and whose home address is another is found by a mixture of both.")
                .fix("Evaluate what stands in the brackets for each element on its own."),
        );
        tests.push(
            typed(kind, "filter", "parts-apart", "Without brackets, each comparison may be met by another element of a list", "RFC 7644 §3.4.2.2, tables 4 and 5", |session, kind| pairs(session, kind, apart))
                .severity(Severity::Should)
                .why("The same filter finds other people here than elsewhere.")
                .fix("Evaluate every comparison for itself, then join the results; keep together only what stands in brackets."),
        );
        tests.push(
            typed(kind, "filter", "complex-by-value", "A comparison with a complex attribute of several values means their value", "RFC 7644 §3.4.2.2, figure 2", by_value)
                .severity(Severity::Advice)
                .why("The RFC's own examples, such as emails co \"example.com\", find nobody.")
                .fix("Where a complex multi-valued attribute is compared, compare its value sub-attribute."),
        );
    }
    if reference(kind).is_some() {
        tests.push(
            typed(
                kind,
                "filter",
                "reference",
                "Resources are found by the id of what they refer to",
                SOURCE,
                by_reference,
            )
            .why("Clients cannot ask who is in a group, or whose manager somebody is.")
            .fix("Let filters search the value of references, such as members.value, by eq."),
        );
    }
    tests
}

/// Complex lists with two texts in each element: the attribute with each of them.
fn lists(kind: &ResourceType) -> Vec<(AttrRef<'_>, AttrRef<'_>)> {
    let places = searchable(kind);
    let texts = places.iter().filter(|place| {
        place.attribute.multi_valued && place.sub.is_some_and(|sub| sub.kind == Kind::String)
    });
    let mut pairs: Vec<(AttrRef<'_>, AttrRef<'_>)> = Vec::new();
    let mut last: Option<AttrRef<'_>> = None;
    for place in texts {
        let known = |pair: &(AttrRef<'_>, AttrRef<'_>)| pair.0.attribute == place.attribute;
        if let Some(first) = last.filter(|last| last.attribute == place.attribute)
            && !pairs.iter().any(known)
        {
            pairs.push((first, *place));
        }
        last = Some(*place);
    }
    pairs
}

/// Filters made of a list's path, and two of its parts, with the value that the first part has in the
/// first element, and those that the second has in the first and in the second.
type Asking = fn(&str, (&str, &Value), (&str, &Value, &Value)) -> Vec<String>;

fn in_brackets(
    path: &str,
    (one, one_a): (&str, &Value),
    (other, other_a, other_b): (&str, &Value, &Value),
) -> Vec<String> {
    vec![
        format!("{path}[{one} eq {one_a} and {other} eq {other_a}]"),
        format!("{path}[{one} eq {one_a} and {other} eq {other_b}]"),
        format!("{path}[{one} eq {one_a} and not ({other} eq {other_a})]"),
    ]
}

fn apart(
    path: &str,
    (one, one_a): (&str, &Value),
    (other, _, other_b): (&str, &Value, &Value),
) -> Vec<String> {
    vec![format!(
        "{path}.{one} eq {one_a} and {path}.{other} eq {other_b}"
    )]
}

async fn pairs(session: Session, kind: ResourceType, asking: Asking) -> Verdict {
    let own = filled(&session, &kind).await?;
    let mut tally = Tally::default();
    for (one, other) in lists(&kind) {
        // The one with two elements: its values belong together in pairs.
        let Some(resource) = own.resources.get(1) else {
            continue;
        };
        let (ones, _) = values_at(resource, &one);
        let (others, _) = values_at(resource, &other);
        let ([one_a, _], [other_a, other_b]) = (ones.as_slice(), others.as_slice()) else {
            continue;
        };
        let filters = asking(
            &list_path(&one),
            (sub(&one), one_a),
            (sub(&other), other_a, other_b),
        );
        for filter in filters {
            tally.count(Question::new(&own, filter).ask(&session).await)?;
        }
    }
    tally.verdict(&session)
}

fn list_path(place: &AttrRef<'_>) -> String {
    AttrRef {
        sub: None,
        ..*place
    }
    .path()
}

fn sub<'k>(place: &AttrRef<'k>) -> &'k str {
    place.sub.map(|sub| sub.name.as_str()).unwrap_or_default()
}

async fn by_value(session: Session, kind: ResourceType) -> Verdict {
    let own = filled(&session, &kind).await?;
    let mut tally = Tally::default();
    for place in searchable(&kind) {
        let text = place
            .sub
            .is_some_and(|sub| sub.name == "value" && sub.kind == Kind::String);
        let value = own
            .resources
            .last()
            .and_then(|it| values_at(it, &place).0.first().copied());
        if let Some(value) = value.filter(|_| text && place.attribute.multi_valued) {
            let filter = format!("{} co {value}", list_path(&place));
            tally.count(Question::new(&own, filter).ask(&session).await)?;
        }
    }
    tally.verdict(&session)
}

/// An attribute that refers to other resources and shows their ids.
fn reference(kind: &ResourceType) -> Option<AttrRef<'_>> {
    values::places(kind).find(|place| {
        let value = place.attribute.sub("value");
        values::refers(place.attribute)
            && values::may_write(place.attribute)
            && values::shown(place.attribute)
            && value.is_some_and(|value| values::shown(value) && value.kind != Kind::Complex)
    })
}

async fn by_reference(session: Session, kind: ResourceType) -> Verdict {
    let Some(place) = reference(&kind) else {
        return Ok(());
    };
    let mut bodies = Vec::new();
    let mut values = Vec::new();
    for _ in 0..2 {
        let mut body = session.minimal(&kind).await?;
        let Some(value) = session.given_value(&kind, &place, 0).await? else {
            return Err(Stop::NotClaimed(format!(
                "{} refers to nothing that is served",
                place.path()
            )));
        };
        values.extend(first_value(&value));
        values::put(&mut body, &place, value);
        bodies.push(body);
    }
    let own = Own::make(&session, &kind, bodies).await?;
    let Some(value) = values.first() else {
        return Ok(());
    };
    let path = place.path();
    let mut filters = vec![format!("{path}.value eq {value}")];
    if place.attribute.multi_valued {
        filters.push(format!("{path}[value eq {value}]"));
    }
    let mut tally = Tally::default();
    for filter in filters {
        tally.count(Question::new(&own, filter).ask(&session).await)?;
    }
    tally.verdict(&session)
}

fn first_value(value: &Value) -> Option<Value> {
    let element = match value {
        Value::Array(list) => list.first()?,
        single => single,
    };
    Some(json!(element.get("value")?.as_str()?))
}
