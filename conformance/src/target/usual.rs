//! Where SCIM is usually found on a host, for whoever was given another address.

use url::Url;

use crate::http::{Request, Transport};

/// What base URLs usually end in.
const PATHS: [&str; 8] = [
    "/scim/v2",
    "/scim",
    "/v2",
    "/api/scim/v2",
    "/api/scim",
    "/api/v2/scim",
    "/api/v2",
    "/scim2",
];

/// Base URLs to try in place of that one: what it leads to with a usual path behind it, what is left
/// of it without its end, and the usual paths of its host.
pub fn usual_urls(base_url: &str) -> Vec<String> {
    let Ok(url) = Url::parse(base_url) else {
        return Vec::new();
    };
    let host = url.origin().ascii_serialization();
    let path = url.path().trim_end_matches('/');
    let mut paths: Vec<String> = PATHS.iter().map(|it| format!("{path}{it}")).collect();
    let mut shorter = path;
    while let Some((start, _)) = shorter.rsplit_once('/') {
        paths.push(start.to_owned());
        shorter = start;
    }
    paths.extend(PATHS.map(str::to_owned));
    let mut urls: Vec<String> = Vec::new();
    for path in paths.into_iter().filter(|it| it != path) {
        let url = format!("{host}{path}");
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

/// Whether a SCIM server answers there, be it that it refuses the token.
pub async fn answers(server: &dyn Transport) -> bool {
    for path in ["/ServiceProviderConfig", "/Users?count=1"] {
        let Ok(answer) = server.send(Request::get(path)).await else {
            continue;
        };
        let is_scim = answer.json().is_some() && answer.body.contains("urn:ietf:params:scim:");
        if is_scim && matches!(answer.status, 200 | 401 | 403) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_tried_with_more_and_with_less_and_then_the_usual_paths() {
        let urls = usual_urls("https://h:8443");
        assert_eq!(urls.len(), PATHS.len());
        assert_eq!(urls[0], "https://h:8443/scim/v2");
        let urls = usual_urls("https://h/scim/v2/Users");
        assert!(!urls.contains(&"https://h/scim/v2/Users".to_owned()));
        let place = |url: &str| urls.iter().position(|it| it == url);
        assert!(place("https://h/scim/v2").is_some());
        assert!(place("https://h/scim/v2/Users/scim/v2").is_some());
        assert!(place("https://h/api/scim/v2").is_some());
        assert_eq!(usual_urls("no address"), Vec::<String>::new());
    }
}
