//! Every operator against every attribute.

use scim::ResourceType;
use scim::schema::{AttrRef, Kind};

use super::super::common::typed;
use super::super::places::{filled, searchable, varied};
use super::super::tally::Tally;
use super::SOURCE;
use super::family::{Family, questions};
use crate::check::{Session, Test, Verdict};

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let mut tests = Vec::new();
    for attribute_kind in Kind::ALL {
        let known = places(kind, attribute_kind).next().is_some();
        for family in Family::ALL
            .into_iter()
            .filter(|it| known && it.fits(attribute_kind))
        {
            let what = format!("{}.{}", attribute_kind.as_str(), family.as_str());
            let title = family.title(attribute_kind);
            let run = move |session, kind| all_places(session, kind, attribute_kind, family);
            tests.push(
                typed(kind, "filter", &what, &title, SOURCE, run)
                    .why("Clients look people up by filters before they write; a wrong match overwrites the wrong one, a missed match makes a second one.")
                    .fix("Compare by the attribute's type and caseExact, take any value of a multi-valued attribute for enough, and decline with 400 invalidFilter what is not supported."),
            );
        }
    }
    if parts_of_core(kind).next().is_some() {
        tests.push(
            typed(kind, "filter", "no-value", "A filter by a part of an attribute passes over resources that have no value of it", SOURCE, no_value)
                .why("One user without a name or a mail address makes every search by them fail, for everybody.")
                .fix("Take a missing attribute for no value when a filter looks below it: it equals nothing."),
        );
    }
    if every_place(kind).any(|place| place.extension.is_some()) {
        tests.push(
            typed(kind, "filter", "extension", "Every operator finds resources by an extension's attributes, named with its URN", SOURCE, extended)
                .why("Clients look people up by employee number or department, and find nobody.")
                .fix("Take what stands before the last colon for a schema's URN, dots and all, and look for the rest below it."),
        );
    }
    tests
}

/// The places of the type's own attributes of that kind. Whether a URN is understood shows at those of
/// extensions.
fn places(kind: &ResourceType, wanted: Kind) -> impl Iterator<Item = AttrRef<'_>> {
    every_place(kind).filter(move |place| place.extension.is_none() && place.leaf().kind == wanted)
}

fn every_place(kind: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    let simple = searchable(kind);
    let mut complex: Vec<AttrRef<'_>> = Vec::new();
    for place in simple.iter().filter(|place| place.sub.is_some()) {
        let whole = AttrRef {
            sub: None,
            ..*place
        };
        if !complex.contains(&whole) {
            complex.push(whole);
        }
    }
    simple.into_iter().chain(complex)
}

/// The simple parts of the type's own complex attributes.
fn parts_of_core(kind: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    every_place(kind).filter(|place| place.extension.is_none() && place.sub.is_some())
}

async fn no_value(session: Session, kind: ResourceType) -> Verdict {
    let own = varied(&session, &kind).await?;
    let mut tally = Tally::default();
    for place in parts_of_core(&kind) {
        for question in questions(&own, &place, Family::Equality) {
            tally.count(question.ask(&session).await)?;
        }
    }
    tally.verdict(&session)
}

async fn extended(session: Session, kind: ResourceType) -> Verdict {
    let own = varied(&session, &kind).await?;
    let mut tally = Tally::default();
    for place in every_place(&kind).filter(|place| place.extension.is_some()) {
        let fitting = |family: &Family| family.fits(place.leaf().kind);
        for family in Family::ALL.into_iter().filter(fitting) {
            for question in questions(&own, &place, family) {
                tally.count(question.ask(&session).await)?;
            }
        }
    }
    tally.verdict(&session)
}

async fn all_places(session: Session, kind: ResourceType, wanted: Kind, family: Family) -> Verdict {
    let own = if family == Family::Presence {
        varied(&session, &kind).await?
    } else {
        filled(&session, &kind).await?
    };
    let mut tally = Tally::default();
    for place in places(&kind, wanted) {
        for question in questions(&own, &place, family) {
            tally.count(question.ask(&session).await)?;
        }
    }
    tally.verdict(&session)
}
