//! Training groups by what they are called.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::{Connection, StorageError, TenantKey, batch};

/// A training group, as contacts show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its slug.
    pub slug: String,
    /// Its name as the directory has it.
    pub display_name: String,
}

/// The training groups of SCIM groups, by the ids of these.
pub async fn named(
    conn: &Connection,
    tenant: TenantKey,
    group_ids: &[String],
) -> Result<HashMap<String, Named>, StorageError> {
    if group_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (backend, known) = (conn.backend(), [("tenant_key", tenant.into())]);
    let select = Query::select()
        .columns(["group_id", "id", "slug", "display_name"])
        .from("training_groups")
        .and_where(batch::is_one_of(backend, known, "group_id", group_ids))
        .take();
    let found = conn.look_up(tenant, group_ids.len(), &select, |row| {
        let named = Named {
            id: row.get("id")?,
            slug: row.get("slug")?,
            display_name: row.get("display_name")?,
        };
        Ok((row.get("group_id")?, named))
    });
    Ok(found.await?.into_iter().collect())
}

/// All training groups of a tenant, each with the provisioning client's id for its group.
pub async fn all_named(
    conn: &Connection,
    tenant: TenantKey,
) -> Result<Vec<(Named, Option<String>)>, StorageError> {
    let select = Query::select()
        .columns(["id", "slug", "display_name", "external_id"])
        .from("training_groups")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .take();
    let found = conn.scan(tenant, &select, |row| {
        let named = Named {
            id: row.get("id")?,
            slug: row.get("slug")?,
            display_name: row.get("display_name")?,
        };
        Ok((named, row.get("external_id")?))
    });
    found.await
}

/// Those of these training groups in which somebody is, directly.
pub async fn peopled(
    conn: &Connection,
    tenant: TenantKey,
    ids: &[String],
) -> Result<HashSet<String>, StorageError> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let known = [("tenant_key", tenant.into())];
    let member = Query::select()
        .expr(Expr::cust("1"))
        .from("memberships")
        .and_where(
            Expr::col(("memberships", "tenant_key"))
                .eq(Expr::col(("training_groups", "tenant_key"))),
        )
        .and_where(
            Expr::col(("memberships", "group_id")).eq(Expr::col(("training_groups", "group_id"))),
        )
        .take();
    let select = Query::select()
        .column("id")
        .from("training_groups")
        .and_where(batch::is_one_of(conn.backend(), known, "id", ids))
        .and_where(Expr::exists(member))
        .take();
    let found = conn.look_up(tenant, ids.len(), &select, |row| row.get("id"));
    Ok(found.await?.into_iter().collect())
}

/// The ids of a tenant's training groups for which the provisioning client has that id. No index
/// serves it: it is asked for when a rule has lost its group.
pub async fn with_external_id(
    conn: &Connection,
    tenant: TenantKey,
    external_id: &str,
) -> Result<Vec<String>, StorageError> {
    let select = Query::select()
        .column("id")
        .from("training_groups")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("external_id").eq(external_id))
        .take();
    conn.scan(tenant, &select, |row| row.get("id")).await
}
