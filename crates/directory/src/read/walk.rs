//! Going through a search from cursor to cursor (RFC 9865).

use scim::ScimError;
use scim::message::{CursorPage, ListParameters};
use storage::resources::{self, Found, Position, Seek, Toward};

use super::cursor::{Cursor, Purpose};
use super::search::Search;
use crate::fault::Fault;
use crate::{Caller, Directory};

/// Up to how many results a page tells the total. Beyond, it would cost more than the page itself.
const COUNTED: u64 = 10_000;

/// A page that is asked for.
struct Wanted<'a> {
    purpose: Purpose<'a>,
    count: u64,
    toward: Toward,
    from: Option<Position>,
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
    ) -> Result<CursorPage, Fault> {
        let purpose = Purpose {
            tenant: caller.tenant,
            resource_type,
            parameters,
        };
        let wanted = self.wanted(purpose, cursor).await?;
        let selections = search.selections();
        let asked = resources::Search {
            among: &selections,
            descending: search.descending,
        };
        if wanted.count == 0 {
            let conn = self.database().reader();
            let total = resources::count(conn, caller.tenant, &asked, None).await?;
            return Ok(CursorPage {
                total: Some(total),
                ..CursorPage::default()
            });
        }
        let mut page = self.turn(&wanted, &asked, search).await?;
        if page.total.is_none() {
            page.total = self.affordable_total(&asked, caller).await?;
        }
        Ok(page)
    }

    async fn wanted<'a>(&self, purpose: Purpose<'a>, cursor: &str) -> Result<Wanted<'a>, Fault> {
        let count = self.page_size(purpose.parameters)?;
        if cursor.is_empty() {
            return Ok(Wanted {
                purpose,
                count,
                toward: Toward::End,
                from: None,
            });
        }
        let signer = self.signer().await?;
        let cursor = signer.open(cursor, purpose);
        let cursor = cursor.ok_or_else(ScimError::invalid_cursor)?;
        self.check_age(&cursor)?;
        if cursor.count != count {
            return Err(ScimError::invalid_count(format!(
                "The walk was begun with a count of {}; it has to stay the same on every page.",
                cursor.count
            ))
            .into());
        }
        Ok(Wanted {
            purpose,
            count,
            toward: cursor.toward,
            from: cursor.from,
        })
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

    fn check_age(&self, cursor: &Cursor) -> Result<(), ScimError> {
        let timeout = self.settings().cursor_timeout;
        let age = self
            .now()
            .timestamp_millis()
            .saturating_sub(cursor.given_at);
        if i128::from(age) <= i128::try_from(timeout.as_millis()).unwrap_or(i128::MAX) {
            return Ok(());
        }
        Err(ScimError::expired_cursor(format!(
            "The cursor was given more than {} seconds ago. Begin again with an empty cursor.",
            timeout.as_secs()
        )))
    }

    /// Reads the page, and one resource more, which shows whether there is another page.
    async fn turn(
        &self,
        wanted: &Wanted<'_>,
        asked: &resources::Search<'_>,
        search: &Search<'_>,
    ) -> Result<CursorPage, Fault> {
        let tenant = wanted.purpose.tenant;
        let seek = Seek {
            from: wanted.from.as_ref(),
            toward: wanted.toward,
            limit: wanted.count + 1,
        };
        let mut found = resources::seek(self.database().reader(), tenant, asked, &seek).await?;
        let goes_on = found.len() as u64 > wanted.count;
        if goes_on {
            match wanted.toward {
                Toward::End => found.pop().map(drop).unwrap_or_default(),
                Toward::Beginning => drop(found.remove(0)),
            }
        }
        let (previous, next) = self.neighbours(wanted, &found, goes_on).await?;
        let is_all = wanted.from.is_none() && !goes_on;
        Ok(CursorPage {
            total: is_all.then_some(found.len() as u64),
            previous,
            next,
            resources: search.render(self, tenant, found).await?,
        })
    }

    /// The cursors of the pages before and after.
    async fn neighbours(
        &self,
        wanted: &Wanted<'_>,
        found: &[Found],
        goes_on: bool,
    ) -> Result<(Option<String>, Option<String>), Fault> {
        let (first, last) = (found.first().map(position), found.last().map(position));
        let (before, after) = match wanted.toward {
            Toward::End => (
                first.filter(|_| wanted.from.is_some()),
                goes_on.then_some(last),
            ),
            // Where there is nothing before any more, the next page is the first.
            Toward::Beginning => (first.filter(|_| goes_on), Some(last)),
        };
        if before.is_none() && after.is_none() {
            return Ok((None, None));
        }
        let signer = self.signer().await?;
        let given_at = self.now().timestamp_millis();
        let seal = |toward, from| {
            let cursor = Cursor {
                given_at,
                count: wanted.count,
                toward,
                from,
            };
            signer.seal(&cursor, wanted.purpose)
        };
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
        id: found.stored.id.clone(),
    }
}
