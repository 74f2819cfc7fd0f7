//! Cursors come back as they were given, to whom and for what they were given.

#![cfg(test)]

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rollcall_scim::cursor::{Cursor, Position, Purpose, Signer, SortValue, Toward};
use rollcall_scim::message::ListParameters;
use rollcall_scim::{ScimError, ScimType};

const LIFETIME: Duration = Duration::from_mins(1);

fn signer() -> Signer {
    Signer::new([7; 64])
}

fn given_at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_767_225_600_123).unwrap()
}

fn at(key: Option<SortValue>) -> Cursor {
    let id = "u-1".to_owned();
    Cursor {
        toward: Toward::End,
        from: Some(Position { key, id }),
    }
}

fn search(filter: Option<&str>, sort_by: Option<&str>, descending: bool) -> ListParameters {
    ListParameters {
        filter: filter.map(str::to_owned),
        sort_by: sort_by.map(str::to_owned),
        descending,
        ..ListParameters::default()
    }
}

fn purpose<'a>(owner: &'a [u8], endpoint: &'a str, parameters: &'a ListParameters) -> Purpose<'a> {
    Purpose {
        owner,
        endpoint,
        parameters,
        count: 25,
    }
}

fn open(text: &str, purpose: Purpose<'_>) -> Result<Cursor, ScimError> {
    signer().open(text, purpose, given_at(), LIFETIME)
}

#[test]
fn what_is_sealed_is_opened() {
    let everything = ListParameters::default();
    let purpose = purpose(b"contoso", "User", &everything);
    let keys = [
        None,
        Some(SortValue::Text(String::new())),
        Some(SortValue::Text("strauß \u{0} \"\n".to_owned())),
        Some(SortValue::Whole(i64::MIN)),
        Some(SortValue::Whole(i64::MAX)),
    ];
    let beginning = Cursor {
        toward: Toward::End,
        from: None,
    };
    for cursor in keys.map(at).into_iter().chain([beginning]) {
        for toward in [Toward::End, Toward::Beginning] {
            let cursor = Cursor {
                toward,
                ..cursor.clone()
            };
            let text = signer().seal(&cursor, purpose, given_at());
            assert_eq!(open(&text, purpose), Ok(cursor), "{text}");
        }
    }
}

#[test]
fn a_cursor_needs_no_escape_in_an_address() {
    let everything = ListParameters::default();
    for length in 0..3 {
        let key = Some(SortValue::Text("~".repeat(length)));
        let purpose = purpose(b"contoso", "User", &everything);
        let text = signer().seal(&at(key), purpose, given_at());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(text.bytes().all(plain), "{text}");
    }
}

#[test]
fn it_is_good_for_its_owner_endpoint_and_search_only() {
    let searches = [
        search(None, None, false),
        search(None, None, true),
        search(Some(""), None, false),
        search(None, Some("title"), false),
        search(Some("title"), None, false),
        search(Some("titl"), Some("e"), false),
        search(Some("title pr"), Some("title"), false),
    ];
    let mut purposes = Vec::new();
    for (owner, endpoint) in [("a", "User"), ("aU", "ser"), ("b", "User"), ("a", "")] {
        for search in &searches {
            purposes.push(purpose(owner.as_bytes(), endpoint, search));
        }
    }
    for (given, from) in purposes.iter().enumerate() {
        let text = signer().seal(&at(None), *from, given_at());
        for (asked, to) in purposes.iter().enumerate() {
            let expected = if given == asked {
                Ok(at(None))
            } else {
                Err(ScimError::invalid_cursor())
            };
            assert_eq!(open(&text, *to), expected, "{from:?} for {to:?}");
        }
    }
}

#[test]
fn no_other_key_and_no_other_text_is_accepted() {
    let everything = ListParameters::default();
    let purpose = purpose(b"contoso", "User", &everything);
    let forged = Signer::new([8; 64]).seal(&at(None), purpose, given_at());
    let text = signer().seal(&at(None), purpose, given_at());
    for wrong in [
        forged,
        String::new(),
        "A".repeat(42),
        "A".repeat(43),
        "A".repeat(100_000),
        "no cursor!".to_owned(),
        format!("{text}="),
        format!("{text}A"),
        format!(" {text}"),
        text[1..].to_owned(),
        text[..text.len() - 1].to_owned(),
        format!("{text}{text}"),
    ] {
        let error = open(&wrong, purpose).expect_err(&wrong);
        assert_eq!(error, ScimError::invalid_cursor(), "{wrong}");
    }
}

#[test]
fn it_is_good_for_its_lifetime_and_not_longer() {
    let everything = ListParameters::default();
    let purpose = purpose(b"contoso", "User", &everything);
    let text = signer().seal(&at(None), purpose, given_at());
    for (age, good) in [
        (TimeDelta::milliseconds(-1), true),
        (TimeDelta::milliseconds(60_000), true),
        (TimeDelta::milliseconds(60_001), false),
        (TimeDelta::days(100_000), false),
    ] {
        let opened = signer().open(&text, purpose, given_at() + age, LIFETIME);
        let told = opened.map_err(|error| (error.status(), error.scim_type()));
        let expired = Err((400, Some(ScimType::ExpiredCursor)));
        assert_eq!(told, if good { Ok(at(None)) } else { expired }, "{age}");
    }
}

#[test]
fn pages_of_a_walk_have_one_size() {
    let everything = ListParameters::default();
    let given_for = purpose(b"contoso", "User", &everything);
    let text = signer().seal(&at(None), given_for, given_at());
    for count in [0, 24, 26, u64::MAX] {
        let error = open(&text, Purpose { count, ..given_for }).expect_err("another size");
        assert_eq!(error.scim_type(), Some(ScimType::InvalidCount));
        assert!(error.detail().contains("25"), "{error}");
    }
}
