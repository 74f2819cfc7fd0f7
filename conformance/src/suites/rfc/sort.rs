//! Sorting (RFC 7644 §3.4.2.3).

use std::cmp::Ordering;

use scim::ResourceType;
use scim::schema::{AttrRef, Kind};
use serde_json::Value;

use super::common::{naming, typed};
use super::order::{Order, compare, key};
use super::own::{Own, id};
use super::places::{Sortable, varied};
use super::tally::Tally;
use crate::check::{Answer, List, Session, Stop, Test, Verdict};
use crate::http::query;
use crate::target::{Need, Target};

const SOURCE: &str = "RFC 7644 §3.4.2.3";

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let all = target.types.iter().flat_map(for_type);
    all.map(|test| test.needs(Need::Filter).needs(Need::Sort))
        .collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    [by_kind(kind), by_place(kind), by_time(kind)].concat()
}

fn by_kind(kind: &ResourceType) -> Vec<Test> {
    let kinds = [Kind::String, Kind::Integer, Kind::Decimal, Kind::DateTime];
    kinds
        .into_iter()
        .filter(|wanted| !Sortable::Single(*wanted).of(kind).is_empty())
        .map(|wanted| {
            let title = format!(
                "sortBy orders by every single-valued {} attribute, both ways",
                wanted.as_str()
            );
            let run = move |session, kind| sorted(session, kind, Sortable::Single(wanted));
            described(typed(kind, "sort", wanted.as_str(), &title, SOURCE, run))
        })
        .collect()
}

fn by_place(kind: &ResourceType) -> Vec<Test> {
    let others = [
        (
            Sortable::Multi,
            "multi-valued",
            "sortBy a multi-valued attribute orders by its primary value, else its first",
        ),
        (
            Sortable::Extended,
            "extension",
            "sortBy orders by an extension's attributes, named with its URN",
        ),
    ];
    others
        .into_iter()
        .filter(|(places, ..)| !places.of(kind).is_empty())
        .map(|(places, what, title)| {
            let run = move |session, kind| sorted(session, kind, places);
            described(typed(kind, "sort", what, title, SOURCE, run))
        })
        .collect()
}

fn by_time(kind: &ResourceType) -> Vec<Test> {
    vec![
        described(typed(
            kind,
            "sort",
            "created",
            "sortBy meta.created orders by the time of making",
            SOURCE,
            created,
        )),
        typed(
            kind,
            "sort",
            "default-order",
            "Without sortOrder the order is ascending",
            SOURCE,
            default_order,
        )
        .why("Clients that leave sortOrder out get the list from its end.")
        .fix("Let sortOrder default to ascending whenever sortBy is given."),
        typed(
            kind,
            "sort",
            "pages",
            "Pages of a sorted list are cut from one order",
            SOURCE,
            pages,
        )
        .needs(Need::Index)
        .why("A client that pages through the sorted list misses some and meets others twice.")
        .fix("Sort before cutting pages, and let the id decide among equal values."),
    ]
}

fn described(test: Test) -> Test {
    test.why("Clients show lists in the wrong order, or stop reading before they came to what they look for.")
        .fix("Sort by the attribute's type: text by letters (regardless of case unless caseExact), numbers by value, times by instant; what has no value comes last ascending and first descending.")
}

async fn sorted(session: Session, kind: ResourceType, places: Sortable) -> Verdict {
    let own = varied(&session, &kind).await?;
    let mut tally = Tally::default();
    for place in places.of(&kind) {
        for order in [Order::Ascending, Order::Descending] {
            let path = place.path();
            let Some((answer, list)) = sorted_list(&session, &own, &path, Some(order), &[]).await?
            else {
                tally.refused(&path);
                break;
            };
            all_there(&answer, &own, &list)?;
            tally.count(in_order(&answer, &own, &list.resources, &place, order))?;
        }
    }
    tally.verdict(&session)
}

async fn created(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 3).await?;
    let Some(place) = kind.find_path("meta.created") else {
        return Ok(());
    };
    let mut tally = Tally::default();
    for order in [Order::Ascending, Order::Descending] {
        match sorted_list(&session, &own, "meta.created", Some(order), &[]).await? {
            None => tally.refused("meta.created"),
            Some((answer, list)) => {
                all_there(&answer, &own, &list)?;
                tally.count(in_order(&answer, &own, &list.resources, &place, order))?;
            }
        }
    }
    tally.verdict(&session)
}

