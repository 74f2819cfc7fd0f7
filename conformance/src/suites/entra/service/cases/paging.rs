//! Listing page by page.

use super::slice::{Setup, Slice, case};
use crate::check::{Answer, List, Severity, Stop, Test, Verdict};
use crate::suites::entra::service::directory::Person;
use crate::suites::entra::wire::filter;

/// As many rows Microsoft's clients ask for.
const COUNT: usize = 5;
/// The fewest users that make three pages.
const USERS: usize = 11;
/// The fewest groups that make two.
const GROUPS: usize = 6;

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    let walk = case(
        setup,
        "paging.walk",
        (USERS, 0),
        "Walking through eleven users five at a time meets each of them once",
        "account discovery",
        walk,
    )
    .why("Accounts that a walk misses look as if they did not exist.")
    .fix("Honour startIndex and count, and keep one order over all pages.");
    let users = case(
        setup,
        "paging.users",
        (USERS, 0),
        "The first two pages of all users are full and name their startIndex",
        "account discovery",
        |slice| async move {
            slice.given_people().await?;
            full_pages(&slice, "/Users", &[COUNT, COUNT]).await
        },
    )
    .why("Microsoft's validation fails a page whose startIndex is another than asked for.")
    .fix("Return as many resources as count asks for while there are any, and echo startIndex.");
    let groups = case(
        setup,
        "paging.groups",
        (0, GROUPS),
        "The first page of all groups is full, the second not empty, and both name their startIndex",
        "account discovery",
        |slice| async move {
            for unit in &slice.directory.groups {
                slice.given_group(unit).await?;
            }
            full_pages(&slice, "/Groups", &[COUNT, 1]).await
        },
    )
    .severity(Severity::Advice)
    .why("Microsoft's validation walks through groups as well, if it is asked to.")
    .fix("Return as many resources as count asks for while there are any, and echo startIndex.");
    vec![walk, users, groups]
}

async fn walk(slice: Slice) -> Verdict {
    let name = slice.session.unique("Paged");
    let mut made = Vec::new();
    for person in &slice.directory.people {
        let person = Person {
            display_name: name.clone(),
            ..person.clone()
        };
        made.push(slice.given_person(&person).await?);
    }
    let mut met: Vec<String> = Vec::new();
    while met.len() < made.len() {
        let start = met.len() + 1;
        let search = filter("displayName", &name);
        let path = format!("/Users?{search}&startIndex={start}&count={COUNT}");
        let answer = slice.session.get(&path).await?;
        let page = page(&answer, start, COUNT.min(made.len() - met.len()))?;
        if page.total != Some(made.len() as u64) {
            let found = page.total.map_or("none".to_owned(), |it| it.to_string());
            return Err(answer.fail(format!("totalResults {}", made.len()), found));
        }
        met.extend(page.ids().into_iter().map(str::to_owned));
    }
    made.sort_unstable();
    met.sort_unstable();
    if made == met {
        return Ok(());
    }
    Err(slice.complaint("each user once", "some users twice and others never"))
}

async fn full_pages(slice: &Slice, endpoint: &str, rows: &[usize]) -> Verdict {
    let mut start = 1;
    for rows in rows {
        let path = format!("{endpoint}?startIndex={start}&count={COUNT}");
        let answer = slice.session.get(&path).await?;
        let page = page(&answer, start, *rows)?;
        start += page.resources.len();
    }
    Ok(())
}

/// The page begins where it was asked to, with at least so many rows and at most `COUNT`.
fn page(answer: &Answer, start: usize, rows: usize) -> Result<List, Stop> {
    let list = answer.list()?;
    if list.start_index != Some(start as u64) {
        let found = list
            .start_index
            .map_or("none".to_owned(), |it| it.to_string());
        return Err(answer.fail(format!("startIndex {start}"), found));
    }
    let found = list.resources.len();
    if found < rows || found > COUNT {
        let expected = format!("between {rows} and {COUNT} resources");
        return Err(answer.fail(expected, format!("{found} of them")));
    }
    Ok(list)
}
