//! The body of a search's answer around the resources on the page (RFC 7644 §3.4.2, RFC 9865 §2).

use scim::message::LIST_RESPONSE_SCHEMA;
use scim::project::push_text;

/// What stands behind the resources of a page.
pub(super) const END: &str = "]}";

/// What is told of a page beside its resources.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// How many resources there are on all pages, where that is known.
    pub(super) total: Option<u64>,
    /// The position of the first, on a page by index.
    pub(super) start_index: Option<u64>,
    /// How many there are on this one.
    pub(super) length: usize,
    /// What leads to the page before, on a page by cursor.
    pub(super) previous: Option<String>,
    /// What leads to the page after.
    pub(super) next: Option<String>,
}

impl Page {
    /// What stands before the resources. Behind them comes [`END`].
    pub(super) fn head(&self) -> String {
        let mut text = String::with_capacity(256 + 2048 * Ord::min(self.length, 32));
        text.push_str("{\"schemas\":[");
        push_text(&mut text, LIST_RESPONSE_SCHEMA);
        text.push(']');
        let numbers = [
            ("totalResults", self.total),
            ("startIndex", self.start_index),
            ("itemsPerPage", Some(self.length as u64)),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                push_name(&mut text, name);
                text.push_str(&number.to_string());
            }
        }
        for (name, cursor) in [
            ("previousCursor", &self.previous),
            ("nextCursor", &self.next),
        ] {
            if let Some(cursor) = cursor {
                push_name(&mut text, name);
                push_text(&mut text, cursor);
            }
        }
        push_name(&mut text, "Resources");
        text.push('[');
        text
    }
}

fn push_name(text: &mut String, name: &str) {
    text.push(',');
    push_text(text, name);
    text.push(':');
}

#[cfg(test)]
mod tests {
    use scim::message::{CursorPage, list_response};
    use serde_json::json;

    use super::{END, Page};

    fn answer(page: &Page, resources: &str) -> String {
        format!("{}{resources}{END}", page.head())
    }

    #[test]
    fn a_page_is_told_as_scim_has_it() {
        let resources = vec![json!({"id": "a"}), json!({"id": "b"})];
        let by_index = Page {
            total: Some(12),
            start_index: Some(11),
            length: 2,
            ..Page::default()
        };
        let expected = list_response(12, 11, resources.clone());
        let text = r#"{"id":"a"},{"id":"b"}"#;
        assert_eq!(answer(&by_index, text), expected.to_string());
        assert_eq!(
            answer(&Page::default(), ""),
            CursorPage::default().into_response().to_string()
        );
        let by_cursor = Page {
            total: Some(3),
            length: 2,
            previous: Some("a".to_owned()),
            next: Some("\"b\"".to_owned()),
            ..Page::default()
        };
        let expected = CursorPage {
            total: Some(3),
            previous: Some("a".to_owned()),
            next: Some("\"b\"".to_owned()),
            resources,
        };
        assert_eq!(
            answer(&by_cursor, text),
            expected.into_response().to_string()
        );
    }
}
