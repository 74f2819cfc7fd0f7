//! Paging by cursor (RFC 9865).

use scim::ResourceType;
use serde_json::json;

use super::common::typed;
use super::index::at_most;
use super::own::Own;
use super::search::search_request;
use crate::check::{Answer, List, Session, Severity, Test, Verdict};
use crate::http::{Response, query};
use crate::target::{Need, Target};

/// How many resources walks are over, and how many of them a page holds.
const RESOURCES: usize = 5;
const PAGE: usize = 2;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let all = target.types.iter().flat_map(for_type);
    all.map(|test| test.needs(Need::Cursor).needs(Need::Filter))
        .collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    vec![
        typed(kind, "cursor", "walk", "A walk from an empty cursor along nextCursor meets each resource once and ends", "RFC 9865 §2", |session, kind| walk(session, kind, false))
            .why("An import by cursor misses people, counts some twice, or never ends.")
            .fix("Give nextCursor on every page but the last, and begin the next page behind the last resource of this one."),
        typed(kind, "cursor", "search-walk", "A walk by cursor works through POST .search as well", "RFC 9865 §3", |session, kind| walk(session, kind, true))
            .why("Clients that keep filters out of URLs cannot page.")
            .fix("Read cursor and count from the body of a SearchRequest as from the query."),
        typed(kind, "cursor", "first-page", "The first page has no previousCursor", "RFC 9865 §2, table 2", first_page)
            .why("A client that walks backwards leaves the list at its beginning.")
            .fix("Leave previousCursor out of the first page."),
        typed(kind, "cursor", "characters", "A cursor consists of unreserved URL characters", "RFC 9865 §2, table 1", characters)
            .severity(Severity::Advice)
            .why("Clients put cursors into URLs as they are; others are changed on the way.")
            .fix("Use letters, digits, hyphen, full stop, underscore and tilde only, such as Base64url without padding."),
        typed(kind, "cursor", "invalid", "A cursor that the server never gave is refused with 400 invalidCursor", "RFC 9865 §2.1", invalid)
            .severity(Severity::Should)
            .why("A client that lost its place gets a wrong page, and takes it for the right one.")
            .fix("Check cursors, and answer 400 with scimType invalidCursor to those that cannot be read."),
        typed(kind, "cursor", "other-query", "A cursor of one query is refused in another", "RFC 9865 §2", other_query)
            .severity(Severity::Advice)
            .why("The page that comes belongs to neither query.")
            .fix("Keep the query in the cursor, or beside it, and answer 400 with invalidCursor if another comes."),
        typed(kind, "cursor", "count-zero", "count=0 gives no resources, and a negative count none either", "RFC 9865 §2, table 1", count_zero)
            .why("Clients that only count matches get a page they did not ask for.")
            .fix("Raise a negative count to 0, and answer 0 without resources."),
        typed(kind, "cursor", "page-size", "Pages keep to the announced defaultPageSize and maxPageSize", "RFC 9865 §4", page_size)
            .why("Clients that set their buffers and time limits by the announcement fail on larger pages.")
            .fix("Cut pages to the announced sizes, or announce others."),
        typed(kind, "cursor", "with-start-index", "startIndex beside cursor is answered, or refused as the client's mistake", "RFC 9865 §2.4", with_start_index)
            .severity(Severity::Advice)
            .why("A 5xx makes clients try again what can never work.")
            .fix("Answer 400, or let one of the two count."),
    ]
}

/// A page of the test's own resources, from that cursor on.
async fn page(
    session: &Session,
    own: &Own,
    cursor: &str,
    count: &str,
    post: bool,
) -> Result<(Answer, List), crate::check::Stop> {
    if !post {
        return own
            .list(session, &[("cursor", cursor), ("count", count)])
            .await;
    }
    let number: i64 = count.parse().unwrap_or_default();
    let body =
        search_request(json!({"filter": own.restriction, "cursor": cursor, "count": number}));
    let path = format!("{}/.search", own.kind.endpoint);
    let answer = session.post(&path, &body).await?;
    let list = answer.list()?;
    Ok((answer, list))
}

