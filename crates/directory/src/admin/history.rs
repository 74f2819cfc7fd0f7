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
        before = Some(&version.snapshot);
    }
    revisions.reverse();
    Ok(revisions)
}

fn revision(before: Option<&Snapshot>, version: &ContactVersion) -> Revision {
    let now = &version.snapshot;
    let mut changes = Vec::new();
    let mut note = |attribute: &str, old: Value, new: Value| {
        if old != new {
            let attribute = attribute.to_owned();
            changes.push(Change {
                attribute,
                old,
                new,
            });
        }
    };
    let (old, new) = (before.map(shown), shown(now));
    for (place, (name, value)) in new.into_iter().enumerate() {
        let was = old.as_ref().and_then(|old| old.get(place));
        note(name, was.map_or(Value::Null, |(_, was)| was.clone()), value);
    }
    let fields = before.map(|it| it.fields.clone()).unwrap_or_default();
    for field in fields.changes_to(&now.fields) {
        note(&field.field.to_string(), json!(field.old), json!(field.new));
    }
    Revision {
        version: version.number,
        valid_from: version.valid_from,
        valid_until: version.valid_until,
        action: action(before, now),
        changes,
    }
}

/// What a version says beside its fields. An empty list is nothing.
fn shown(version: &Snapshot) -> [(&'static str, Value); 5] {
    let list = |list: &[String]| match list {
        [] => Value::Null,
        list => json!(list),
    };
    [
        ("external_state", json!(version.external_state)),
        ("source", json!(version.source)),
        ("user_id", json!(version.user_id)),
        ("addresses", list(&version.addresses)),
        (
            "groups_at_leave",
            list(version.groups_at_leave.as_deref().unwrap_or_default()),
        ),
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
