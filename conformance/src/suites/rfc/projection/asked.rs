//! `attributes`: what is asked for, and no more.

use std::sync::Arc;

use scim::schema::{AttrRef, Returned};
use scim::{Attribute, ResourceType};

use super::{
    expect_minimum, expect_no_others, expect_there, given_read, is_nothing, parts, present,
};
use crate::check::{Answer, Flaws, Session, Severity, Stop, Test, Verdict};
use crate::suites::rfc::about::About;

const SOURCE: &str = "RFC 7644 §3.9";
const WHY: &str = "Clients ask for a few attributes of many resources; more is slow and may tell what they should not know, less makes them believe it is not there.";
const FIX: &str = "Return what is always returned and what attributes names, matched without regard to letter case, with or without the schema's URN.";

/// The tests for one resource type.
pub(super) fn tests(about: &About) -> Vec<Test> {
    let test = |test: Test| test.why(WHY).fix(FIX);
    vec![
        test(about.test(
            "attributes",
            "attributes with one attribute of a {type} gives that one and no other",
            SOURCE,
            each,
        )),
        test(about.test(
            "several",
            "attributes with several attributes of a {type} gives them all",
            SOURCE,
            several,
        )),
        test(about.test(
            "sub-attributes",
            "attributes with a sub-attribute of a {type} gives that",
            SOURCE,
            each_part,
        )),
        test(about.test(
            "only-sub-attributes",
            "attributes with a sub-attribute of a {type} gives none beside it",
            SOURCE,
            only_part,
        ))
        .severity(Severity::Should),
        test(about.test(
            "any-case",
            "attributes may be written in any letter case for a {type}",
            "RFC 7644 §3.10",
            any_case,
        )),
        test(about.test(
            "qualified",
            "attributes may carry the schema's URN for a {type}",
            "RFC 7644 §3.10",
            qualified,
        )),
        test(about.test(
            "unknown",
            "attributes with a name nobody knows gives the minimum of a {type}",
            SOURCE,
            unknown,
        ))
        .severity(Severity::Advice),
    ]
}

async fn each(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    let mut flaws = Flaws::default();
    for place in present_core(&kind, &whole) {
        let answer = ask(&session, &path, &place.path()).await?;
        let checked = expect_there(&answer, &whole, &place)
            .and_then(|()| expect_no_others(&answer, &kind, &[&place]))
            .and_then(|()| expect_minimum(&answer, &kind, &whole));
        flaws.keep(&place.path(), checked)?;
    }
    flaws.verdict()
}

async fn several(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    let places = present_core(&kind, &whole);
    let wanted: Vec<&AttrRef<'_>> = places.iter().step_by(2).collect();
    let names: Vec<String> = wanted.iter().map(|place| place.path()).collect();
    let answer = ask(&session, &path, &names.join(",")).await?;
    for place in &wanted {
        expect_there(&answer, &whole, place)?;
    }
    expect_no_others(&answer, &kind, &wanted)
}

async fn each_part(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    let mut flaws = Flaws::default();
    for part in present_parts(&kind, &whole) {
        let answer = ask(&session, &path, &part.path()).await?;
        let found = !parts(&answer, &part).is_empty();
        let checked = if found {
            Ok(())
        } else {
            Err(answer.fail(part.path(), "nothing"))
        };
        flaws.keep(&part.path(), checked)?;
    }
    flaws.verdict()
}

async fn only_part(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    let mut flaws = Flaws::default();
    for part in present_parts(&kind, &whole) {
        let answer = ask(&session, &path, &part.path()).await?;
        let beside = |sub: &&Attribute| {
            let other = part.with_sub(sub);
            Some(*sub) != part.sub
                && sub.returned == Returned::Default
                && parts(&answer, &other)
                    .into_iter()
                    .any(|value| !is_nothing(Some(value)))
        };
        let others: Vec<&str> = part
            .attribute
            .sub_attributes
            .iter()
            .filter(beside)
            .map(|it| it.name.as_str())
            .collect();
        let checked = if others.is_empty() {
            expect_no_others(&answer, &kind, &[&part])
        } else {
            Err(answer.fail(format!("nothing but {}", part.path()), others.join(", ")))
        };
        flaws.keep(&part.path(), checked)?;
    }
    flaws.verdict()
}

async fn any_case(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    for place in present_core(&kind, &whole) {
        let answer = ask(&session, &path, &place.path().to_uppercase()).await?;
        expect_there(&answer, &whole, &place)?;
    }
    Ok(())
}

async fn qualified(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    // Common attributes belong to no schema.
    let own = |place: &&AttrRef<'_>| {
        place.extension.is_some() || kind.schema.attribute(&place.attribute.name).is_some()
    };
    for place in present(&kind, &whole).iter().filter(own) {
        let name = match place.extension {
            Some(_) => place.path(),
            None => format!("{}:{}", kind.schema.id, place.path()),
        };
        let answer = ask(&session, &path, &name).await?;
        expect_there(&answer, &whole, place)?;
        expect_no_others(&answer, &kind, &[place])?;
    }
    Ok(())
}

async fn unknown(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, whole) = given_read(&session, &kind).await?;
    let answer = ask(&session, &path, "noSuchThing").await?;
    expect_minimum(&answer, &kind, &whole)?;
    expect_no_others(&answer, &kind, &[])
}

/// Those that can be named without a URN: how a URN is read is the test of qualified names' matter.
fn present_core<'k>(kind: &'k ResourceType, whole: &Answer) -> Vec<AttrRef<'k>> {
    let mut places = present(kind, whole);
    places.retain(|place| place.extension.is_none());
    places
}

/// The first two parts of each complex attribute that has them: the rest goes the same way.
fn present_parts<'k>(kind: &'k ResourceType, whole: &Answer) -> Vec<AttrRef<'k>> {
    let of_place = |place: AttrRef<'k>| {
        let subs = place.attribute.sub_attributes.iter();
        let parts_of = subs.map(move |sub| place.with_sub(sub));
        let has = |part: &AttrRef<'_>| {
            part.leaf().returned == Returned::Default
                && parts(whole, part)
                    .into_iter()
                    .any(|value| !is_nothing(Some(value)))
        };
        parts_of.filter(has).take(2).collect::<Vec<_>>()
    };
    present_core(kind, whole)
        .into_iter()
        .flat_map(of_place)
        .collect()
}

async fn ask(session: &Session, path: &str, attributes: &str) -> Result<Answer, Stop> {
    session
        .read(&format!("{path}?attributes={attributes}"))
        .await
}
