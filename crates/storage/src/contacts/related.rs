//! What is true of contacts because of others: their managers' contacts, their groups, what exceptions
//! pin of them, and whether a job still has to look at them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use roster::ContactState;
use roster::contact::{Field, Surroundings};
use roster::exception::{Exception, pinned_names};
use sea_orm::sea_query::Query;

use crate::memberships::{self, GroupIds};
use crate::{Connection, StorageError, TenantKey, batch, exceptions, jobs, training_groups};

/// What is true of some contacts because of others. Looked up for all of them at once.
pub(super) struct Related {
    /// Contact ids of managers, by the ids of their users.
    managers: HashMap<String, String>,
    /// Groups by the user's id.
    groups: HashMap<String, GroupIds>,
    /// Slugs by the id of the SCIM group.
    slugs: HashMap<String, String>,
    /// Names of what is pinned, by the ids of the contacts.
    pinned: HashMap<String, Vec<String>>,
    /// Users whose contacts a job has to look at.
    pending: HashSet<String>,
}

impl Related {
    pub(super) async fn of(
        conn: &Connection,
        tenant: TenantKey,
        contacts: &[ContactState],
        at: DateTime<Utc>,
    ) -> Result<Self, StorageError> {
        let managers = distinct(contacts.iter().filter_map(|it| it.get(&Field::Manager)));
        let active = contacts.iter().filter(|contact| contact.is_active());
        let users = distinct(active.filter_map(|it| it.user_id.as_deref()));
        let groups = memberships::groups_of(conn, tenant, &users).await?;
        let of_all = groups
            .values()
            .flat_map(|it| it.direct.iter().chain(&it.outer));
        let of_all = distinct(of_all.map(String::as_str));
        Ok(Self {
            managers: contacts_of(conn, tenant, &managers).await?,
            slugs: training_groups::slugs_of(conn, tenant, &of_all).await?,
            pinned: pinned(conn, tenant, contacts, at).await?,
            pending: jobs::pending_among(conn, tenant, &users).await?,
            groups,
        })
    }

    /// What is true of one of them.
    pub(super) fn around(&self, contact: &ContactState) -> Surroundings {
        let manager = contact.get(&Field::Manager);
        let user = contact.user_id.as_deref().unwrap_or_default();
        let groups = self.groups.get(user);
        let slug = |id: &String| self.slugs.get(id).cloned();
        let direct = groups.into_iter().flat_map(|it| &it.direct);
        let outer = groups.into_iter().flat_map(|it| &it.outer);
        Surroundings {
            manager_id: manager.and_then(|id| self.managers.get(id).cloned()),
            groups: direct.filter_map(slug).collect(),
            outer_groups: outer.filter_map(slug).collect(),
            pinned: self.pinned.get(&contact.id).cloned().unwrap_or_default(),
            pending: self.pending.contains(user),
        }
    }
}

/// What is pinned of contacts at a time.
async fn pinned(
    conn: &Connection,
    tenant: TenantKey,
    contacts: &[ContactState],
    at: DateTime<Utc>,
) -> Result<HashMap<String, Vec<String>>, StorageError> {
    let excepted = contacts.iter().filter(|it| it.standing.has_exceptions);
    let excepted: Vec<String> = excepted.map(|it| it.id.clone()).collect();
    let mut pins: HashMap<String, Vec<Exception>> = HashMap::new();
    for pin in exceptions::pins_of(conn, tenant, &excepted).await? {
        pins.entry(pin.contact_id.clone()).or_default().push(pin);
    }
    let names = pins
        .into_iter()
        .map(|(id, pins)| (id, pinned_names(&pins, at)));
    Ok(names.collect())
}

/// The contacts of users, by the users' ids.
async fn contacts_of(
    conn: &Connection,
    tenant: TenantKey,
    user_ids: &[String],
) -> Result<HashMap<String, String>, StorageError> {
    if user_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let known = [("tenant_key", tenant.into())];
    let select = Query::select()
        .columns(["user_id", "id"])
        .from("contacts")
        .and_where(batch::is_one_of(conn.backend(), known, "user_id", user_ids))
        .take();
    let pairs = conn.look_up(tenant, user_ids.len(), &select, |row| {
        Ok((row.get("user_id")?, row.get("id")?))
    });
    Ok(pairs.await?.into_iter().collect())
}

fn distinct<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_unstable();
    texts.dedup();
    texts.into_iter().map(str::to_owned).collect()
}
