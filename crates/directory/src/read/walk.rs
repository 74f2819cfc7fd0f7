//! Going through a search from cursor to cursor (RFC 9865).

use scim::ScimError;
use scim::cursor::{Cursor, Position, Purpose, Toward};
use scim::message::ListParameters;
use storage::TenantKey;
use storage::resources::{self, Found, Seek};

use super::page::Page;
use super::search::Search;
use crate::fault::Fault;
use crate::{Answer, Caller, Directory};

/// Up to how many results a page tells the total. Beyond, it would cost more than the page itself.
const COUNTED: u64 = 10_000;

/// A page that is asked for.
struct Wanted<'a> {
    tenant: TenantKey,
    purpose: Purpose<'a>,
    cursor: Cursor,
}

impl Directory {
    /// The page that `cursor` leads to, the first if it is empty.
    pub(super) async fn walk(
        &self,
        caller: &Caller,
        resource_type: &str,
        parameters: &ListParameters,
        search: &Search<'_>,
        cursor: &str,
    ) -> Result<Answer, Fault> {
        let owner = i64::from(caller.tenant).to_be_bytes();
        let purpose = Purpose {
            owner: &owner,
            endpoint: resource_type,
            parameters,
            count: self.page_size(parameters)?,
        };
        let wanted = Wanted {
            tenant: caller.tenant,
            purpose,
            cursor: self.opened(cursor, purpose).await?,
        };
        let selections = search.selections();
        let asked = resources::Search {
            among: &selections,
            descending: search.descending,
        };
        if purpose.count == 0 {
            let conn = self.database().reader();
            let total = resources::count(conn, caller.tenant, &asked, None).await?;
            let page = Page {
                total: Some(total),
                ..Page::default()
            };
            return search.answer(self, caller.tenant, page, Vec::new()).await;
        }
        let (mut page, found) = self.turn(&wanted, &asked).await?;
        if page.total.is_none() {
            page.total = self.affordable_total(&asked, caller).await?;
        }
        search.answer(self, caller.tenant, page, found).await
    }

    async fn opened(&self, cursor: &str, purpose: Purpose<'_>) -> Result<Cursor, Fault> {
        if cursor.is_empty() {
            return Ok(Cursor {
                toward: Toward::End,
                from: None,
            });
        }
        let lifetime = self.settings().cursor_timeout;
        let signer = self.signer().await?;
        Ok(signer.open(cursor, purpose, self.now(), lifetime)?)
    }

    fn page_size(&self, parameters: &ListParameters) -> Result<u64, ScimError> {
        let settings = self.settings();
        if parameters.start_index > 1 {
            return Err(ScimError::invalid_value(
                "startIndex and cursor are given, and only one of them can say where to go on.",
            ));
        }
        match parameters.count {
            Some(count) if count > settings.max_results => Err(ScimError::invalid_count(format!(
                "The count {count} is more than the {} that one answer carries at most.",
                settings.max_results
            ))),
            Some(count) => Ok(count),
            None => Ok(settings.default_results.min(settings.max_results)),
        }
    }

    /// Reads the page, and one resource more, which shows whether there is another page.
    async fn turn(
        &self,
        wanted: &Wanted<'_>,
        asked: &resources::Search<'_>,
    ) -> Result<(Page, Vec<Found>), Fault> {
        let Cursor { toward, from } = &wanted.cursor;
        let seek = Seek {
            from: from.as_ref(),
            toward: *toward,
            limit: wanted.purpose.count + 1,
        };
        let conn = self.database().reader();
        let mut found = resources::seek(conn, wanted.tenant, asked, &seek).await?;
        let goes_on = found.len() as u64 > wanted.purpose.count;
        if goes_on {
            match toward {
                Toward::End => found.pop().map(drop).unwrap_or_default(),
                Toward::Beginning => drop(found.remove(0)),
            }
        }
        let (previous, next) = self.neighbours(wanted, &found, goes_on).await?;
        let is_all = from.is_none() && !goes_on;
        let page = Page {
            total: is_all.then_some(found.len() as u64),
            previous,
            next,
            ..Page::default()
        };
        Ok((page, found))
    }

    /// The cursors of the pages before and after.
    async fn neighbours(
        &self,
        wanted: &Wanted<'_>,
        found: &[Found],
        goes_on: bool,
    ) -> Result<(Option<String>, Option<String>), Fault> {
        let (first, last) = (found.first().map(position), found.last().map(position));
        let (before, after) = match wanted.cursor.toward {
            Toward::End => (
                first.filter(|_| wanted.cursor.from.is_some()),
                goes_on.then_some(last),
            ),
            // Where there is nothing before any more, the next page is the first.
            Toward::Beginning => (first.filter(|_| goes_on), Some(last)),
        };
        if before.is_none() && after.is_none() {
            return Ok((None, None));
        }
        let (signer, now) = (self.signer().await?, self.now());
        let seal = |toward, from| signer.seal(&Cursor { toward, from }, wanted.purpose, now);
        let before = before.map(|from| seal(Toward::Beginning, Some(from)));
        Ok((before, after.map(|from| seal(Toward::End, from))))
    }

    async fn affordable_total(
        &self,
        asked: &resources::Search<'_>,
        caller: &Caller,
    ) -> Result<Option<u64>, Fault> {
        let conn = self.database().reader();
        let total = resources::count(conn, caller.tenant, asked, Some(COUNTED + 1)).await?;
        Ok((total <= COUNTED).then_some(total))
    }
}

fn position(found: &Found) -> Position {
    Position {
        key: found.key.clone(),
        id: found.unread.id.clone(),
    }
}
