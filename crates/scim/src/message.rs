//! Messages around resources: list responses and search requests (RFC 7644 §3.4.2, §3.4.3).

use serde_json::Value;

use crate::ScimError;

/// What a search asks for, from a query string or a search request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListParameters {
    /// The filter as written.
    pub filter: Option<String>,
    /// Position of the first result, from 1.
    pub start_index: u64,
    /// The most results wanted; `None` leaves it to the service provider.
    pub count: Option<u64>,
    /// The attribute to sort by, as written.
    pub sort_by: Option<String>,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// The attributes wanted, separated by commas.
    pub attributes: Option<String>,
    /// The attributes not wanted, separated by commas.
    pub excluded_attributes: Option<String>,
}

impl Default for ListParameters {
    fn default() -> Self {
        Self {
            filter: None,
            start_index: 1,
            count: None,
            sort_by: None,
            descending: false,
            attributes: None,
            excluded_attributes: None,
        }
    }
}

impl ListParameters {
    /// Reads the decoded pairs of a query string. Unknown names are ignored.
    pub fn from_query(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ScimError> {
        let _ = pairs.into_iter();
        todo!()
    }

    /// Reads the body of a `.search` request.
    pub fn from_search_request(body: &Value) -> Result<Self, ScimError> {
        let _ = body;
        todo!()
    }
}

/// The body of a search's answer.
pub fn list_response(total: u64, start_index: u64, resources: Vec<Value>) -> Value {
    let _ = (total, start_index, resources);
    todo!()
}
