//! Walking through everybody, five at a time.

use std::collections::BTreeSet;

use scim::ResourceType;

use super::super::wire;
use super::test;
use crate::check::{Answer, List, Session, Severity, Stop, Test, Verdict};
use crate::target::Need;

/// How many a page holds.
const PAGE: u64 = 5;
/// How many there are at least.
const ENOUGH: usize = 11;
/// After so many pages of a large store the rest is taken on trust.
const MOST_PAGES: u64 = 200;
/// How often a walk is begun anew because others changed the store under it.
const WALKS: usize = 3;

pub(super) fn tests() -> Vec<Test> {
    let why = "Entra's account discovery misses people or lists them twice, and the app is refused for the gallery.";
    let fix = "Answer startIndex as it was asked for, always with as many resources as fit count, and keep one order from page to page.";
    // Nothing else of this run may come and go meanwhile: pages shift with each deletion.
    vec![
        test(
            "23.user-pagination",
            "Pages of five users together hold everybody once",
            "SCIM_User_Pagination_Test",
        )
        .why(why)
        .fix(fix)
        .alone()
        .run(|session| paginate(session, "User")),
        test(
            "24.group-pagination",
            "Pages of five groups together hold every group once",
            "SCIM_Group_Pagination_Test, optional",
        )
        .severity(Severity::Should)
        .why(why)
        .fix(fix)
        .needs(Need::Type("Group"))
        .alone()
        .run(|session| paginate(session, "Group")),
    ]
}

/// What a walk saw.
#[derive(Default)]
struct Walk {
    ids: Vec<String>,
    /// The totals that the pages named: several if the store changed meanwhile.
    totals: BTreeSet<u64>,
    /// The first page that held too little or too much.
    odd_page: Option<Stop>,
    last: Option<Answer>,
    /// Whether it came to the last page.
    whole: bool,
}

async fn paginate(session: Session, name: &str) -> Verdict {
    let kind = session.resource_type(name)?;
    let mut own = Vec::new();
    for _ in 0..ENOUGH {
        let body = wire::body(&session, &kind, &[]).await?;
        let answer = session.given(&kind, &body).await?;
        own.push(answer.expect_id()?.to_owned());
    }
    for _ in 0..WALKS {
        let walk = walk(&session, &kind).await?;
        let verdict = judge(&walk, &own);
        if verdict.is_ok() || walk.totals.len() == 1 {
            return verdict;
        }
    }
    session.note("others changed the store during every walk, so nobody can be said to be missing");
    Ok(())
}

async fn walk(session: &Session, kind: &ResourceType) -> Result<Walk, Stop> {
    let mut walk = Walk::default();
    for page in 0..MOST_PAGES {
        let start = page * PAGE + 1;
        let path = format!("{}?startIndex={start}&count={PAGE}", kind.endpoint);
        let answer = session.get(&path).await?;
        let list = answer.list()?;
        answer.expect_value("/startIndex", &start.into())?;
        let Some(total) = list.total else {
            return Err(answer.fail("totalResults", "none"));
        };
        walk.totals.insert(total);
        walk.odd_page = walk.odd_page.or_else(|| odd(&answer, &list, start, total));
        walk.ids.extend(list.ids().into_iter().map(str::to_owned));
        walk.last = Some(answer);
        if start + PAGE > total {
            walk.whole = true;
            break;
        }
    }
    Ok(walk)
}

/// The complaint that a page does not hold as many as there are.
fn odd(answer: &Answer, list: &List, start: u64, total: u64) -> Option<Stop> {
    let expected = PAGE.min((total + 1).saturating_sub(start));
    let found = u64::try_from(list.resources.len()).unwrap_or(u64::MAX);
    let complaint = format!("{expected} of {total} resources on this page");
    (found != expected).then(|| answer.fail(complaint, found.to_string()))
}

/// Every page is as full as it can be, nobody stands on two, and of the test's own nobody is missing.
fn judge(walk: &Walk, own: &[String]) -> Verdict {
    if let Some(odd_page) = &walk.odd_page {
        return Err(odd_page.clone());
    }
    let Some(last) = &walk.last else {
        return Ok(());
    };
    let distinct: BTreeSet<&String> = walk.ids.iter().collect();
    let twice = walk.ids.len() - distinct.len();
    if twice > 0 {
        return Err(last.fail("each id on one page", format!("{twice} ids on several")));
    }
    let missing = own.iter().filter(|id| !distinct.contains(id)).count();
    if walk.whole && missing > 0 {
        let found = format!("{missing} of the {ENOUGH} that were just made on no page");
        return Err(last.fail("everybody on some page", found));
    }
    Ok(())
}
