//! Messages around resources: searches and their answers (RFC 7644 §3.4.2, §3.4.3, RFC 9865).

use serde_json::Value;

use crate::ScimError;
use crate::number::whole_number;

/// The message URN of a search's answer.
pub const LIST_RESPONSE_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// What a search asks for, from a query string or a search request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListParameters {
    /// The filter as written.
    pub filter: Option<String>,
    /// Position of the first result, from 1. May be far beyond the last one.
    pub start_index: u64,
    /// The page to go on with by cursor, empty for the first; `None` for pages by index.
    pub cursor: Option<String>,
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
            cursor: None,
            count: None,
            sort_by: None,
            descending: false,
            attributes: None,
            excluded_attributes: None,
        }
    }
}

impl ListParameters {
    /// Reads the decoded pairs of a query string. Names are understood in any letter case, unknown
    /// ones are ignored, and of a repeated one the last counts, except for `filter`.
    ///
    /// # Errors
    /// 400 `invalidFilter` for two filters; 400 `invalidCount` for a count that is no number; 400
    /// `invalidValue` for a start index that is none and for an unknown sort order.
    pub fn from_query(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ScimError> {
        let mut parameters = Self::default();
        for (name, value) in pairs {
            parameters.set(&name, value)?;
        }
        Ok(parameters)
    }

    /// Reads the body of a `.search` request (RFC 7644 §3.4.3). `attributes` and
    /// `excludedAttributes` may be lists or text separated by commas; `schemas` may be missing.
    ///
    /// # Errors
    /// 400 `invalidSyntax` if the body is not an object, 400 `invalidValue` for a value of the wrong
    /// type, and those of [`Self::from_query`].
    pub fn from_search_request(body: &Value) -> Result<Self, ScimError> {
        let Value::Object(fields) = body else {
            return Err(ScimError::invalid_syntax(
                "The body of a search must be a JSON object, such as {\"filter\": \"…\"}.",
            ));
        };
        let mut parameters = Self::default();
        for (name, value) in fields {
            if let Some(parameter) = Parameter::named(name)
                && let Some(text) = field_text(parameter, value)?
            {
                parameters.set(parameter.name(), text)?;
            }
        }
        Ok(parameters)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), ScimError> {
        let Some(parameter) = Parameter::named(name) else {
            return Ok(());
        };
        match parameter {
            Parameter::Filter if self.filter.is_some() => {
                return Err(ScimError::invalid_filter(
                    "The filter is given twice. Join the two with `and`.",
                ));
            }
            Parameter::Filter => self.filter = Some(value),
            Parameter::StartIndex => self.start_index = number(parameter, &value)?.max(1),
            Parameter::Cursor => self.cursor = Some(value.trim().to_owned()),
            Parameter::Count => self.count = Some(number(parameter, &value)?),
            Parameter::SortBy => self.sort_by = non_blank(value),
            Parameter::SortOrder => self.descending = is_descending(&value)?,
            Parameter::Attributes => self.attributes = non_blank(value),
            Parameter::ExcludedAttributes => self.excluded_attributes = non_blank(value),
        }
        Ok(())
    }
}

/// One page of a search that goes from cursor to cursor (RFC 9865 §2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CursorPage {
    /// How many results there are on all pages, where that is known.
    pub total: Option<u64>,
    /// What leads to the page before; `None` on the first.
    pub previous: Option<String>,
    /// What leads to the page after; `None` on the last.
    pub next: Option<String>,
    /// The results.
    pub resources: Vec<Value>,
}

impl CursorPage {
    /// The body of the answer.
    pub fn into_response(self) -> Value {
        let fields: [(&str, Option<Value>); 6] = [
            ("schemas", Some(vec![LIST_RESPONSE_SCHEMA].into())),
            ("totalResults", self.total.map(Value::from)),
            ("itemsPerPage", Some(self.resources.len().into())),
            ("previousCursor", self.previous.map(Value::from)),
            ("nextCursor", self.next.map(Value::from)),
            ("Resources", Some(self.resources.into())),
        ];
        let given = fields.into_iter();
        given
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

/// The body of a search's answer: one page of `total` results, from position `start_index` on.
pub fn list_response(total: u64, start_index: u64, resources: Vec<Value>) -> Value {
    let fields: [(&str, Value); 5] = [
        ("schemas", vec![LIST_RESPONSE_SCHEMA].into()),
        ("totalResults", total.into()),
        ("startIndex", start_index.into()),
        ("itemsPerPage", resources.len().into()),
        ("Resources", resources.into()),
    ];
    fields.into_iter().collect()
}

#[derive(Clone, Copy)]
enum Parameter {
    Filter,
    StartIndex,
    Cursor,
    Count,
    SortBy,
    SortOrder,
    Attributes,
    ExcludedAttributes,
}

impl Parameter {
    const ALL: [Self; 8] = [
        Self::Filter,
        Self::StartIndex,
        Self::Cursor,
        Self::Count,
        Self::SortBy,
        Self::SortOrder,
        Self::Attributes,
        Self::ExcludedAttributes,
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|parameter| parameter.name().eq_ignore_ascii_case(name))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::StartIndex => "startIndex",
            Self::Cursor => "cursor",
            Self::Count => "count",
            Self::SortBy => "sortBy",
            Self::SortOrder => "sortOrder",
            Self::Attributes => "attributes",
            Self::ExcludedAttributes => "excludedAttributes",
        }
    }
}

/// A field of a search request as it would stand in a query string.
fn field_text(parameter: Parameter, value: &Value) -> Result<Option<String>, ScimError> {
    match (parameter, value) {
        (_, Value::Null) => Ok(None),
        (_, Value::String(text)) => Ok(Some(text.clone())),
        (Parameter::StartIndex | Parameter::Count, Value::Number(_)) => {
            let digits = whole_number(value).ok_or_else(|| unreadable(parameter))?;
            Ok(Some(digits))
        }
        (Parameter::Attributes | Parameter::ExcludedAttributes, Value::Array(names)) => {
            let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
            let names = names.ok_or_else(|| unreadable(parameter))?;
            Ok(Some(names.join(",")))
        }
        _ => Err(unreadable(parameter)),
    }
}

fn unreadable(parameter: Parameter) -> ScimError {
    let expected = match parameter {
        Parameter::StartIndex | Parameter::Count => "a whole number",
        Parameter::Attributes | Parameter::ExcludedAttributes => "a list of attribute names",
        Parameter::SortOrder => "`ascending` or `descending`",
        Parameter::Filter | Parameter::Cursor | Parameter::SortBy => "text",
    };
    let detail = format!("{} must be {expected}.", parameter.name());
    match parameter {
        Parameter::Count => ScimError::invalid_count(detail),
        _ => ScimError::invalid_value(detail),
    }
}

/// A whole number; a negative one counts as 0 (RFC 7644 §3.4.2.4), and one too large to hold as the
/// largest that can be held.
fn number(parameter: Parameter, text: &str) -> Result<u64, ScimError> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(unreadable(parameter));
    }
    if text.starts_with('-') {
        return Ok(0);
    }
    Ok(digits.parse().unwrap_or(u64::MAX))
}

fn is_descending(text: &str) -> Result<bool, ScimError> {
    match text.trim() {
        order if order.eq_ignore_ascii_case("descending") => Ok(true),
        order if order.eq_ignore_ascii_case("ascending") => Ok(false),
        _ => Err(unreadable(Parameter::SortOrder)),
    }
}

fn non_blank(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}
