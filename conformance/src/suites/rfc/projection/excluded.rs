//! `excludedAttributes`: everything but what is named.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Returned};

use super::{expect_minimum, expect_there, given_read, is_nothing, parts, present};
use crate::check::{Answer, Flaws, Session, Stop, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::values;

const SOURCE: &str = "RFC 7644 §3.9, §3.4.2.5";
const WHY: &str = "Entra leaves out members this way: a group of a hundred thousand comes whole on every look if it is not heeded.";
const FIX: &str = "Return what comes by default without what excludedAttributes names; it has no power over what is always returned.";

/// The tests for one resource type.
pub(super) fn tests(about: &About) -> Vec<Test> {
    let test = |test: Test| test.why(WHY).fix(FIX);
    vec![
        test(about.test(
            "excluded",
            "excludedAttributes takes each attribute from a {type}, and only that",
            SOURCE,
            each,
        )),
        test(about.test(
            "excluded-sub-attributes",
            "excludedAttributes takes a sub-attribute from a {type} and leaves the others",
            SOURCE,
            each_part,
        )),
        test(about.test(
            "excluded-always",
            "excludedAttributes does not take what is always returned from a {type}",
            SOURCE,
            always,
        )),
    ]
}

async fn each(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    let places = present(&kind, &whole);
    let mut flaws = Flaws::default();
    for place in &places {
        let answer = without(&session, &path, &place.path()).await?;
        let mut checked = expect_absent(&answer, place);
        for other in places.iter().filter(|other| *other != place) {
            checked = checked.and_then(|()| expect_there(&answer, &whole, other));
        }
        flaws.keep(&place.path(), checked)?;
    }
    flaws.verdict()
}

fn expect_absent(answer: &Answer, place: &AttrRef<'_>) -> Verdict {
    let found = answer.body().pointer(&values::pointer(place));
    match found.filter(|found| !is_nothing(Some(found))) {
        Some(found) => Err(answer.fail(format!("no {}", place.path()), found.to_string())),
        None => Ok(()),
    }
}

async fn each_part(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    let mut flaws = Flaws::default();
    for place in present(&kind, &whole) {
        let has = |part: &AttrRef<'_>| {
            part.leaf().returned == Returned::Default && !parts(&whole, part).is_empty()
        };
        let subs = place.attribute.sub_attributes.iter();
        let present: Vec<AttrRef<'_>> = subs.map(|sub| place.with_sub(sub)).filter(has).collect();
        // With a single part it may be that the attribute goes with it.
        if let [part, other, ..] = present.as_slice() {
            let answer = without(&session, &path, &part.path()).await?;
            flaws.keep(&part.path(), expect_part_absent(&answer, part, other))?;
        }
    }
    flaws.verdict()
}

fn expect_part_absent(answer: &Answer, part: &AttrRef<'_>, other: &AttrRef<'_>) -> Verdict {
    if parts(answer, part)
        .into_iter()
        .any(|value| !is_nothing(Some(value)))
    {
        return Err(answer.fail(format!("no {}", part.path()), "it is there"));
    }
    if parts(answer, other).is_empty() {
        return Err(answer.fail(other.path(), "nothing"));
    }
    Ok(())
}

async fn always(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    // The RFC does not say that `schemas` is always returned.
    let always = |place: &AttrRef<'_>| {
        place.attribute.returned == Returned::Always && place.attribute.name != "schemas"
    };
    let names: Vec<String> = values::places(&kind)
        .filter(always)
        .map(|it| it.path())
        .collect();
    let answer = without(&session, &path, &names.join(",")).await?;
    expect_minimum(&answer, &kind, &whole)
}

async fn without(session: &Session, path: &str, attributes: &str) -> Result<Answer, Stop> {
    session
        .read(&format!("{path}?excludedAttributes={attributes}"))
        .await
}
