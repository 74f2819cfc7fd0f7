//! A contact's state as columns of its row, and back.

use chrono::{DateTime, Utc};
use roster::contact::{self, Departure, Field, Fields, Standing};
use roster::scope::Status;
use roster::{ContactState, ExternalState, Source};
use sea_orm::DbBackend;
use serde_json::{Map, Value};

use super::StoredContact;
use crate::database::Row;
use crate::statement::{Assignments, json, optional_json};
use crate::time::{from_millis, from_optional, to_millis};
use crate::word::word;
use crate::{StorageError, key};

/// The fields that have a column of their own, and its name. All others stand in one document.
const FIELDS: [(Field, &str); 13] = [
    (Field::UserName, "user_name"),
    (Field::Email, "email"),
    (Field::FirstName, "first_name"),
    (Field::LastName, "last_name"),
    (Field::DisplayName, "display_name"),
    (Field::Title, "title"),
    (Field::Department, "department"),
    (Field::Location, "location"),
    (Field::Telephone, "telephone"),
    (Field::Language, "language"),
    (Field::EmployeeNumber, "employee_number"),
    (Field::Manager, "manager_value"),
    (Field::ExternalId, "external_id"),
];

/// What a query has to select for [`stored`].
pub(super) const COLUMNS: [&str; 36] = [
    "id",
    "user_id",
    "user_name_key",
    "user_name",
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
    "manager_value",
    "external_id",
    "other_fields",
    "addresses",
    "external_state",
    "source",
    "status",
    "audiences",
    "decided_by",
    "has_exceptions",
    "next_moment",
    "departed_at",
    "held_since",
    "grace_until",
    "departure_confirmed",
    "groups_at_leave",
    "synced_at",
    "created_at",
    "updated_at",
    "disabled_at",
    "version",
    "version_at",
];

/// The contact in a row.
pub(super) fn stored(row: &Row<'_>) -> Result<StoredContact, StorageError> {
    let (state, source): (String, String) = (row.get("external_state")?, row.get("source")?);
    let fields = fields(row)?;
    let groups_at_leave: Option<Value> = row.get("groups_at_leave")?;
    let addresses: Option<Value> = row.get("addresses")?;
    let state = ContactState {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        source: word(Source::parse(&source), &source)?,
        addresses: addresses.as_ref().map_or_else(
            || {
                fields
                    .get(&Field::Email)
                    .map(str::to_owned)
                    .into_iter()
                    .collect()
            },
            texts,
        ),
        fields,
        external_state: word(ExternalState::parse(&state), &state)?,
        standing: standing(row)?,
        groups_at_leave: groups_at_leave.as_ref().map(texts),
        synced_at: from_optional(row.get("synced_at")?)?,
        created_at: from_millis(row.get("created_at")?)?,
        updated_at: from_millis(row.get("updated_at")?)?,
        disabled_at: from_optional(row.get("disabled_at")?)?,
    };
    Ok(StoredContact {
        state,
        version: row.get("version")?,
        version_at: from_optional(row.get("version_at")?)?,
    })
}

fn standing(row: &Row<'_>) -> Result<Standing, StorageError> {
    let status: Option<String> = row.get("status")?;
    let status = status.map(|text| word(Status::parse(&text), &text));
    let audiences: Option<Value> = row.get("audiences")?;
    Ok(Standing {
        status: status.transpose()?,
        audiences: audiences.as_ref().map(texts).unwrap_or_default(),
        decided_by: row.get("decided_by")?,
        has_exceptions: row.get("has_exceptions")?,
        next_moment: from_optional(row.get("next_moment")?)?,
        departure: departure(row)?,
    })
}

fn departure(row: &Row<'_>) -> Result<Option<Departure>, StorageError> {
    let Some(at) = from_optional(row.get("departed_at")?)? else {
        return Ok(None);
    };
    Ok(Some(Departure {
        at,
        held_since: from_optional(row.get("held_since")?)?,
        grace_until: from_optional(row.get("grace_until")?)?,
        is_confirmed: row.get("departure_confirmed")?,
    }))
}

/// The columns of what was decided.
pub(super) fn of_standing(
    backend: DbBackend,
    standing: &Standing,
) -> Result<Assignments, StorageError> {
    let audiences = (!standing.audiences.is_empty()).then_some(&standing.audiences);
    let departure = standing.departure;
    let time = |at: Option<DateTime<Utc>>| at.map(to_millis).into();
    Ok(vec![
        ("status", standing.status.map(Status::as_str).into()),
        ("audiences", optional_json(backend, audiences)?),
        ("decided_by", standing.decided_by.clone().into()),
        ("has_exceptions", standing.has_exceptions.into()),
        ("next_moment", time(standing.next_moment)),
        ("departed_at", time(departure.map(|it| it.at))),
        ("held_since", time(standing.held_since())),
        ("grace_until", time(departure.and_then(|it| it.grace_until))),
        (
            "departure_confirmed",
            departure.is_some_and(|it| it.is_confirmed).into(),
        ),
    ])
}

