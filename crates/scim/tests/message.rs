//! What searches ask for, and the shape of their answers.

#![cfg(test)]

use rollcall_scim::ScimError;
use rollcall_scim::message::{CursorPage, ListParameters, list_response};
use serde_json::{Value, json};

fn query(text: &str) -> Result<ListParameters, ScimError> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    ListParameters::from_query(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

#[test]
fn a_query_is_read_in_any_letter_case() {
    let expected = ListParameters {
        filter: Some("userName sw \"a\"".to_owned()),
        start_index: 11,
        cursor: Some("abc".to_owned()),
        count: Some(5),
        sort_by: Some("name.familyName".to_owned()),
        descending: true,
        attributes: Some("userName, emails".to_owned()),
        excluded_attributes: Some("members".to_owned()),
    };
    let read = query(
        "FILTER=userName sw \"a\"&startindex=11&CURSOR=abc&Count=5&sortBy=name.familyName\
         &SORTORDER=Descending&attributes=userName, emails&ExcludedAttributes=members\
         &aadOptscim062020&foo=bar",
    );
    assert_eq!(read, Ok(expected));
}

#[test]
fn an_empty_query_asks_for_everything_from_the_first_on() {
    let expected = ListParameters {
        filter: None,
        start_index: 1,
        cursor: None,
        count: None,
        sort_by: None,
        descending: false,
        attributes: None,
        excluded_attributes: None,
    };
    assert_eq!(query(""), Ok(expected.clone()));
    assert_eq!(
        query("attributes=&excludedAttributes= &sortBy="),
        Ok(expected)
    );
}

#[test]
fn numbers_are_brought_into_range() {
    for (written, start_index, count) in [
        ("1", 1, 1),
        ("0", 1, 0),
        ("-3", 1, 0),
        ("+7", 7, 7),
        (" 7 ", 7, 7),
        ("-99999999999999999999999999", 1, 0),
        ("18446744073709551615", u64::MAX, u64::MAX),
        ("99999999999999999999999999", u64::MAX, u64::MAX),
    ] {
        let read = query(&format!("startIndex={written}&count={written}"));
        let expected = ListParameters {
            start_index,
            count: Some(count),
            ..ListParameters::default()
        };
        assert_eq!(read, Ok(expected), "{written}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_by_name() {
    for (written, detail) in [
        ("startIndex=one", "startIndex must be a whole number."),
        ("startIndex=", "startIndex must be a whole number."),
        (
            "sortOrder=up",
            "sortOrder must be `ascending` or `descending`.",
        ),
    ] {
        assert_eq!(
            query(written),
            Err(ScimError::invalid_value(detail)),
            "{written}"
        );
    }
    for written in ["count=", "count=1.5", "count=--1", "count=1e3"] {
        let expected = ScimError::invalid_count("count must be a whole number.");
        assert_eq!(query(written), Err(expected), "{written}");
    }
    let twice = "The filter is given twice. Join the two with `and`.";
    let expected = Err(ScimError::invalid_filter(twice));
    assert_eq!(query("filter=a pr&Filter=b pr"), expected);
}

#[test]
fn a_search_request_says_the_same_as_a_query() {
    let same = query(
        "filter=title pr&startIndex=11&cursor=abc&count=5&sortBy=title&sortOrder=descending\
         &attributes=userName,emails&excludedAttributes=members",
    );
    for body in [
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            "filter": "title pr", "startIndex": 11, "cursor": "abc", "count": 5,
            "sortBy": "title", "sortOrder": "descending",
            "attributes": ["userName", "emails"], "excludedAttributes": ["members"],
        }),
        json!({
            "Filter": "title pr", "STARTINDEX": "11", "Cursor": "abc", "count": "5",
            "sortby": "title", "sortOrder": "DESCENDING", "unknown": { "a": 1 },
            "attributes": "userName,emails", "excludedAttributes": "members",
        }),
        json!({
            "filter": "title pr", "startIndex": 11.0, "cursor": "abc", "count": 5e0,
            "sortBy": "title", "sortOrder": "descending",
            "attributes": "userName,emails", "excludedAttributes": "members",
        }),
    ] {
        assert_eq!(ListParameters::from_search_request(&body), same, "{body}");
    }
    let empty = json!({ "filter": null, "count": null, "cursor": null, "attributes": [],
        "sortBy": null });
    let read = ListParameters::from_search_request(&empty);
    assert_eq!(read, Ok(ListParameters::default()));
}

#[test]
fn a_search_request_of_wrong_types_is_refused_by_name() {
    for (body, detail) in [
        (json!({ "filter": 7 }), "filter must be text."),
        (json!({ "sortBy": ["title"] }), "sortBy must be text."),
        (json!({ "cursor": 7 }), "cursor must be text."),
        (
            json!({ "startIndex": true }),
            "startIndex must be a whole number.",
        ),
        (
            json!({ "sortOrder": 1 }),
            "sortOrder must be `ascending` or `descending`.",
        ),
        (
            json!({ "attributes": [1] }),
            "attributes must be a list of attribute names.",
        ),
        (
            json!({ "excludedAttributes": {} }),
            "excludedAttributes must be a list of attribute names.",
        ),
    ] {
        let expected = Err(ScimError::invalid_value(detail));
        assert_eq!(
            ListParameters::from_search_request(&body),
            expected,
            "{body}"
        );
    }
    for body in [json!([]), json!("title pr"), Value::Null] {
        let error = ListParameters::from_search_request(&body).expect_err("it is no object");
        assert_eq!(error.to_json()["scimType"], "invalidSyntax", "{body}");
    }
}

#[test]
fn a_list_response_always_has_all_of_its_fields_in_order() {
    assert_eq!(
        list_response(0, 1, Vec::new()).to_string(),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}"#,
    );
    assert_eq!(
        list_response(12, 11, vec![json!({ "id": "a" }), json!({ "id": "b" })]).to_string(),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":12,"startIndex":11,"itemsPerPage":2,"Resources":[{"id":"a"},{"id":"b"}]}"#,
    );
}

#[test]
fn an_empty_cursor_asks_for_the_first_page() {
    let expected = ListParameters {
        cursor: Some(String::new()),
        ..ListParameters::default()
    };
    assert_eq!(query("cursor"), Ok(expected.clone()));
    assert_eq!(query("cursor="), Ok(expected.clone()));
    let read = ListParameters::from_search_request(&json!({ "cursor": "" }));
    assert_eq!(read, Ok(expected));
}

#[test]
fn a_page_between_cursors_names_only_what_there_is() {
    assert_eq!(
        CursorPage::default().into_response().to_string(),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"itemsPerPage":0,"Resources":[]}"#,
    );
    let page = CursorPage {
        total: Some(3),
        previous: Some("a".to_owned()),
        next: Some("b".to_owned()),
        resources: vec![json!({ "id": "x" })],
    };
    assert_eq!(
        page.into_response().to_string(),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"itemsPerPage":1,"previousCursor":"a","nextCursor":"b","Resources":[{"id":"x"}]}"#,
    );
}
