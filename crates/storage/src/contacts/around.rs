//! What others make true of contacts, as far as somebody's filters look at it.

use std::collections::{HashMap, HashSet};

use roster::ContactState;
use roster::contact::{ContactGroup, Field, Manager, MembershipKind, Related};
use roster::scope::Needs;
use sea_orm::sea_query::Query;

use crate::memberships::{self, GroupIds};
use crate::training_groups;
use crate::{Connection, StorageError, TenantKey, batch, key};

/// What is true of some contacts because of others, by the ids of the contacts. What nobody needs to
/// know is left out.
pub async fn around(
    conn: &Connection,
    tenant: TenantKey,
    contacts: &[&ContactState],
    needs: Needs,
) -> Result<HashMap<String, Related>, StorageError> {
    let users: Vec<String> = contacts
        .iter()
        .filter_map(|it| it.user_id.clone())
        .collect();
    let groups = if needs.groups {
        groups_of(conn, tenant, &users).await?
    } else {
        HashMap::new()
    };
    let managers = if needs.manager {
        managers_of(conn, tenant, contacts).await?
    } else {
        HashMap::new()
    };
    let with_reports = if needs.is_manager {
        with_reports(conn, tenant, &users).await?
    } else {
        HashSet::new()
    };
    let related = contacts.iter().map(|contact| {
        let user = contact.user_id.as_deref().unwrap_or_default();
        let manager = contact.get(&Field::Manager);
        let related = Related {
            manager: manager.and_then(|id| managers.get(id).cloned()),
            is_manager: with_reports.contains(user),
            groups: groups.get(user).cloned().unwrap_or_default(),
        };
        (contact.id.clone(), related)
    });
    Ok(related.collect())
}

/// The training groups of users, by the users' ids.
async fn groups_of(
    conn: &Connection,
    tenant: TenantKey,
    users: &[String],
) -> Result<HashMap<String, Vec<ContactGroup>>, StorageError> {
    let groups = memberships::groups_of(conn, tenant, users).await?;
    let all = groups.values().flat_map(|it| it.direct.union(&it.outer));
    let all: HashSet<&String> = all.collect();
    let all: Vec<String> = all.into_iter().cloned().collect();
    let known = training_groups::named(conn, tenant, &all).await?;
    let of_user = groups
        .iter()
        .map(|(user, ids)| (user.clone(), named(ids, &known)));
    Ok(of_user.collect())
}

fn named(ids: &GroupIds, known: &HashMap<String, training_groups::Named>) -> Vec<ContactGroup> {
    let direct = ids.direct.iter().map(|id| (id, MembershipKind::Direct));
    let outer = ids.outer.iter().map(|id| (id, MembershipKind::Indirect));
    let groups = direct.chain(outer).filter_map(|(id, kind)| {
        let named = known.get(id)?;
        Some(ContactGroup {
            id: named.id.clone(),
            slug: named.slug.clone(),
            display_name: named.display_name.clone(),
            kind,
        })
    });
    groups.collect()
}

/// The managers of contacts, by the ids of the managers' users.
async fn managers_of(
    conn: &Connection,
    tenant: TenantKey,
    contacts: &[&ContactState],
) -> Result<HashMap<String, Manager>, StorageError> {
    let users = contacts.iter().filter_map(|it| it.get(&Field::Manager));
    let users: HashSet<&str> = users.collect();
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let users: Vec<String> = users.into_iter().map(str::to_owned).collect();
    let known = [("tenant_key", tenant.into())];
    let select = Query::select()
        .columns(["user_id", "id", "email", "display_name"])
        .from("contacts")
        .and_where(batch::is_one_of(conn.backend(), known, "user_id", &users))
        .take();
    let managers = conn.look_up(tenant, users.len(), &select, |row| {
        let manager = Manager {
            contact_id: row.get("id")?,
            email: row.get("email")?,
            display_name: row.get("display_name")?,
        };
        Ok((row.get("user_id")?, manager))
    });
    Ok(managers.await?.into_iter().collect())
}

/// Those of these users whom some contact has as its manager.
async fn with_reports(
    conn: &Connection,
    tenant: TenantKey,
    users: &[String],
) -> Result<HashSet<String>, StorageError> {
    if users.is_empty() {
        return Ok(HashSet::new());
    }
    let keys: Vec<String> = users.iter().map(|id| key::exact(id)).collect();
    let known = [("tenant_key", tenant.into())];
    let select = Query::select()
        .distinct()
        .column("manager_key")
        .from("contacts")
        .and_where(batch::is_one_of(
            conn.backend(),
            known,
            "manager_key",
            &keys,
        ))
        .take();
    let found = conn.look_up(tenant, keys.len(), &select, |row| row.get("manager_key"));
    Ok(found.await?.into_iter().collect())
}
