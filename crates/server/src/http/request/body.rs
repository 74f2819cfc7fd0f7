//! Request bodies: any content type is read as JSON, within the limit and in time.

use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use directory::TenantKey;
use futures_util::StreamExt;
use scim::schema::Kept;
use scim::{Content, ResourceType, ScimError};

use super::budget::{Full, Held};
use super::content::{Excess, Most};
use super::inflate::{Collector, Stop};
use crate::config::HttpSettings;
use crate::http::State;

/// Bodies from this size on are parsed off the thread that serves the other requests.
const LARGE: usize = 256 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The most bytes a body may have, the setting that says so, and how much may be in them.
#[derive(Clone, Copy)]
struct Size {
    bytes: usize,
    setting: &'static str,
    most: Most,
}

/// Reads a body about a resource of that type, whose bytes are held for the tenant until the request
/// ends. Of an object's equal keys the last one counts.
pub(in crate::http) async fn read(
    request: &HttpRequest,
    payload: Payload,
    state: &State,
    tenant: TenantKey,
    resource_type: Option<&str>,
) -> Result<Content, ScimError> {
    let size = Size {
        bytes: state.settings.max_body_bytes,
        setting: "max_body_bytes",
        most: most(&state.settings),
    };
    let held = state.budget.hold(tenant);
    let form = form(state, resource_type);
    read_within(size, form, request, payload, &state.settings, held).await
}

/// What a body is about.
#[derive(Clone, Copy)]
enum Form {
    /// A group; so long may a text be that has not to be looked at.
    Group(usize),
    /// The same of a bulk request.
    Bulk(usize),
    Other,
}

fn form(state: &State, resource_type: Option<&str>) -> Form {
    let registry = state.directory.registry();
    let resource_type = resource_type.and_then(|name| registry.resource_type(name));
    let related = resource_type.and_then(ResourceType::related_attribute);
    match related.map(|attribute| attribute.kept) {
        Some(Kept::Members) => Form::Group(state.directory.settings().limits.string_length),
        _ => Form::Other,
    }
}

/// Reads the body of a bulk request, which has a limit of its own.
pub(in crate::http) async fn read_bulk(
    request: &HttpRequest,
    payload: Payload,
    state: &State,
    tenant: TenantKey,
) -> Result<Content, ScimError> {
    let size = Size {
        bytes: state.settings.max_bulk_bytes,
        setting: "max_bulk_bytes",
        most: most(&state.settings),
    };
    let held = state.budget.hold(tenant);
    let form = Form::Bulk(state.directory.settings().limits.string_length);
    read_within(size, form, request, payload, &state.settings, held).await
}

fn most(settings: &HttpSettings) -> Most {
    Most {
        depth: settings.max_body_depth,
        values: settings.max_body_values,
    }
}

async fn read_within(
    size: Size,
    form: Form,
    request: &HttpRequest,
    payload: Payload,
    settings: &HttpSettings,
    held: Held,
) -> Result<Content, ScimError> {
    let headers = request.headers();
    refuse_announced(headers, size)?;
    let collected = collect(collector(headers, size, held)?, payload, size, settings);
    let (bytes, held) = tokio::time::timeout(settings.body_timeout, collected)
        .await
        .map_err(|_| late(settings.body_timeout.as_secs()))??;
    if bytes.len() < LARGE {
        request.extensions_mut().insert(held);
        return parse(&bytes, form);
    }
    let parsed = tokio::task::spawn_blocking(move || (parse(&bytes, form), held)).await;
    let (parsed, held) =
        parsed.map_err(|_| ScimError::with_status(500, "The body could not be read."))?;
    request.extensions_mut().insert(held);
    parsed
}

