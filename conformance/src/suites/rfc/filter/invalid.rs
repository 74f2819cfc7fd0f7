//! Filters that a server has to refuse.

use scim::ResourceType;
use scim::schema::{AttrRef, Kind};
use serde_json::Value;

use super::super::common::typed;
use super::super::own::Own;
use super::super::places::searchable;
use super::SOURCE;
use super::notation::name_and_value;
use crate::check::{Answer, Flaws, Session, Stop, Test, Verdict};
use crate::http::query;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let mut tests = vec![
        typed(kind, "filter", "malformed", "A filter that is none is refused with 400", "RFC 7644 §3.12, table 9", malformed)
            .why("A broken filter that is ignored selects everybody, and what follows happens to them.")
            .fix("Read the whole filter by the grammar, and answer 400 with scimType invalidFilter if anything is left over or missing."),
        typed(kind, "filter", "unknown-operator", "An operator that the server does not know is refused with 400 invalidFilter", SOURCE, unknown_operator)
            .why("A filter that is not understood but answered selects the wrong people.")
            .fix("Answer 400 with scimType invalidFilter to operators beyond those supported."),
    ];
    if unordered(kind).next().is_some() {
        tests.push(
            typed(kind, "filter", "order-of-unordered", "gt, ge, lt and le on boolean and binary attributes are refused with 400 invalidFilter", "RFC 7644 §3.4.2.2, table 3", order_of_unordered)
                .why("There is no such order: whatever comes back misleads.")
                .fix("Check the attribute's type before comparing, and answer 400 with scimType invalidFilter."),
        );
    }
    tests
}

async fn malformed(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let (name, value) = name_and_value(&own)?;
    let mut flaws = Flaws::default();
    for filter in [
        name.clone(),
        format!("{name} eq"),
        format!("eq {value}"),
        format!("{name} eq {value} and"),
        format!("{name} eq {value} or or {name} pr"),
        format!("({name} eq {value}"),
        format!("{name} eq {value})"),
        format!("{name} eq \"unfinished"),
        format!("{name} eq {value} {name} pr"),
    ] {
        let answer = session
            .get(&query(&kind.endpoint, &[("filter", &filter)]))
            .await?;
        flaws.keep(&format!("`{filter}`"), refused(&answer))?;
    }
    flaws.verdict()
}

async fn unknown_operator(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let (name, value) = name_and_value(&own)?;
    let filter = format!("{name} regex {value}");
    let answer = session
        .get(&query(&kind.endpoint, &[("filter", &filter)]))
        .await?;
    answer.expect_scim_type(400, "invalidFilter")?;
    Ok(())
}

/// Boolean and binary attributes.
fn unordered(kind: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    let places = searchable(kind).into_iter();
    places.filter(|place| matches!(place.leaf().kind, Kind::Boolean | Kind::Binary))
}

async fn order_of_unordered(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let mut flaws = Flaws::default();
    for place in unordered(&kind) {
        let literal = if place.leaf().kind == Kind::Boolean {
            "false"
        } else {
            "\"AA==\""
        };
        let filter = format!("{} gt {literal}", place.path());
        let answer = session
            .get(&query(&kind.endpoint, &[("filter", &own.among(&filter))]))
            .await?;
        let refused = answer.expect_scim_type(400, "invalidFilter");
        flaws.keep(&format!("`{filter}`"), refused)?;
    }
    flaws.verdict()
}

fn refused(answer: &Answer) -> Result<(), Stop> {
    if answer.status() == 200 {
        let found = answer.body().get("totalResults").and_then(Value::as_u64);
        let found = found.map_or("a list".to_owned(), |total| format!("a list of {total}"));
        return Err(answer.fail("HTTP 400", found));
    }
    answer.expect_error(&[400]).map(|_| ())
}
