//! Contacts and observations that the tests start from.

use chrono::{DateTime, TimeDelta, Utc};
use rollcall_roster::contact::{Field, Fields, SourceProfile, Standing};
use rollcall_roster::observation::{Key, Observation, Said};
use rollcall_roster::{ContactState, ExternalState, GroupRef, Source, Who};

pub(crate) fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_790_000_000 + second)
}

pub(crate) fn fields(values: &[(Field, &str)]) -> Fields {
    let values = values.iter();
    values
        .map(|(field, value)| (field.clone(), (*value).to_owned()))
        .collect()
}

/// Ann's contact, as events name it.
pub(crate) fn who() -> Who {
    Who {
        contact_id: "c-1".to_owned(),
        user_id: Some("u-1".to_owned()),
    }
}

/// A training group, as events name it.
pub(crate) fn group() -> GroupRef {
    GroupRef {
        id: "t-1".to_owned(),
        group_id: Some("g-1".to_owned()),
        slug: "risk".to_owned(),
    }
}

/// What SCIM says of Ann when she is there.
pub(crate) fn ann() -> SourceProfile {
    SourceProfile {
        fields: fields(&[
            (Field::UserName, "ann@contoso.example"),
            (Field::ExternalId, "annl"),
            (Field::Email, "ann.lee@contoso.example"),
            (Field::DisplayName, "Ann Lee"),
            (Field::Title, "Analyst"),
            (Field::Manager, "u-boss"),
        ]),
        addresses: vec!["ann.lee@contoso.example".to_owned()],
        state: ExternalState::Active,
    }
}

pub(crate) fn disabled(profile: SourceProfile) -> SourceProfile {
    SourceProfile {
        state: ExternalState::Disabled,
        ..profile
    }
}

pub(crate) fn with(mut profile: SourceProfile, field: Field, value: &str) -> SourceProfile {
    profile.fields.set(field, Some(value.to_owned()));
    profile
}

/// An observation of the person whose user is `user_id`.
pub(crate) fn observed(user_id: &str, said: Said, second: i64) -> Observation {
    Observation {
        source: Source::Scim,
        key: Key {
            user_id: Some(user_id.to_owned()),
            ..Key::default()
        },
        said,
        at: at(second),
    }
}

/// Ann's contact after she joined at second 0.
pub(crate) fn contact() -> ContactState {
    ContactState {
        id: "c-1".to_owned(),
        user_id: Some("u-1".to_owned()),
        source: Source::Scim,
        fields: ann().fields,
        addresses: ann().addresses,
        external_state: ExternalState::Active,
        standing: Standing::default(),
        groups_at_leave: None,
        synced_at: Some(at(0)),
        created_at: at(0),
        updated_at: at(0),
        disabled_at: None,
    }
}

pub(crate) fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}
