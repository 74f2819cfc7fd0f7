//! What answers are held against. Each of these passes the answer on, or stops the test.

use scim::schema::AttrRef;
use serde_json::Value;

use super::answer::Answer;
use super::same::contains;
use super::stop::Stop;
use crate::values;

/// The URN of error messages (RFC 7644 §3.12).
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

impl Answer {
    /// The status is one of these.
    pub fn expect_status(&self, statuses: &[u16]) -> Result<&Self, Stop> {
        if statuses.contains(&self.status()) {
            return Ok(self);
        }
        let names: Vec<String> = statuses.iter().map(u16::to_string).collect();
        let expected = format!("HTTP {}", names.join(" or "));
        Err(self.fail(expected, self.status_in_words()))
    }

    /// The status is 2xx.
    pub fn expect_success(&self) -> Result<&Self, Stop> {
        if (200..300).contains(&self.status()) {
            return Ok(self);
        }
        Err(self.fail("HTTP 2xx", self.status_in_words()))
    }

    /// The body is a JSON object.
    pub fn expect_object(&self) -> Result<&Value, Stop> {
        if self.body().is_object() {
            return Ok(self.body());
        }
        let found = match (self.response().body.is_empty(), self.is_json()) {
            (true, _) => "no body",
            (false, true) => "other JSON",
            (false, false) => "a body that is not JSON",
        };
        Err(self.fail("a JSON object as body", found))
    }

    /// The header is there.
    pub fn expect_header(&self, name: &str) -> Result<&str, Stop> {
        self.header(name)
            .ok_or_else(|| self.fail(format!("a header {name}"), "none"))
    }

    /// The place in the body, a JSON pointer such as `/meta/location`, has exactly this value.
    pub fn expect_value(&self, pointer: &str, value: &Value) -> Result<&Self, Stop> {
        let found = self.body().pointer(pointer);
        if found == Some(value) {
            return Ok(self);
        }
        Err(self.fail(format!("{pointer} {value}"), at(pointer, found)))
    }

    /// The place in the body holds a text that isn't empty.
    pub fn expect_text(&self, pointer: &str) -> Result<&str, Stop> {
        let found = self.body().pointer(pointer);
        let text = found
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        text.ok_or_else(|| self.fail(format!("{pointer} with a text"), at(pointer, found)))
    }

    /// The place in the body is empty: missing, null, or an empty text, list or object. The RFC
    /// treats missing, null and the empty list alike (RFC 7643 §2.5).
    pub fn expect_nothing(&self, pointer: &str) -> Result<&Self, Stop> {
        match self.body().pointer(pointer) {
            None | Some(Value::Null) => Ok(self),
            Some(Value::String(text)) if text.is_empty() => Ok(self),
            Some(Value::Array(list)) if list.is_empty() => Ok(self),
            Some(Value::Object(object)) if object.is_empty() => Ok(self),
            found => Err(self.fail(format!("no {pointer}"), at(pointer, found))),
        }
    }

    /// The resource in the body holds this value at that place, and perhaps more. What isn't
    /// returned by default isn't looked for.
    pub fn expect_kept(&self, place: &AttrRef<'_>, value: &Value) -> Result<&Self, Stop> {
        let attribute = place.leaf();
        let found = self.body().pointer(&values::pointer(place));
        if !values::shown(attribute) || found.is_some_and(|it| contains(attribute, it, value)) {
            return Ok(self);
        }
        let found = found.map_or("nothing".to_owned(), ToString::to_string);
        Err(self.fail(format!("{} {value}", place.path()), found))
    }

    /// The id of the resource in the body.
    pub fn expect_id(&self) -> Result<&str, Stop> {
        self.expect_text("/id")
    }

    /// The answer is a SCIM error with one of these statuses, the same as text in its body.
    pub fn expect_error(&self, statuses: &[u16]) -> Result<&Self, Stop> {
        self.expect_status(statuses)?;
        let body = self.expect_object()?;
        let schemas = body.get("schemas").and_then(Value::as_array);
        if !schemas.is_some_and(|urns| urns.iter().any(|urn| urn == ERROR)) {
            return Err(self.fail(
                format!("schemas with {ERROR}"),
                at("/schemas", body.get("schemas")),
            ));
        }
        self.expect_value("/status", &self.status().to_string().into())
    }

    /// The answer is a SCIM error with that status and that `scimType`.
    pub fn expect_scim_type(&self, status: u16, scim_type: &str) -> Result<&Self, Stop> {
        self.expect_error(&[status])?;
        self.expect_value("/scimType", &scim_type.into())
    }

    /// The answer is a SCIM error with one of these statuses. Its `scimType`, which is optional, is
    /// one of these if there is one.
    pub fn expect_refusal(&self, statuses: &[u16], scim_types: &[&str]) -> Result<&Self, Stop> {
        self.expect_error(statuses)?;
        match self.body().get("scimType").and_then(Value::as_str) {
            Some(found) if !scim_types.contains(&found) => {
                let expected = format!("scimType {} or none", scim_types.join(" or "));
                Err(self.fail(expected, format!("scimType {found}")))
            }
            _ => Ok(self),
        }
    }

    /// The status, and what the server says about it.
    pub fn status_in_words(&self) -> String {
        let detail = self.body().get("detail").and_then(Value::as_str);
        match detail {
            Some(detail) => format!("HTTP {}: {detail}", self.status()),
            None => format!("HTTP {}", self.status()),
        }
    }
}

fn at(pointer: &str, found: Option<&Value>) -> String {
    found.map_or_else(
        || format!("no {pointer}"),
        |value| format!("{pointer} {value}"),
    )
}
