//! Contacts as reports show them: with what is true of them because of others.

use roster::{Contact, ContactState, ExternalState, Source};
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement};

use super::related::Related;
use super::{StoredContact, row, whole};
use crate::{Connection, StorageError, TenantKey, key};

/// Which contacts to read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ContactQuery<'a> {
    /// Only those of this state.
    pub state: Option<ExternalState>,
    /// Only those of this source.
    pub source: Option<Source>,
    /// Only those whose ids come after this one.
    pub after: Option<&'a str>,
    /// How many at most.
    pub limit: u64,
}

/// Contacts of a tenant, by id.
pub async fn page(
    conn: &Connection,
    tenant: TenantKey,
    query: &ContactQuery<'_>,
) -> Result<Vec<Contact>, StorageError> {
    let mut select = whole(tenant);
    select.order_by("id", Order::Asc).limit(query.limit);
    if let Some(state) = query.state {
        select.and_where(Expr::col("external_state").eq(state.as_str()));
    }
    if let Some(source) = query.source {
        select.and_where(Expr::col("source").eq(source.as_str()));
    }
    if let Some(after) = query.after {
        select.and_where(Expr::col("id").gt(after));
    }
    let contacts = conn.scan(tenant, &select, row::stored).await?;
    shown(conn, tenant, contacts).await
}

/// The contact with that id, else the one with that e-mail address in any letter case. Of several
/// with one address an active one is preferred, then the latest.
pub async fn find(
    conn: &Connection,
    tenant: TenantKey,
    id_or_email: &str,
) -> Result<Option<Contact>, StorageError> {
    let by_id = whole(tenant)
        .and_where(Expr::col("id").eq(id_or_email))
        .take();
    let found = match conn.one(&by_id, row::stored).await? {
        Some(contact) => Some(contact),
        None => {
            conn.one(&by_email(tenant, id_or_email), row::stored)
                .await?
        }
    };
    let found = found.into_iter().collect();
    Ok(shown(conn, tenant, found).await?.into_iter().next())
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

async fn shown(
    conn: &Connection,
    tenant: TenantKey,
    contacts: Vec<StoredContact>,
) -> Result<Vec<Contact>, StorageError> {
    let contacts: Vec<ContactState> = contacts.into_iter().map(|it| it.state).collect();
    let related = Related::of(conn, tenant, &contacts).await?;
    let shown = contacts.iter();
    Ok(shown
        .map(|contact| contact.show(&related.around(contact)))
        .collect())
}
