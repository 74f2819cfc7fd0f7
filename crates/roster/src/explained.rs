//! What is known of a person, whether there is a contact or not: for those who ask why somebody
//! trains, or does not, or is not here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use scim::Resource;
use scim::text::fold;
use serde::Serialize;

use crate::contact::{Field, Fields, Mapping, Snapshot};
use crate::instant;
use crate::journal::{JournalEntry, Target};
use crate::scope::Explanation;
use crate::status::Status;
use crate::word::words;
use crate::{Contact, ContactState, ExternalState, Source};

/// What is known of a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// The contact; null for somebody who is none.
    pub contact: Option<Contact>,
    /// Why the contact has its status; nothing for somebody who is none.
    #[serde(flatten)]
    pub explanation: Option<Explanation>,
    /// Where the values of the contact's fields come from.
    pub fields: BTreeMap<Field, FieldExplained>,
    /// What happened to the person here, the earliest first.
    pub seen: Vec<Seen>,
    /// What to look at where there is no contact.
    pub hint: Option<&'static str>,
}

/// Where the value of a field comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldExplained {
    /// The value.
    pub value: String,
    /// The source that gave it.
    pub source: Source,
    /// The place in the SCIM user; null once that user is deleted.
    pub path: Option<String>,
    /// Since when the field has the value; null if that is not known.
    #[serde(with = "instant::optional")]
    pub since: Option<DateTime<Utc>>,
    /// Whether a pin keeps the value.
    pub pinned: bool,
    /// What the directory has; null once the SCIM user is deleted.
    pub directory_value: Option<String>,
}

/// What can happen to a person here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// The contact was made.
    Created,
    /// Something of it changed.
    Updated,
    /// The directory disabled the person.
    Disabled,
    /// The directory deleted the person.
    Deleted,
    /// A write was refused.
    Refused,
    /// It was decided otherwise whether the person trains, or in which audiences.
    Decided,
}

words!(What {
    Created => "created",
    Updated => "updated",
    Disabled => "disabled",
    Deleted => "deleted",
    Refused => "refused",
    Decided => "decided",
});

/// What a contact was from a time on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// When it began.
    pub at: DateTime<Utc>,
    /// What the contact was.
    pub snapshot: Snapshot,
    /// Its status; none if an earlier build wrote the version.
    pub status: Option<Status>,
    /// The names of its audiences.
    pub audiences: Vec<String>,
}

/// Something that happened to a person here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// When.
    #[serde(with = "instant")]
    pub at: DateTime<Utc>,
    /// What.
    pub what: What,
    /// More of it, for people to read.
    pub detail: String,
}

const NEVER_PUSHED: &str = "Nothing was pushed of a person of this name. Look whether the person \
                            is assigned to the application in the directory.";
const REFUSED: &str = "The directory pushed this person and was refused; \"seen\" says why.";

/// The fields of a contact, with its versions (each with its beginning, the first one first) and
/// its SCIM user, if that is there, and what is pinned of it.
pub fn fields(
    contact: &ContactState,
    versions: &[Version],
    (user, mapping): (Option<&Resource>, &Mapping),
    pins: &Fields,
) -> BTreeMap<Field, FieldExplained> {
    let explained = |(field, value): (&Field, &str)| {
        let place = user.and_then(|user| mapping.path_of(field, user));
        let (path, directory_value) = place.unzip();
        let explained = FieldExplained {
            value: value.to_owned(),
            source: contact.source,
            path,
            since: since(field, value, versions),
            pinned: pins.get(field) == Some(value),
            directory_value,
        };
        (field.clone(), explained)
    };
    contact.fields.iter().map(explained).collect()
}

fn since(field: &Field, value: &str, versions: &[Version]) -> Option<DateTime<Utc>> {
    let latest = versions.iter().rev();
    let same = latest.take_while(|it| it.snapshot.fields.get(field) == Some(value));
    same.last().map(|it| it.at)
}

