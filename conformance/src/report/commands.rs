//! Commands to copy: one request again with curl, or some tests again with this tool.

use super::model::Report;
use crate::http::{Credentials, Request};

/// Where the token is found, as the shell writes it.
const TOKEN: &str = "$SCIM_CHECK_TOKEN";

/// Sends the request again.
pub(super) fn curl(server: &str, request: &Request) -> String {
    let address = quoted(&format!("{server}{}", request.path));
    let address = match request.credentials {
        Credentials::Query => {
            let separator = if request.path.contains('?') { '&' } else { '?' };
            format!("{address}\"{separator}access_token={TOKEN}\"")
        }
        _ => address,
    };
    let mut parts = vec![format!("curl -i -X {} {address}", request.method)];
    match &request.credentials {
        Credentials::Token => parts.push(format!("-H \"Authorization: Bearer {TOKEN}\"")),
        Credentials::Header(value) => {
            parts.push(format!("-H {}", quoted(&format!("Authorization: {value}"))));
        }
        Credentials::None | Credentials::Query => {}
    }
    for (name, value) in &request.headers {
        parts.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
    }
    if let Some(body) = &request.body {
        parts.push(format!("--data-raw {}", quoted(body)));
    }
    parts.join(" \\\n  ")
}

/// Runs the tests of these ids again, as the run of the report was asked for.
pub(super) fn again<'i>(report: &Report, ids: impl IntoIterator<Item = &'i str>) -> String {
    let only = ids.into_iter().map(|id| format!(" --only {}", word(id)));
    let only: Vec<String> = only.collect();
    format!("{}{}", report.command, only.concat())
}

/// A word of a command line, in quotes only where the shell would read something else.
pub fn word(text: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_./:=,@%+".contains(it);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    quoted(text)
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_sent_again_word_for_word_and_without_a_secret() {
        let request = Request::get("/Users?filter=a").credentials(Credentials::Query);
        assert_eq!(
            curl("https://h/scim", &request),
            "curl -i -X GET 'https://h/scim/Users?filter=a'\"&access_token=$SCIM_CHECK_TOKEN\""
        );
        let request = Request::new("POST", "/Users").text("{\"a\":\"O'Neil\"}");
        assert_eq!(
            curl("https://h/scim", &request),
            "curl -i -X POST 'https://h/scim/Users' \\\n  \
             -H \"Authorization: Bearer $SCIM_CHECK_TOKEN\" \\\n  \
             -H 'content-type: application/scim+json; charset=utf-8' \\\n  \
             --data-raw '{\"a\":\"O'\\''Neil\"}'"
        );
    }

    #[test]
    fn words_are_quoted_only_where_a_shell_needs_it() {
        assert_eq!(word("rfc.filter.User.id"), "rfc.filter.User.id");
        assert_eq!(word("rfc.filter.User.$ref"), "'rfc.filter.User.$ref'");
        assert_eq!(word(""), "''");
    }
}