/// A length that is announced too large is refused before the first byte.
fn refuse_announced(headers: &HeaderMap, size: Size) -> Result<(), ScimError> {
    match announced(headers) {
        Some(length) if usize::try_from(length).is_ok_and(|length| length <= size.bytes) => Ok(()),
        Some(_) => Err(too_large(size)),
        None => Ok(()),
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn collector(headers: &HeaderMap, size: Size, held: Held) -> Result<Collector, ScimError> {
    let Size { bytes, most, .. } = size;
    let encoding = headers
        .get(header::CONTENT_ENCODING)
        .map(|value| value.to_str());
    match encoding
        .transpose()
        .map(|text| text.map(str::to_ascii_lowercase))
    {
        Ok(None) => Ok(Collector::plain(bytes, announced(headers), most, held)),
        Ok(Some(text)) if text == "identity" => {
            Ok(Collector::plain(bytes, announced(headers), most, held))
        }
        Ok(Some(text)) if text == "gzip" || text == "x-gzip" => {
            Ok(Collector::gzip(bytes, most, held))
        }
        _ => Err(ScimError::with_status(
            415,
            "The body's Content-Encoding is not known here: send it as it is, or with gzip.",
        )),
    }
}

async fn collect(
    mut collector: Collector,
    mut payload: Payload,
    size: Size,
    settings: &HttpSettings,
) -> Result<(Vec<u8>, Held), ScimError> {
    let stopped = |stop| match stop {
        Stop::TooLarge => too_large(size),
        Stop::Exceeds(Excess::Depth) => too_deep(size.most.depth),
        Stop::Exceeds(Excess::Values) => too_many(size.most.values),
        Stop::NoRoom(full) => no_room(&full, settings),
        Stop::NotGzip => ScimError::invalid_syntax(
            "The body is announced as gzip by its Content-Encoding, and isn't.",
        ),
    };
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|_| ScimError::invalid_syntax("The body broke off."))?;
        collector.push(&piece).map_err(stopped)?;
    }
    collector.finish().map_err(stopped)
}

fn parse(bytes: &[u8], form: Form) -> Result<Content, ScimError> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ScimError::invalid_syntax(
            "The request needs a body, a JSON object.",
        ));
    }
    let parsed = match form {
        Form::Group(longest) => Content::parse_group(bytes, longest),
        Form::Bulk(longest) => Content::parse_bulk(bytes, longest),
        Form::Other => Content::parse(bytes),
    };
    parsed.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        ScimError::invalid_syntax(format!(
            "The body is not JSON that can be read: {} (line {line}, column {column}).",
            problem(&error)
        ))
    })
}

/// The parser's sentence without its position.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn too_large(size: Size) -> ScimError {
    let Size { bytes, setting, .. } = size;
    ScimError::too_large(format!(
        "The body is larger than {bytes} bytes ({setting}). Send less in one request."
    ))
}

fn too_deep(limit: usize) -> ScimError {
    ScimError::invalid_syntax(format!(
        "The body has more than {limit} objects and lists inside each other (max_body_depth). No \
         resource is as deep."
    ))
}

fn too_many(limit: usize) -> ScimError {
    ScimError::too_large(format!(
        "The body has more than {limit} values, those of unknown attributes included \
         (max_body_values). Send less in one request."
    ))
}

fn no_room(full: &Full, settings: &HttpSettings) -> ScimError {
    let detail = match full {
        Full::Process => format!(
            "The requests that are being handled hold {} bytes, as many as may be at a time \
             (max_held_bytes). Nothing was changed; repeat the request.",
            settings.max_held_bytes
        ),
        Full::Tenant => format!(
            "The tenant's requests that are being handled hold {} bytes, as many as may be at a time \
             (max_tenant_bytes). Nothing was changed; send fewer at the same time, and \
             repeat the request.",
            settings.max_tenant_bytes
        ),
    };
    ScimError::with_status(503, detail)
}

fn late(seconds: u64) -> ScimError {
    ScimError::with_status(
        408,
        format!("The body did not arrive within {seconds} seconds."),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_json_with_or_without_a_byte_order_mark() {
        for form in [Form::Other, Form::Group(9), Form::Bulk(9)] {
            let parse = |bytes| parse(bytes, form).map(|content| content.value().clone());
            assert_eq!(parse(b" {\"a\": 1} "), Ok(json!({"a": 1})));
            assert_eq!(parse(b"\xef\xbb\xbf{\"a\": 1}"), Ok(json!({"a": 1})));
            assert_eq!(parse(b"{\"a\": 1, \"a\": 2}"), Ok(json!({"a": 2})));
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_place() {
        let check = |body: &[u8], detail: &str| {
            assert_eq!(
                parse(body, Form::Group(9)),
                Err(ScimError::invalid_syntax(detail)),
                "{body:?}"
            );
        };
        check(b"", "The request needs a body, a JSON object.");
        check(
            b"\xef\xbb\xbf \n",
            "The request needs a body, a JSON object.",
        );
        check(
            b"{\n  \"a\": ?}",
            "The body is not JSON that can be read: expected value (line 2, column 8).",
        );
        check(
            b"{\"a\": \"\xff\"}",
            "The body is not JSON that can be read: invalid unicode code point (line 1, column 8).",
        );
        check(
            b"{\"a\": 1e400}",
            "The body is not JSON that can be read: number out of range (line 1, column 11).",
        );
    }
}