async fn walk(session: Session, kind: ResourceType, post: bool) -> Verdict {
    let own = Own::make_minimal(&session, &kind, RESOURCES).await?;
    let mut met: Vec<String> = Vec::new();
    let mut cursor = String::new();
    // A server may give fewer than asked for, also none; but it has to come to an end.
    for _ in 0..=RESOURCES * 2 {
        let (answer, list) = page(&session, &own, &cursor, &PAGE.to_string(), post).await?;
        at_most(&answer, &list, PAGE)?;
        if list.total.is_some_and(|total| total != RESOURCES as u64) {
            answer.expect_value("/totalResults", &RESOURCES.into())?;
        }
        let ids = list.ids();
        if ids.iter().any(|id| met.iter().any(|met| met == id)) {
            return Err(answer.fail("resources that were on no page before", own.names(&ids)));
        }
        met.extend(ids.iter().map(|&id| id.to_owned()));
        match list.next_cursor {
            Some(next) => cursor = next,
            None if met.len() == RESOURCES => return Ok(()),
            None => {
                let met: Vec<&str> = met.iter().map(String::as_str).collect();
                let missing = own.ids().into_iter().filter(|id| !met.contains(id));
                let missing: Vec<&str> = missing.collect();
                let expected = format!(
                    "nextCursor, since {} are still to come",
                    own.names(&missing)
                );
                return Err(answer.fail(expected, "a page without nextCursor"));
            }
        }
        if met.len() == RESOURCES {
            return last_page(&session, &own, &cursor, post).await;
        }
    }
    let (answer, _) = page(&session, &own, &cursor, &PAGE.to_string(), post).await?;
    Err(answer.fail(
        "the walk to come to all resources",
        format!("only {} after many pages", met.len()),
    ))
}

/// All was met, and there is a cursor nevertheless: only an empty page may be behind it.
async fn last_page(session: &Session, own: &Own, cursor: &str, post: bool) -> Verdict {
    let (answer, list) = page(session, own, cursor, &PAGE.to_string(), post).await?;
    if list.resources.is_empty() && list.next_cursor.is_none() {
        session
            .note("the last resource's page has a nextCursor, behind which there is an empty page");
        return Ok(());
    }
    Err(answer.fail(
        "the end of the walk, since all resources were met",
        own.names(&list.ids()),
    ))
}

async fn first_page(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (answer, _) = page(&session, &own, "", "1", false).await?;
    answer.expect_nothing("/previousCursor")?;
    Ok(())
}

async fn characters(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (answer, list) = page(&session, &own, "", "1", false).await?;
    let cursor = list.next_cursor.unwrap_or_default();
    let unreserved = |it: char| it.is_ascii_alphanumeric() || "-._~".contains(it);
    if !cursor.is_empty() && cursor.chars().all(unreserved) {
        return Ok(());
    }
    Err(answer.fail(
        "nextCursor of letters, digits, -, ., _ and ~",
        format!("{cursor:?}"),
    ))
}

async fn invalid(session: Session, kind: ResourceType) -> Verdict {
    let path = query(
        &kind.endpoint,
        &[("cursor", "no-such-cursor-was-given"), ("count", "1")],
    );
    session
        .get(&path)
        .await?
        .expect_scim_type(400, "invalidCursor")?;
    Ok(())
}

async fn other_query(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (_, list) = page(&session, &own, "", "1", false).await?;
    let cursor = list.next_cursor.unwrap_or_default();
    let other = own.among("id pr");
    let parameters = [
        ("filter", other.as_str()),
        ("cursor", &cursor),
        ("count", "1"),
    ];
    let answer = session.get(&query(&kind.endpoint, &parameters)).await?;
    answer.expect_error(&[400])?;
    Ok(())
}

async fn count_zero(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (answer, list) = page(&session, &own, "", "0", false).await?;
    at_most(&answer, &list, 0)?;
    let parameters = [
        ("filter", own.restriction.as_str()),
        ("cursor", ""),
        ("count", "-1"),
    ];
    let answer = session.get(&query(&kind.endpoint, &parameters)).await?;
    if answer.status() == 400 {
        // Table 3 calls such a count invalid, though table 1 has it read as 0.
        answer.expect_scim_type(400, "invalidCount")?;
        return Ok(());
    }
    at_most(&answer, &answer.list()?, 0)
}

async fn page_size(session: Session, kind: ResourceType) -> Verdict {
    let config = session.target().config.as_ref().and_then(Response::json);
    let size = |name: &str| {
        let size = config.as_ref()?.get("pagination")?.get(name)?.as_u64();
        size.and_then(|size| usize::try_from(size).ok())
    };
    if let Some(size) = size("defaultPageSize") {
        let answer = session
            .get(&query(&kind.endpoint, &[("cursor", "")]))
            .await?;
        at_most(&answer, &answer.list()?, size)?;
    }
    if let Some(size) = size("maxPageSize") {
        let count = (size + 1).to_string();
        let answer = session
            .get(&query(&kind.endpoint, &[("cursor", ""), ("count", &count)]))
            .await?;
        if answer.status() == 400 {
            answer.expect_scim_type(400, "invalidCount")?;
            return Ok(());
        }
        at_most(&answer, &answer.list()?, size)?;
    }
    Ok(())
}

async fn with_start_index(session: Session, kind: ResourceType) -> Verdict {
    let path = query(
        &kind.endpoint,
        &[("cursor", ""), ("startIndex", "1"), ("count", "1")],
    );
    let answer = session.get(&path).await?;
    match answer.status() {
        200 => answer.list().map(|_| ()),
        _ => answer.expect_error(&[400]).map(|_| ()),
    }
}
