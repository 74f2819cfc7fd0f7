//! Exceptions, page by page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use roster::contact::Field;
use roster::exception::{Exception, Phase};
use serde::Serialize;
use storage::{TenantKey, contacts, exceptions};

use crate::Directory;
use crate::admin::{AdminError, tenants};

/// So many are on one page.
const ON_A_PAGE: u64 = 1_000;

/// An exception as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The exception.
    #[serde(flatten)]
    pub exception: Exception,
    /// The contact's e-mail address.
    pub email: Option<String>,
    /// Where it is in its time: `ahead`, `holding` or `over`.
    pub state: &'static str,
    /// Whether somebody is to look at it again.
    pub due: bool,
}

/// A tenant's exceptions in the order in which they were made, or those that are due for review, the
/// longest due first.
pub struct ExceptionPages<'a> {
    directory: &'a Directory,
    tenant: TenantKey,
    due_only: bool,
    after: String,
    is_done: bool,
}

impl<'a> ExceptionPages<'a> {
    /// From the first exception on.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(
        directory: &'a Directory,
        tenant_slug: &str,
        due_only: bool,
    ) -> Result<Self, AdminError> {
        Ok(Self {
            directory,
            tenant: tenants::show(directory, tenant_slug).await?.key,
            due_only,
            after: String::new(),
            is_done: false,
        })
    }

    /// The next page; none behind the last exception.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Listed>>, AdminError> {
        if self.is_done {
            return Ok(None);
        }
        let (reader, now) = (self.directory.database().reader(), self.directory.now());
        let page = if self.due_only {
            exceptions::due(reader, self.tenant, now).await?
        } else {
            exceptions::page(reader, self.tenant, &self.after, ON_A_PAGE).await?
        };
        let Some(last) = page.last() else {
            self.is_done = true;
            return Ok(None);
        };
        self.after.clone_from(&last.id);
        self.is_done = self.due_only;
        Ok(Some(self.listed(page, now).await?))
    }

    async fn listed(
        &self,
        page: Vec<Exception>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Listed>, AdminError> {
        let mut ids: Vec<String> = page.iter().map(|it| it.contact_id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let reader = self.directory.database().reader();
        let contacts = contacts::of_ids(reader, self.tenant, &ids).await?;
        let email = |state: &roster::ContactState| state.get(&Field::Email).map(str::to_owned);
        let emails = contacts
            .iter()
            .map(|it| (it.state.id.clone(), email(&it.state)));
        let emails: HashMap<String, Option<String>> = emails.collect();
        let listed = page.into_iter().map(|exception| Listed {
            email: emails.get(&exception.contact_id).cloned().flatten(),
            state: match exception.phase_at(now) {
                Phase::Ahead => "ahead",
                Phase::Holding => "holding",
                Phase::Over => "over",
            },
            due: exception.is_due_at(now),
            exception,
        });
        Ok(listed.collect())
    }
}
