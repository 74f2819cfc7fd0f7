//! Looks for a SCIM server at the usual paths where the one that was named has none.

use conformance::http::{Network, NetworkSettings};
use conformance::target::{answers, usual_urls};

/// The usual base URLs on the host of that one behind which a SCIM server answers.
pub(crate) async fn found_elsewhere(settings: &NetworkSettings, base_url: &str) -> Vec<String> {
    let mut found = Vec::new();
    for url in usual_urls(base_url) {
        let settings = NetworkSettings {
            url: url.clone(),
            ..settings.clone()
        };
        let Ok(network) = Network::new(settings) else {
            continue;
        };
        if answers(&network).await {
            found.push(url);
        }
    }
    found
}

/// What came of looking, as a sentence.
pub(crate) fn found_in_words(found: &[String]) -> String {
    match found {
        [] => "The usual paths, such as /scim/v2, lead to none either".to_owned(),
        found => format!("One answers at {}: try that", found.join(" and at ")),
    }
}