async fn default_order(session: Session, kind: ResourceType) -> Verdict {
    let own = varied(&session, &kind).await?;
    let Some(place) = naming(&kind) else {
        return Ok(());
    };
    let path = place.path();
    let Some((answer, list)) = sorted_list(&session, &own, &path, None, &[]).await? else {
        return Err(Stop::NotClaimed(format!("sortBy {path} is refused")));
    };
    all_there(&answer, &own, &list)?;
    in_order(&answer, &own, &list.resources, &place, Order::Ascending)
}

async fn pages(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 4).await?;
    let Some(place) = naming(&kind) else {
        return Ok(());
    };
    let path = place.path();
    let mut met: Vec<Value> = Vec::new();
    while met.len() < 4 {
        let start = (met.len() + 1).to_string();
        let further = [("startIndex", start.as_str()), ("count", "2")];
        let page = sorted_list(&session, &own, &path, Some(Order::Descending), &further).await?;
        let Some((answer, list)) = page else {
            return Err(Stop::NotClaimed(format!("sortBy {path} is refused")));
        };
        let known = |resource: &Value| met.iter().any(|met| met.get("id") == resource.get("id"));
        if list.resources.is_empty() || list.resources.iter().any(known) {
            let expected = format!("at startIndex {start} resources that were on no page before");
            return Err(answer.fail(expected, own.names(&list.ids())));
        }
        met.extend(list.resources);
        in_order(&answer, &own, &met, &place, Order::Descending)?;
    }
    Ok(())
}

/// The test's own resources in that order; nothing if the server refuses to sort by the attribute.
async fn sorted_list(
    session: &Session,
    own: &Own,
    path: &str,
    order: Option<Order>,
    further: &[(&str, &str)],
) -> Result<Option<(Answer, List)>, Stop> {
    let mut all = vec![("filter", own.restriction.as_str()), ("sortBy", path)];
    all.extend(order.map(|order| ("sortOrder", order.as_str())));
    all.extend(further);
    let answer = session.get(&query(&own.kind.endpoint, &all)).await?;
    if matches!(answer.status(), 400 | 501) {
        return Ok(None);
    }
    let list = answer.list()?;
    Ok(Some((answer, list)))
}

fn all_there(answer: &Answer, own: &Own, list: &List) -> Verdict {
    if list.resources.len() == own.resources.len() {
        return Ok(());
    }
    Err(answer.fail(own.names(&own.ids()), own.names(&list.ids())))
}

/// The resources stand in that order.
fn in_order(
    answer: &Answer,
    own: &Own,
    resources: &[Value],
    place: &AttrRef<'_>,
    order: Order,
) -> Verdict {
    let Some((first, second)) = disorder(resources, place, order) else {
        return Ok(());
    };
    let expected = format!(
        "sortBy {} {}: {second} before {first}",
        place.path(),
        order.as_str()
    );
    let ids: Vec<&str> = resources.iter().filter_map(id).collect();
    Err(answer.fail(
        expected,
        format!("{first} before {second}, in the order {}", own.names(&ids)),
    ))
}

/// The first two neighbours that stand the wrong way round, as texts. Where orders of letters
/// differ between servers, none is tally.
fn disorder(resources: &[Value], place: &AttrRef<'_>, order: Order) -> Option<(String, String)> {
    let keys: Vec<Option<Value>> = resources.iter().map(|it| key(it, place)).collect();
    let shown = |key: &Option<Value>| {
        key.as_ref()
            .map_or("no value".to_owned(), ToString::to_string)
    };
    let wrong = |pair: &&[Option<Value>]| match pair {
        [first, second] => {
            let found = compare(place.leaf(), first.as_ref(), second.as_ref());
            let found = if order == Order::Descending {
                found.map(Ordering::reverse)
            } else {
                found
            };
            found == Some(Ordering::Greater)
        }
        _ => false,
    };
    let pair = keys.windows(2).find(wrong)?;
    Some((shown(pair.first()?), shown(pair.last()?)))
}
