//! What an answer says was made on a server, so that it can be taken away again.

use serde_json::Value;

use super::request::Response;

/// The paths, behind the base URL, of what a good answer to a `POST` at that path says was made: one
/// resource, or those of a bulk request that did not fail.
pub fn made(path: &str, answer: &Response) -> Vec<String> {
    let body = answer.json().unwrap_or_default();
    if path == "/Bulk" {
        let operations = body.get("Operations").and_then(Value::as_array);
        return operations
            .into_iter()
            .flatten()
            .filter_map(posted)
            .collect();
    }
    let id = body.get("id").and_then(Value::as_str);
    let path = match id {
        Some(id) => Some(format!("{path}/{id}")),
        None => answer.header("location").and_then(below_base),
    };
    path.into_iter().collect()
}

/// The last two segments of a location: endpoint and id.
pub fn below_base(location: &str) -> Option<String> {
    let mut segments = location.rsplit('/');
    let (id, endpoint) = (segments.next()?, segments.next()?);
    Some(format!("/{endpoint}/{id}"))
}

/// The status of a bulk operation, as text, as number, or as the `code` that RFC 7644 §3.7.2 shows.
pub fn operation_status(operation: &Value) -> Option<u16> {
    let status = operation.get("status")?;
    let status = status.get("code").unwrap_or(status);
    match status {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|number| u16::try_from(number).ok()),
    }
}

/// Why the resource at the path is left, if its `DELETE` came to this status or to no answer.
pub fn left_behind(path: &str, status: Option<u16>) -> Option<String> {
    match status {
        Some(200..=299 | 404 | 410) => None,
        Some(status) => Some(format!("{path} (HTTP {status})")),
        None => Some(format!("{path} (no answer)")),
    }
}

/// What failed made nothing, and its location may be somebody else's.
fn posted(operation: &Value) -> Option<String> {
    let text = |name: &str| operation.get(name).and_then(Value::as_str);
    let is_post = text("method")?.eq_ignore_ascii_case("POST");
    let failed = operation_status(operation).is_some_and(|status| status >= 300);
    below_base(text("location")?).filter(|_| is_post && !failed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(path: &str, body: &Value, paths: &[&str]) {
        let answer = Response {
            status: 200,
            headers: vec![(
                "location".to_owned(),
                "https://h/v2/Users/by-header".to_owned(),
            )],
            body: body.to_string(),
        };
        assert_eq!(made(path, &answer), paths, "{body}");
    }

    #[test]
    fn what_was_made_is_known_by_its_id_else_by_its_location() {
        check("/Users", &json!({"id": "u1"}), &["/Users/u1"]);
        check("/Users", &json!({}), &["/Users/by-header"]);
    }

    #[test]
    fn of_a_bulk_request_only_what_was_made_counts() {
        let done = |method: &str, id: &str, status: Value| json!({"method": method, "location": format!("https://h/v2/Users/{id}"), "status": status});
        check(
            "/Bulk",
            &json!({"Operations": [
                done("POST", "text", json!("201")),
                done("post", "number", json!(201)),
                done("POST", "code", json!({"code": "201"})),
                done("POST", "somebody-elses", json!("409")),
                done("PUT", "not-made", json!("200")),
                {"method": "POST", "status": "400"},
            ]}),
            &["/Users/text", "/Users/number", "/Users/code"],
        );
    }
}