fn fields(row: &Row<'_>) -> Result<Fields, StorageError> {
    let mut fields = Fields::default();
    for (field, column) in FIELDS {
        fields.set(field, row.get(column)?);
    }
    if fields.get(&Field::UserName).is_none() {
        // Earlier versions kept the key alone, which names the same person.
        fields.set(Field::UserName, row.get("user_name_key")?);
    }
    let others: Option<Value> = row.get("other_fields")?;
    let others = others.as_ref().and_then(Value::as_object);
    for (name, value) in others.into_iter().flatten() {
        let field = word(Field::parse(name), name)?;
        fields.set(field, value.as_str().map(str::to_owned));
    }
    Ok(fields)
}

/// Makes a key of a field's value.
type MakeKey = fn(&str) -> String;

/// Fields that have a key beside their column, the key's name, and what makes it.
const KEYS: [(Field, &str, MakeKey); 4] = [
    (Field::UserName, "user_name_key", key::folded),
    (Field::Email, "email_key", key::folded),
    (Field::ExternalId, "external_key", key::exact),
    (Field::Manager, "manager_key", key::exact),
];

/// The columns of a contact, but for its key, its version and the times that never go back: all of
/// them, or those in which it is another than before. SQLite writes an index anew for every column of
/// it that an UPDATE names, whatever stands in it.
pub(super) fn assignments(
    backend: DbBackend,
    before: Option<&ContactState>,
    contact: &ContactState,
) -> Result<Assignments, StorageError> {
    let mut row = of_fields(before, contact);
    let is_new = |part: fn(&ContactState, &ContactState) -> bool| {
        before.is_none_or(|before| !part(before, contact))
    };
    if is_new(|old, new| old.user_id == new.user_id) {
        row.push(("user_id", contact.user_id.clone().into()));
    }
    if is_new(|old, new| old.external_state == new.external_state) {
        row.push(("external_state", contact.external_state.as_str().into()));
    }
    if is_new(|old, new| old.source == new.source) {
        row.push(("source", contact.source.as_str().into()));
    }
    let trains = |contact: &ContactState| contact.status().is_in_scope();
    if before.is_none_or(|before| trains(before) != trains(contact)) {
        row.push(("in_scope", trains(contact).into()));
    }
    // A row that is new has nothing there already.
    let nothing = Standing::default();
    let known = before.map_or(&nothing, |before| &before.standing);
    if *known != contact.standing {
        row.extend(of_standing(backend, &contact.standing)?);
    }
    if is_new(|old, new| old.disabled_at == new.disabled_at) {
        row.push(("disabled_at", contact.disabled_at.map(to_millis).into()));
    }
    if is_new(|old, new| old.groups_at_leave == new.groups_at_leave) {
        let groups = optional_json(backend, contact.groups_at_leave.as_ref())?;
        row.push(("groups_at_leave", groups));
    }
    row.extend([
        ("synced_at", contact.synced_at.map(to_millis).into()),
        ("other_fields", json(backend, &other_fields(contact))?),
        ("addresses", json(backend, &contact.addresses)?),
        ("comparable", json(backend, &contact::comparable(contact))?),
    ]);
    Ok(row)
}

/// The columns of fields, and their keys.
fn of_fields(before: Option<&ContactState>, contact: &ContactState) -> Assignments {
    let is_new =
        |field: &Field| before.is_none_or(|before| before.get(field) != contact.get(field));
    let fields = FIELDS.iter().filter(|(field, _)| is_new(field));
    let fields =
        fields.map(|(field, column)| (*column, contact.get(field).map(str::to_owned).into()));
    let keys = KEYS.iter().filter(|(field, ..)| is_new(field));
    let keys = keys.map(|(field, column, key)| (*column, contact.get(field).map(key).into()));
    fields.chain(keys).collect()
}

fn other_fields(contact: &ContactState) -> Value {
    let is_other = |field: &Field| FIELDS.iter().all(|(known, _)| known != field);
    let others = contact.fields.iter().filter(|(field, _)| is_other(field));
    let others: Map<String, Value> = others
        .map(|(field, value)| (field.to_string(), value.into()))
        .collect();
    others.into()
}

fn texts(list: &Value) -> Vec<String> {
    let elements = list.as_array();
    elements
        .into_iter()
        .flatten()
        .filter_map(|element| element.as_str().map(str::to_owned))
        .collect()
}
