//! Contacts as reports show them: with what is true of them because of others.

use chrono::{DateTime, Utc};
use roster::scope::Status;
use roster::{Contact, ContactState, ExternalState, Source};
use scim::filter::Expr as Filter;
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement};

use super::related::Related;
use super::{StoredContact, matching, row, whole};
use crate::filter::{CONTACTS, Compiler};
use crate::time::to_millis;
use crate::{Connection, StorageError, TenantKey, key};

/// Which contacts to read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ContactQuery<'a> {
    /// Only those of this state.
    pub state: Option<ExternalState>,
    /// Only those of this source.
    pub source: Option<Source>,
    /// Only those of this status.
    pub status: Option<Status>,
    /// Only those that a filter selects, which was resolved against
    /// [`roster::contact::resource_type`].
    pub filter: Option<&'a Filter<'a>>,
    /// Only those that were made from then on.
    pub joined_since: Option<DateTime<Utc>>,
    /// Only those that are disabled since then or later.
    pub left_since: Option<DateTime<Utc>>,
    /// Only those whose ids come after this one.
    pub after: Option<&'a str>,
    /// How many at most.
    pub limit: u64,
    /// The present: what exceptions pin is shown as it is then.
    pub at: DateTime<Utc>,
}

/// Contacts of a tenant, by id.
pub async fn page(
    conn: &Connection,
    tenant: TenantKey,
    query: &ContactQuery<'_>,
) -> Result<Vec<Contact>, StorageError> {
    let mut select = whole(tenant);
    select.limit(query.limit);
    match query.filter {
        None => {
            select.order_by("id", Order::Asc);
        }
        Some(filter) => {
            select
                .and_where(Compiler::new(conn.backend(), CONTACTS, tenant).condition(filter))
                .order_by_expr(matching::order(conn, filter), Order::Asc);
        }
    }
    if let Some(since) = query.joined_since {
        select.and_where(Expr::col("created_at").gte(to_millis(since)));
    }
    if let Some(since) = query.left_since {
        select.and_where(Expr::col("disabled_at").gte(to_millis(since)));
    }
    if let Some(state) = query.state {
        select.and_where(Expr::col("external_state").eq(state.as_str()));
    }
    if let Some(status) = query.status {
        select.and_where(is_of(status));
    }
    if let Some(source) = query.source {
        select.and_where(Expr::col("source").eq(source.as_str()));
    }
    if let Some(after) = query.after {
        select.and_where(Expr::col("id").gt(after));
    }
    let contacts = conn.scan(tenant, &select, row::stored).await?;
    shown(conn, tenant, contacts, query.at).await
}

/// Whether a contact has a status. Where none was written, the directory's word alone makes it.
fn is_of(status: Status) -> Expr {
    let written = Expr::col("status").eq(status.as_str());
    let by_word = match status {
        Status::InScope => ExternalState::Active,
        Status::Left => ExternalState::Disabled,
        _ => return written,
    };
    let is_by_word = Expr::col("external_state").eq(by_word.as_str());
    written.or(Expr::col("status").is_null().and(is_by_word))
}

/// The contact with that id, else that of the SCIM user with that id, else the one with that e-mail
/// address in any letter case. Of several with one address an active one is preferred, then the latest.
/// What exceptions pin is shown as it is at that time.
pub async fn find(
    conn: &Connection,
    tenant: TenantKey,
    id_or_email: &str,
    at: DateTime<Utc>,
) -> Result<Option<Contact>, StorageError> {
    let found = find_stored(conn, tenant, id_or_email).await?;
    let found = found.into_iter().collect();
    Ok(shown(conn, tenant, found, at).await?.into_iter().next())
}

/// The same contact as it is stored.
pub async fn find_stored(
    conn: &Connection,
    tenant: TenantKey,
    id_or_email: &str,
) -> Result<Option<StoredContact>, StorageError> {
    let by = |column: &'static str| {
        whole(tenant)
            .and_where(Expr::col(column).eq(id_or_email))
            .take()
    };
    for select in [by("id"), by("user_id"), by_email(tenant, id_or_email)] {
        if let Some(found) = conn.one(&select, row::stored).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn by_email(tenant: TenantKey, email: &str) -> SelectStatement {
    whole(tenant)
        .and_where(Expr::col("email_key").eq(key::folded(email)))
        // "active" comes before "disabled".
        .order_by("external_state", Order::Asc)
        .order_by("updated_at", Order::Desc)
        .order_by("id", Order::Desc)
        .limit(1)
        .take()
}

/// These contacts as reports show them.
pub async fn shown(
    conn: &Connection,
    tenant: TenantKey,
    contacts: Vec<StoredContact>,
    at: DateTime<Utc>,
) -> Result<Vec<Contact>, StorageError> {
    let contacts: Vec<ContactState> = contacts.into_iter().map(|it| it.state).collect();
    let related = Related::of(conn, tenant, &contacts, at).await?;
    let shown = contacts.iter();
    Ok(shown
        .map(|contact| contact.show(&related.around(contact)))
        .collect())
}
