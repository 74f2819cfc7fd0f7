//! Contacts as they are read: with the manager's contact and the groups, which are not theirs to
//! store.

use std::collections::HashMap;

use roster::{Contact, ExternalState, Source};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;

use crate::entity::contacts::Model;
use crate::time::{from_millis, from_optional};
use crate::word::word;
use crate::{StorageError, TenantKey};

/// Makes contacts of their rows.
pub(super) async fn contacts_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    rows: Vec<Model>,
) -> Result<Vec<Contact>, StorageError> {
    let only = match rows.as_slice() {
        [] => return Ok(Vec::new()),
        [row] => Some(row.id.clone()),
        _ => None,
    };
    let managers = pairs(conn, managers(tenant), only.as_deref()).await?;
    let groups = pairs(conn, groups(tenant), only.as_deref()).await?;
    let contacts: Result<_, DbErr> = rows
        .into_iter()
        .map(|row| contact(row, &managers, &groups))
        .collect();
    Ok(contacts?)
}

/// What belongs to each contact, by its id.
type Related = HashMap<String, Vec<String>>;

/// Runs a query for pairs of a contact's id and something of it, for one contact or all.
async fn pairs<C: ConnectionTrait>(
    conn: &C,
    mut select: SelectStatement,
    only: Option<&str>,
) -> Result<Related, StorageError> {
    if let Some(id) = only {
        select.and_where(Expr::col(("contacts", "id")).eq(id));
    }
    let mut related = Related::new();
    for row in conn.query_all(&select).await? {
        related
            .entry(row.try_get_by("contact")?)
            .or_default()
            .push(row.try_get_by("related")?);
    }
    Ok(related)
}

fn of_contacts(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col(("contacts", "id")), "contact")
        .from("contacts")
        .and_where(Expr::col(("contacts", "tenant_key")).eq(tenant))
        .take()
}

fn managers(tenant: TenantKey) -> SelectStatement {
    let is_manager = same("manager", "contacts", "tenant_key", "tenant_key").and(same(
        "manager",
        "contacts",
        "user_id",
        "manager_value",
    ));
    of_contacts(tenant)
        .expr_as(Expr::col(("manager", "id")), "related")
        .join_as(JoinType::InnerJoin, "contacts", "manager", is_manager)
        .take()
}

fn groups(tenant: TenantKey) -> SelectStatement {
    let is_member = same("memberships", "contacts", "tenant_key", "tenant_key").and(same(
        "memberships",
        "contacts",
        "member_id",
        "user_id",
    ));
    let is_group = same("training_groups", "memberships", "tenant_key", "tenant_key").and(same(
        "training_groups",
        "memberships",
        "group_id",
        "group_id",
    ));
    of_contacts(tenant)
        .expr_as(Expr::col(("training_groups", "slug")), "related")
        .join(JoinType::InnerJoin, "memberships", is_member)
        .join(JoinType::InnerJoin, "training_groups", is_group)
        .take()
}

fn same(
    left: &'static str,
    right: &'static str,
    left_column: &'static str,
    right_column: &'static str,
) -> Expr {
    Expr::col((left, left_column)).eq(Expr::col((right, right_column)))
}

fn contact(row: Model, managers: &Related, groups: &Related) -> Result<Contact, DbErr> {
    let state = word(
        ExternalState::parse(&row.external_state),
        &row.external_state,
    )?;
    let mut groups = match state {
        ExternalState::Active => groups.get(&row.id).cloned().unwrap_or_default(),
        ExternalState::Disabled => texts(row.groups_at_leave.as_ref()),
    };
    groups.sort_unstable();
    Ok(Contact {
        manager_id: managers.get(&row.id).and_then(|ids| ids.first().cloned()),
        external_state: state,
        source: word(Source::parse(&row.source), &row.source)?,
        groups,
        synced_at: from_optional(row.synced_at)?,
        created_at: from_millis(row.created_at)?,
        updated_at: from_millis(row.updated_at)?,
        disabled_at: from_optional(row.disabled_at)?,
        id: row.id,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        display_name: row.display_name,
        title: row.title,
        department: row.department,
        location: row.location,
        telephone: row.telephone,
        language: row.language,
        employee_number: row.employee_number,
        external_id: row.external_id,
        in_scope: row.in_scope,
    })
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let elements = list.and_then(Value::as_array);
    elements
        .into_iter()
        .flatten()
        .filter_map(|element| element.as_str().map(str::to_owned))
        .collect()
}