/// What happened to a person: to the contact, by its versions, and what of these journal entries
/// tells of a refusal to the person of this name or these user ids.
pub fn seen(who: &str, versions: &[Version], entries: &[JournalEntry]) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    let mut before = None;
    for version in versions {
        seen.extend(change(before, version));
        seen.extend(decided(before, version));
        before = Some(version);
    }
    let names = names(who, versions);
    let of_person = entries
        .iter()
        .filter(|entry| is_of(entry, &names, versions));
    seen.extend(of_person.map(|entry| {
        Seen {
            at: entry.at,
            what: What::Refused,
            detail: entry
                .error
                .as_ref()
                .map(|error| error.detail.clone())
                .unwrap_or_default(),
        }
    }));
    seen.sort_by_key(|seen| seen.at);
    seen
}

/// What to look at if there is no contact of somebody to whom this happened.
pub fn hint(seen: &[Seen]) -> &'static str {
    if seen.is_empty() {
        NEVER_PUSHED
    } else {
        REFUSED
    }
}

fn change(before: Option<&Version>, after: &Version) -> Option<Seen> {
    let (at, now) = (after.at, &after.snapshot);
    let Some(before) = before.map(|it| &it.snapshot) else {
        return Some(Seen {
            at,
            what: What::Created,
            detail: format!("by {}", now.source.as_str()),
        });
    };
    if before == now {
        return None;
    }
    let is_gone = before.user_id.is_some() && now.user_id.is_none();
    let is_disabled = |version: &Snapshot| version.external_state == ExternalState::Disabled;
    let what = match (is_disabled(before), is_disabled(now)) {
        _ if is_gone => What::Deleted,
        (false, true) => What::Disabled,
        _ => What::Updated,
    };
    let changes = before.fields.changes_to(&now.fields);
    let mut details: Vec<String> = changes.iter().map(|it| it.field.to_string()).collect();
    if is_disabled(before) && !is_disabled(now) {
        details.insert(0, "enabled again".to_owned());
    }
    Some(Seen {
        at,
        what,
        detail: details.join(", "),
    })
}

/// What was decided otherwise. That somebody leaves or returns with the directory's word is none of it.
fn decided(before: Option<&Version>, after: &Version) -> Option<Seen> {
    let before = before?;
    let (old, new) = (before.status?, after.status?);
    let follows = |version: &Version, status| {
        let is_active = version.snapshot.external_state == ExternalState::Active;
        status
            == if is_active {
                Status::InScope
            } else {
                Status::Left
            }
    };
    let mut details = Vec::new();
    if old != new && !(follows(before, old) && follows(after, new)) {
        details.push(format!("{} -> {}", old.as_str(), new.as_str()));
    }
    if new.is_in_scope() && before.audiences != after.audiences {
        let names = match &after.audiences[..] {
            [] => "none".to_owned(),
            names => names.join(", "),
        };
        details.push(format!("audiences: {names}"));
    }
    (!details.is_empty()).then(|| Seen {
        at: after.at,
        what: What::Decided,
        detail: details.join("; "),
    })
}

/// The names that the person had, case-folded.
fn names(who: &str, versions: &[Version]) -> BTreeSet<String> {
    let own = versions.iter().flat_map(|it| {
        let version = &it.snapshot;
        let name = version.fields.get(&Field::UserName);
        name.into_iter()
            .chain(version.addresses.iter().map(String::as_str))
    });
    own.chain([who])
        .map(|name| fold(name).into_owned())
        .collect()
}

fn is_of(entry: &JournalEntry, names: &BTreeSet<String>, versions: &[Version]) -> bool {
    let by_name = entry
        .target_name
        .as_ref()
        .is_some_and(|name| names.contains(&*fold(name)));
    let id = entry.target_id.as_ref();
    let by_id = id.is_some() && versions.iter().any(|it| it.snapshot.user_id.as_ref() == id);
    entry.target == Target::User && entry.error.is_some() && (by_name || by_id)
}
