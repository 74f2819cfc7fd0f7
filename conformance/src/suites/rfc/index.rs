//! Paging by index (RFC 7644 §3.4.2.4).

use scim::ResourceType;

use super::common::typed;
use super::own::{Own, id};
use crate::check::{Answer, List, Session, Severity, Stop, Test, Verdict};
use crate::target::{Need, Target};

const SOURCE: &str = "RFC 7644 §3.4.2.4";

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let all = target.types.iter().flat_map(for_type);
    all.map(|test| test.needs(Need::Filter).needs(Need::Index))
        .collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    vec![
        typed(kind, "index", "walk", "A walk by startIndex and count meets each resource once", SOURCE, walk)
            .why("An import that pages through the list misses people, or counts some twice.")
            .fix("Keep one order of all results for the whole walk, such as by id, and cut pages of it by startIndex and count."),
        typed(kind, "index", "page", "A page says its place: startIndex as asked, itemsPerPage as returned, totalResults of all", "RFC 7644 §3.4.2, table 7", page)
            .why("Clients compute the next startIndex from these numbers; if they are wrong or missing, paging ends early or never.")
            .fix("Set startIndex to that of the request, itemsPerPage to the number of resources on this page, and totalResults to the number of all matches."),
        typed(kind, "index", "start-below-one", "A startIndex below 1 means 1", SOURCE, start_below_one)
            .why("Clients that count from 0 get an error or miss the first resource.")
            .fix("Raise startIndex to 1 when it is 0 or negative, rather than refusing it."),
        typed(kind, "index", "count-zero", "count=0 gives totalResults and no resources", SOURCE, |session, kind| empty_page(session, kind, "0"))
            .why("Clients count matches that way; if resources come, or an error, they cannot.")
            .fix("Answer count=0 with the real totalResults and without resources."),
        typed(kind, "index", "count-negative", "A negative count means 0", SOURCE, |session, kind| empty_page(session, kind, "-1"))
            .why("The client asked for nothing but gets a page, or an error.")
            .fix("Raise a negative count to 0, rather than refusing it."),
        typed(kind, "index", "count-above-all", "A count larger than the number of results is no error", SOURCE, count_above_all)
            .why("Clients ask for large pages to save requests; the server may give fewer, not refuse.")
            .fix("Cut count down to what the server is willing to return."),
        typed(kind, "index", "beyond-the-end", "A startIndex beyond the last result gives an empty page with the real totalResults", SOURCE, beyond_the_end)
            .severity(Severity::Advice)
            .why("A client that pages until nothing comes ends with an error instead.")
            .fix("Answer 200 without resources, and count totalResults as ever."),
        typed(kind, "index", "count-malformed", "A count that is no number is refused as the client's mistake", "RFC 7644 §3.12", malformed)
            .severity(Severity::Advice)
            .why("A 5xx makes clients try again and again what can never work.")
            .fix("Answer 400 with invalidValue, or ignore the parameter."),
    ]
}

async fn walk(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 7).await?;
    let mut met: Vec<String> = Vec::new();
    while met.len() < own.resources.len() {
        let start = (met.len() + 1).to_string();
        let (answer, list) = own
            .list(&session, &[("startIndex", &start), ("count", "3")])
            .await?;
        at_most(&answer, &list, 3)?;
        total(&answer, &list, own.resources.len())?;
        let ids = list.ids();
        let new = ids.iter().filter(|id| !met.iter().any(|met| met == *id));
        if ids.is_empty() || new.count() < ids.len() {
            let expected = format!("at startIndex {start} resources that were on no page before");
            return Err(answer.fail(expected, own.names(&ids)));
        }
        met.extend(ids.iter().map(|&id| id.to_owned()));
    }
    Ok(())
}

async fn page(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 3).await?;
    let (answer, list) = own
        .list(&session, &[("startIndex", "2"), ("count", "1")])
        .await?;
    at_most(&answer, &list, 1)?;
    total(&answer, &list, 3)?;
    answer.expect_value("/startIndex", &2.into())?;
    answer.expect_value("/itemsPerPage", &list.resources.len().into())?;
    Ok(())
}

async fn start_below_one(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (_, first) = own
        .list(&session, &[("startIndex", "1"), ("count", "1")])
        .await?;
    for start in ["0", "-3"] {
        let (answer, list) = own
            .list(&session, &[("startIndex", start), ("count", "1")])
            .await?;
        if list.ids() != first.ids() {
            let expected = format!("startIndex {start} to give {}", own.names(&first.ids()));
            return Err(answer.fail(expected, own.names(&list.ids())));
        }
        if list.start_index.is_some_and(|start| start != 1) {
            answer.expect_value("/startIndex", &1.into())?;
        }
    }
    Ok(())
}

async fn empty_page(session: Session, kind: ResourceType, count: &'static str) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (answer, list) = own.list(&session, &[("count", count)]).await?;
    at_most(&answer, &list, 0)?;
    total(&answer, &list, 2)
}

async fn count_above_all(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (answer, list) = own.list(&session, &[("count", "100000")]).await?;
    total(&answer, &list, 2)?;
    let mut ids: Vec<_> = list.resources.iter().filter_map(id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() == 2 {
        return Ok(());
    }
    Err(answer.fail(own.names(&own.ids()), own.names(&ids)))
}

async fn beyond_the_end(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (answer, list) = own
        .list(&session, &[("startIndex", "50"), ("count", "5")])
        .await?;
    at_most(&answer, &list, 0)?;
    total(&answer, &list, 2)
}

async fn malformed(session: Session, kind: ResourceType) -> Verdict {
    let answer = session
        .get(&format!("{}?count=many", kind.endpoint))
        .await?;
    if (200..500).contains(&answer.status()) {
        return Ok(());
    }
    Err(answer.fail(
        "HTTP 400, or the parameter ignored",
        answer.status_in_words(),
    ))
}

/// The page holds no more resources than that.
pub(super) fn at_most(answer: &Answer, list: &List, count: usize) -> Verdict {
    let found = list.resources.len();
    if found <= count {
        return Ok(());
    }
    Err(answer.fail(format!("at most {count} resources"), format!("{found}")))
}

/// `totalResults` is there and counts all matches.
pub(super) fn total(answer: &Answer, list: &List, count: usize) -> Result<(), Stop> {
    let found = list
        .total
        .map_or("none".to_owned(), |total| total.to_string());
    if found == count.to_string() {
        return Ok(());
    }
    Err(answer.fail(format!("totalResults {count}"), found))
}
