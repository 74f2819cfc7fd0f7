//! Tenants: organisations whose directories are kept apart.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use crate::database::Row;
use crate::time::{from_millis, to_millis};
use crate::{Connection, StorageError, TenantKey, Transaction, statement};

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
pub async fn insert(conn: &Transaction, new: &NewTenant) -> Result<Tenant, StorageError> {
    let row = vec![
        ("id", new.id.as_str().into()),
        ("slug", new.slug.as_str().into()),
        ("name", new.name.as_str().into()),
        ("status", TenantStatus::Active.as_str().into()),
        ("created_at", to_millis(new.created_at).into()),
    ];
    let mut insert = statement::insert("tenants", row)?;
    let made = conn.one(
        &*insert.returning(Query::returning().columns(COLUMNS)),
        tenant,
    );
    made.await?
        .ok_or_else(|| StorageError::internal("a new tenant was not returned"))
}

/// The tenant with that slug.
pub async fn by_slug(conn: &Connection, slug: &str) -> Result<Option<Tenant>, StorageError> {
    let select = all().and_where(Expr::col("slug").eq(slug)).take();
    conn.one(&select, tenant).await
}

/// The tenant with that key; none if it was erased meanwhile.
pub async fn by_key(conn: &Connection, tenant: TenantKey) -> Result<Option<Tenant>, StorageError> {
    let select = all().and_where(Expr::col("key").eq(tenant)).take();
    conn.one(&select, self::tenant).await
}

/// Tenants by slug: those behind a slug, so many at most.
pub async fn page(conn: &Connection, after: &str, limit: u64) -> Result<Vec<Tenant>, StorageError> {
    let select = all()
        .and_where(Expr::col("slug").gt(after))
        .order_by("slug", Order::Asc)
        .limit(limit)
        .take();
    conn.scan(None, &select, tenant).await
}

/// Suspends or resumes a tenant.
pub async fn set_status(
    conn: &Transaction,
    tenant: TenantKey,
    status: TenantStatus,
) -> Result<(), StorageError> {
    let update = statement::update("tenants", vec![("status", status.as_str().into())])
        .and_where(Expr::col("key").eq(tenant))
        .take();
    conn.execute(&update).await?;
    Ok(())
}

/// Where a tenant's rows are, those that refer to others before these, and those that count others
/// behind these.
const TABLES: [&str; 22] = [
    "journal",
    "refused_logins",
    "administration_journal",
    "jobs",
    "training_groups",
    "tenant_labels",
    "policy_followers",
    "preview_parts",
    "previews",
    "brakes",
    "roster_settings",
    "exceptions",
    "contact_versions",
    "contacts",
    "ended_memberships",
    "memberships",
    "resource_emails",
    "resources",
    "schema_documents",
    "tokens",
    "figure_deltas",
    "kept_figures",
];

/// All tables that something is erased from with a tenant.
pub(crate) fn tables() -> Vec<&'static str> {
    let mut tables = TABLES.to_vec();
    tables.push("tenants");
    tables
}

/// Erases a tenant and all it holds. Its bytes stand in the database's files until
/// [`Database::overwrite_erased`].
///
/// [`Database::overwrite_erased`]: crate::Database::overwrite_erased
pub async fn delete(conn: &Transaction, tenant: TenantKey) -> Result<(), StorageError> {
    conn.mark_erasure().await?;
    for table in TABLES {
        erase(conn, table, "tenant_key", tenant).await?;
    }
    erase(conn, "tenants", "key", tenant).await
}

async fn erase(
    conn: &Transaction,
    table: &'static str,
    column: &'static str,
    tenant: TenantKey,
) -> Result<(), StorageError> {
    let delete = Query::delete()
        .from_table(table)
        .and_where(Expr::col(column).eq(tenant))
        .take();
    conn.scan(tenant, &delete, |_| Ok(())).await?;
    Ok(())
}

/// What [`tenant`] reads.
pub(crate) const COLUMNS: [&str; 6] = ["key", "id", "slug", "name", "status", "created_at"];

/// A query of tenants.
pub(crate) fn all() -> SelectStatement {
    Query::select().columns(COLUMNS).from("tenants").take()
}

pub(crate) fn tenant(row: &Row<'_>) -> Result<Tenant, StorageError> {
    let status: String = row.get("status")?;
    Ok(Tenant {
        key: TenantKey::new(row.get("key")?),
        id: row.get("id")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        status: TenantStatus::parse(&status),
        created_at: from_millis(row.get("created_at")?)?,
    })
}
