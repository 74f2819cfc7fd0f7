//! Contacts as they are read: with the manager's contact and the groups, which are not theirs to
//! store.

use std::collections::HashMap;

use roster::{Contact, ExternalState, Source};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use serde_json::Value;

use crate::database::Row;
use crate::time::{from_millis, from_optional};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey};

/// What a query has to select for [`read`].
pub(super) const COLUMNS: [&str; 20] = [
    "id",
    "email",
    "first_name",
    "last_name",
    "display_name",
    "title",
    "department",
    "location",
    "telephone",
    "language",
    "employee_number",
    "external_id",
    "external_state",
    "source",
    "in_scope",
    "groups_at_leave",
    "synced_at",
    "created_at",
    "updated_at",
    "disabled_at",
];

/// The contacts that a query selects.
pub(super) async fn read(
    conn: &Connection,
    tenant: TenantKey,
    select: &SelectStatement,
) -> Result<Vec<Contact>, StorageError> {
    let mut contacts = conn.scan(select, contact).await?;
    let only = match contacts.as_slice() {
        [] => return Ok(contacts),
        [contact] => Some(contact.id.clone()),
        _ => None,
    };
    let managers = pairs(conn, managers(tenant), only.as_deref()).await?;
    let groups = pairs(conn, groups(tenant), only.as_deref()).await?;
    for contact in &mut contacts {
        complete(contact, &managers, &groups);
    }
    Ok(contacts)
}

/// What belongs to each contact, by its id.
type Related = HashMap<String, Vec<String>>;

/// Runs a query for pairs of a contact's id and something of it, for one contact or all.
async fn pairs(
    conn: &Connection,
    mut select: SelectStatement,
    only: Option<&str>,
) -> Result<Related, StorageError> {
    if let Some(id) = only {
        select.and_where(Expr::col(("contacts", "id")).eq(id));
    }
    let mut related = Related::new();
    let pairs = conn.scan(&select, |row| {
        Ok((row.get("contact")?, row.get("related")?))
    });
    for (contact, other) in pairs.await? {
        related.entry(contact).or_default().push(other);
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

/// Adds what other rows say: of the manager, and of the groups of those who have not left.
fn complete(contact: &mut Contact, managers: &Related, groups: &Related) {
    contact.manager_id = managers
        .get(&contact.id)
        .and_then(|ids| ids.first().cloned());
    if contact.external_state == ExternalState::Active {
        contact.groups = groups.get(&contact.id).cloned().unwrap_or_default();
        contact.groups.sort_unstable();
    }
}

/// A contact as its row has it; its groups are those of the day it left.
fn contact(row: &Row<'_>) -> Result<Contact, StorageError> {
    let (state, source): (String, String) = (row.get("external_state")?, row.get("source")?);
    let groups: Option<Value> = row.get("groups_at_leave")?;
    let mut groups = texts(groups.as_ref());
    groups.sort_unstable();
    Ok(Contact {
        id: row.get("id")?,
        email: row.get("email")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        display_name: row.get("display_name")?,
        title: row.get("title")?,
        department: row.get("department")?,
        location: row.get("location")?,
        telephone: row.get("telephone")?,
        language: row.get("language")?,
        employee_number: row.get("employee_number")?,
        manager_id: None,
        external_id: row.get("external_id")?,
        external_state: word(ExternalState::parse(&state), &state)?,
        source: word(Source::parse(&source), &source)?,
        in_scope: row.get("in_scope")?,
        groups,
        synced_at: from_optional(row.get("synced_at")?)?,
        created_at: from_millis(row.get("created_at")?)?,
        updated_at: from_millis(row.get("updated_at")?)?,
        disabled_at: from_optional(row.get("disabled_at")?)?,
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
