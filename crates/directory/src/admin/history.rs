//! What a contact was over time, and what changed in between.

use chrono::{DateTime, Utc};
use roster::contact::Snapshot;
use roster::{Action, ExternalState};
use scim::diff::Change;
use scim::instant;
use serde::Serialize;
use serde_json::{Value, json};
use storage::contacts::{self, ContactVersion};

use super::{AdminError, people, tenants};
use crate::Directory;

/// A contact as it was from one time until another, told by what changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Revision {
    /// Its number among those of the contact: 1, 2, 3 and so on.
    pub version: i64,
    /// Since when.
    #[serde(serialize_with = "instant::serialize")]
    pub valid_from: DateTime<Utc>,
    /// Until when, this time itself not included; null for the present one.
    #[serde(serialize_with = "instant::serialize_optional")]
    pub valid_until: Option<DateTime<Utc>>,
    /// What happened: `create`, `update`, `disable`, `enable` or `delete`, as in the journal.
    pub action: Action,
    /// What differs from the version before; of the first, all that it says.
    pub changes: Vec<Change>,
}

/// The versions of the contact that is called so ([`people::find`]), newest first. Memberships have no
/// part in them, but for the groups of a leaver.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if several are called so.
pub async fn of_contact(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
) -> Result<Vec<Revision>, AdminError> {
    let contact = people::find(directory, tenant_slug, who).await?;
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let versions = contacts::versions_of(reader, tenant, &contact.id).await?;
    let mut revisions = Vec::new();
    let mut before = None;
    for version in &versions {
        revisions.push(revision(before, version));
        before = Some(version);
    }
    revisions.reverse();
    Ok(revisions)
}

fn revision(before: Option<&ContactVersion>, version: &ContactVersion) -> Revision {
    let now = &version.snapshot;
    let was = before.map(shown);
    let mut others = shown(version)
        .into_iter()
        .enumerate()
        .map(|(place, (name, new))| {
            let old = was.as_ref().and_then(|was| was.get(place));
            let old = old.map_or(Value::Null, |(_, old)| old.clone());
            (name.to_owned(), old, new)
        });
    let state = others.next();
    let fields = before
        .map(|it| it.snapshot.fields.clone())
        .unwrap_or_default();
    let fields = fields.changes_to(&now.fields).into_iter();
    let fields = fields.map(|it| (it.field.to_string(), json!(it.old), json!(it.new)));
    let all = state.into_iter().chain(fields).chain(others);
    let changes = all.filter(|(_, old, new)| old != new);
    let changes = changes.map(|(attribute, old, new)| Change {
        attribute,
        old,
        new,
    });
    Revision {
        version: version.number,
        valid_from: version.valid_from,
        valid_until: version.valid_until,
        action: action(before.map(|it| &it.snapshot), now),
        changes: changes.collect(),
    }
}

/// What a version says beside its fields, first whether the person was enabled. An empty list is nothing.
fn shown(version: &ContactVersion) -> [(&'static str, Value); 7] {
    let snapshot = &version.snapshot;
    let list = |list: &[String]| match list {
        [] => Value::Null,
        list => json!(list),
    };
    [
        ("external_state", json!(snapshot.external_state)),
        ("source", json!(snapshot.source)),
        ("user_id", json!(snapshot.user_id)),
        ("addresses", list(&snapshot.addresses)),
        (
            "groups_at_leave",
            list(snapshot.groups_at_leave.as_deref().unwrap_or_default()),
        ),
        ("status", json!(version.status)),
        ("audiences", list(&version.audiences)),
    ]
}

fn action(before: Option<&Snapshot>, now: &Snapshot) -> Action {
    let Some(before) = before else {
        return Action::Create;
    };
    let is_active = |version: &Snapshot| version.external_state == ExternalState::Active;
    match (is_active(before), is_active(now)) {
        _ if before.user_id.is_some() && now.user_id.is_none() => Action::Delete,
        (true, false) => Action::Disable,
        (false, true) => Action::Enable,
        _ => Action::Update,
    }
}
