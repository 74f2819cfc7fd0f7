//! Tenants: organisations whose directories are kept apart.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, QueryOrder};

use crate::StorageError;
use crate::entity::{
    contacts, journal, memberships, resource_emails, resources, schema_documents, tenants, tokens,
    training_groups,
};
use crate::time::{from_millis, to_millis};

/// The key under which everything of one tenant is stored. It means nothing outside the database
/// and can only be had from a [`Tenant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TenantKey(i64);

impl From<TenantKey> for Value {
    fn from(key: TenantKey) -> Self {
        key.0.into()
    }
}

impl From<TenantKey> for i64 {
    fn from(key: TenantKey) -> Self {
        key.0
    }
}

/// Whether a tenant's tokens are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantStatus {
    /// They are.
    Active,
    /// They are refused; nothing of the tenant is lost.
    Suspended,
}

impl TenantStatus {
    /// The word that stands for it in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    /// Anything that is not `active` is refused.
    fn parse(word: &str) -> Self {
        match word {
            "active" => Self::Active,
            _ => Self::Suspended,
        }
    }
}

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// What its rows are stored under.
    pub key: TenantKey,
    /// Public id.
    pub id: String,
    /// Unique short name, as used on the command line.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// Whether its tokens are accepted.
    pub status: TenantStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A tenant to be made.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Public id.
    pub id: String,
    /// Unique short name.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// When it is made.
    pub created_at: DateTime<Utc>,
}

/// Makes a tenant, which is active.
///
/// # Errors
///
/// [`crate::UniqueKey::TenantSlug`] if the slug is taken.
pub async fn insert<C: ConnectionTrait>(conn: &C, new: &NewTenant) -> Result<Tenant, StorageError> {
    let row = tenants::ActiveModel {
        key: ActiveValue::NotSet,
        id: ActiveValue::Set(new.id.clone()),
        slug: ActiveValue::Set(new.slug.clone()),
        name: ActiveValue::Set(new.name.clone()),
        status: ActiveValue::Set(TenantStatus::Active.as_str().to_owned()),
        created_at: ActiveValue::Set(to_millis(new.created_at)),
    };
    tenant(row.insert(conn).await?)
}

/// The tenant with that slug.
pub async fn by_slug<C: ConnectionTrait>(
    conn: &C,
    slug: &str,
) -> Result<Option<Tenant>, StorageError> {
    let row = tenants::Entity::find()
        .filter(tenants::Column::Slug.eq(slug))
        .one(conn)
        .await?;
    row.map(tenant).transpose()
}

/// All tenants, by slug.
pub async fn list<C: ConnectionTrait>(conn: &C) -> Result<Vec<Tenant>, StorageError> {
    let rows = tenants::Entity::find()
        .order_by_asc(tenants::Column::Slug)
        .all(conn)
        .await?;
    rows.into_iter().map(tenant).collect()
}

/// Suspends or resumes a tenant.
pub async fn set_status<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    status: TenantStatus,
) -> Result<(), StorageError> {
    tenants::Entity::update_many()
        .col_expr(tenants::Column::Status, Expr::val(status.as_str()))
        .filter(tenants::Column::Key.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

/// Erases a tenant and all it holds. To be called in a transaction.
pub async fn delete<C: ConnectionTrait>(conn: &C, tenant: TenantKey) -> Result<(), StorageError> {
    erase::<journal::Entity, _>(conn, journal::Column::TenantKey, tenant).await?;
    erase::<training_groups::Entity, _>(conn, training_groups::Column::TenantKey, tenant).await?;
    erase::<contacts::Entity, _>(conn, contacts::Column::TenantKey, tenant).await?;
    erase::<memberships::Entity, _>(conn, memberships::Column::TenantKey, tenant).await?;
    erase::<resource_emails::Entity, _>(conn, resource_emails::Column::TenantKey, tenant).await?;
    erase::<resources::Entity, _>(conn, resources::Column::TenantKey, tenant).await?;
    erase::<schema_documents::Entity, _>(conn, schema_documents::Column::TenantKey, tenant).await?;
    erase::<tokens::Entity, _>(conn, tokens::Column::TenantKey, tenant).await?;
    erase::<tenants::Entity, _>(conn, tenants::Column::Key, tenant).await
}

async fn erase<E: EntityTrait, C: ConnectionTrait>(
    conn: &C,
    column: E::Column,
    tenant: TenantKey,
) -> Result<(), StorageError> {
    E::delete_many()
        .filter(column.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

pub(crate) fn tenant(row: tenants::Model) -> Result<Tenant, StorageError> {
    Ok(Tenant {
        key: TenantKey(row.key),
        status: TenantStatus::parse(&row.status),
        created_at: from_millis(row.created_at)?,
        id: row.id,
        slug: row.slug,
        name: row.name,
    })
}
