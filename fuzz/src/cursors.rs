//! What every cursor must do.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rollcall_scim::cursor::{Cursor, Position, Purpose, Signer, SortValue, Toward};
use rollcall_scim::message::ListParameters;
use rollcall_scim::{ScimError, ScimType};

const LIFETIME: Duration = Duration::from_hours(1);
/// Places of a cursor that are changed: all, if it is of usual length.
const PLACES: usize = 128;
/// Places that are changed of each text it is bound to.
const BOUND: usize = 16;

/// A cursor, and what it is given for.
#[derive(Clone, Debug)]
struct Given {
    owner: String,
    endpoint: String,
    parameters: ListParameters,
    cursor: Cursor,
    count: u64,
    at: DateTime<Utc>,
}

/// What is sealed opens to the same, for its purpose, in its time, with its key. A text that was not
/// sealed, was changed anywhere, or is used for anything else is refused.
pub fn cursor(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let given = Given::read(&text);
    for forged in text.lines().chain([text.as_ref()]) {
        given.check_refused(forged, "made without the key");
    }
    let sealed = given.seal(7);
    assert_eq!(
        given.open(&sealed, Duration::ZERO).as_ref(),
        Ok(&given.cursor)
    );
    given.check_refused(&given.seal(8), "made with another key");
    for changed in changes(&sealed, PLACES) {
        given.check_refused(&changed, "changed");
    }
    for other in given.neighbours() {
        other.check_refused(&sealed, "used for something else");
    }
    given.check_size_and_age(&sealed);
}

impl Given {
    /// One line each: owner, endpoint, a number from which the rest is made, id, sort value, `sortBy`,
    /// filter. What comes after the endpoint may be missing.
    fn read(text: &str) -> Self {
        let mut lines = text.split('\n');
        let mut line = || lines.next().map(str::to_owned);
        let (owner, endpoint) = (line().unwrap_or_default(), line().unwrap_or_default());
        let number: u64 = line().and_then(|it| it.parse().ok()).unwrap_or_default();
        let (id, key) = (line(), line());
        Self {
            owner,
            endpoint,
            parameters: ListParameters {
                sort_by: line(),
                filter: line(),
                descending: !number.is_multiple_of(2),
                ..ListParameters::default()
            },
            cursor: Cursor {
                toward: if number % 4 < 2 {
                    Toward::End
                } else {
                    Toward::Beginning
                },
                from: id.map(|id| Position {
                    key: key.map(sort_value),
                    id,
                }),
            },
            count: number,
            at: DateTime::from_timestamp_millis((number >> 22).cast_signed()).unwrap_or_default(),
        }
    }

    fn purpose(&self) -> Purpose<'_> {
        Purpose {
            owner: self.owner.as_bytes(),
            endpoint: &self.endpoint,
            parameters: &self.parameters,
            count: self.count,
        }
    }

    fn seal(&self, key: u8) -> String {
        Signer::new([key; 64]).seal(&self.cursor, self.purpose(), self.at)
    }

    fn open(&self, text: &str, age: Duration) -> Result<Cursor, ScimError> {
        Signer::new([7; 64]).open(text, self.purpose(), self.at + age, LIFETIME)
    }

    fn check_refused(&self, text: &str, why: &str) {
        let opened = self.open(text, Duration::ZERO);
        assert_eq!(opened, Err(ScimError::invalid_cursor()), "{why}: {text}");
    }

    /// The same with one thing about its purpose changed.
    fn neighbours(&self) -> Vec<Self> {
        let mut others = vec![self.clone()];
        others[0].parameters.descending ^= true;
        let mut with = |set: &dyn Fn(&mut Self)| {
            let mut other = self.clone();
            set(&mut other);
            others.push(other);
        };
        for owner in changes(&self.owner, BOUND) {
            with(&|other| other.owner.clone_from(&owner));
        }
        for endpoint in changes(&self.endpoint, BOUND) {
            with(&|other| other.endpoint.clone_from(&endpoint));
        }
        for filter in optional_changes(self.parameters.filter.as_deref()) {
            with(&|other| other.parameters.filter.clone_from(&filter));
        }
        for sort_by in optional_changes(self.parameters.sort_by.as_deref()) {
            with(&|other| other.parameters.sort_by.clone_from(&sort_by));
        }
        others
    }

    fn check_size_and_age(&self, sealed: &str) {
        let refusal = |opened: Result<Cursor, ScimError>| {
            let error = opened.expect_err("a refusal");
            error.scim_type().expect("a keyword")
        };
        let mut other = self.clone();
        other.count ^= 1;
        let opened = other.open(sealed, Duration::ZERO);
        assert_eq!(refusal(opened), ScimType::InvalidCount);
        assert!(self.open(sealed, LIFETIME).is_ok());
        let opened = self.open(sealed, LIFETIME + Duration::from_millis(1));
        assert_eq!(refusal(opened), ScimType::ExpiredCursor);
    }
}

/// The text as the whole number it is, if it is one.
fn sort_value(text: String) -> SortValue {
    match text.parse() {
        Ok(number) => SortValue::Whole(number),
        Err(_) => SortValue::Text(text),
    }
}

/// The text with one character changed, in every place or in as many that are evenly spread, and with
/// one character more.
fn changes(text: &str, at_most: usize) -> Vec<String> {
    let places: Vec<(usize, char)> = text.char_indices().collect();
    let step = places.len() / at_most + 1;
    let changed = places.into_iter().step_by(step).map(|(place, character)| {
        let other = if character == 'A' { 'B' } else { 'A' };
        let (before, after) = text.split_at(place);
        format!("{before}{other}{}", &after[character.len_utf8()..])
    });
    changed.chain([format!("{text}A")]).collect()
}

fn optional_changes(text: Option<&str>) -> Vec<Option<String>> {
    let empty = [text.is_none().then(String::new)];
    let changed = changes(text.unwrap_or_default(), BOUND)
        .into_iter()
        .map(Some);
    changed.chain(empty).collect()
}
