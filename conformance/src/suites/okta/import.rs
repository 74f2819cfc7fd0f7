//! Reading a whole directory, page by page.

use super::wire::{REFERENCE, get, given_user, test};
use crate::check::{Answer, List, Session, Severity, Stop, Test, Verdict};

/// Users on a page: small, so that three users make two pages.
const COUNT: usize = 2;

pub(super) fn tests() -> Vec<Test> {
    vec![
        test("import.pages", "Pages of users follow each other without a gap or a repetition", REFERENCE)
            .why("Okta imports by asking for startIndex plus count until it has totalResults; whoever falls between two pages is never imported.")
            .fix("Order lists by something that doesn't change, such as the id, whatever the page.")
            .alone()
            .run(pages),
        test("import.same-order", "The same page asked for twice holds the same users in the same order", REFERENCE)
            .why("An import over an order that changes loses users.")
            .fix("Order lists by something that doesn't change, such as the id.")
            .alone()
            .run(same_order),
        test("import.beyond-the-end", "A page behind the last is an empty ListResponse", REFERENCE)
            .severity(Severity::Should)
            .why("Okta asks once more when the total is a multiple of its page size.")
            .fix("Answer 200 without resources, and the same totalResults.")
            .run(beyond_the_end),
    ]
}

async fn pages(session: Session) -> Verdict {
    given_three(&session).await?;
    let (_, first) = page(&session, 1).await?;
    let (answer, second) = page(&session, 1 + COUNT).await?;
    if first.total != second.total {
        return Err(answer.fail(
            format!("totalResults {:?}, as on the first page", first.total),
            format!("{:?}", second.total),
        ));
    }
    let repeated = second.ids().into_iter().find(|id| first.ids().contains(id));
    if let Some(id) = repeated {
        return Err(answer.fail("other users than on the first page", id.to_owned()));
    }
    Ok(())
}

async fn same_order(session: Session) -> Verdict {
    given_three(&session).await?;
    let (_, first) = page(&session, 1).await?;
    let (answer, again) = page(&session, 1).await?;
    if first.ids() != again.ids() {
        return Err(answer.fail(format!("{:?}", first.ids()), format!("{:?}", again.ids())));
    }
    Ok(())
}

async fn beyond_the_end(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let path = format!("{}?startIndex=100000000&count=100", users.endpoint);
    let answer = get(&session, &path).await?;
    let list = answer.list()?;
    if !list.resources.is_empty() {
        let found = format!("{} resources", list.resources.len());
        return Err(answer.fail("no resources", found));
    }
    Ok(())
}

async fn given_three(session: &Session) -> Verdict {
    for _ in 0..3 {
        given_user(session).await?;
    }
    Ok(())
}

/// A full page of users from that index on.
async fn page(session: &Session, start: usize) -> Result<(Answer, List), Stop> {
    let users = session.resource_type("User")?;
    let path = format!("{}?startIndex={start}&count={COUNT}", users.endpoint);
    let answer = get(session, &path).await?;
    let list = answer.list()?;
    answer.expect_value("/startIndex", &start.into())?;
    let total = usize::try_from(list.total.unwrap_or_default()).unwrap_or(usize::MAX);
    let expected = COUNT.min(total.saturating_sub(start - 1));
    if list.resources.len() != expected {
        let found = format!("{} resources", list.resources.len());
        return Err(answer.fail(format!("{expected} resources"), found));
    }
    Ok((answer, list))
}
