//! Where the source of a demand can be read.

/// A part of a source, and its address if it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The text.
    pub(super) text: String,
    /// Where it leads.
    pub(super) url: Option<String>,
}

/// What sources begin with that have one address for all of them.
const PAGES: [(&str, &str); 7] = [
    (
        "Microsoft Entra provisioning service",
        "https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works",
    ),
    (
        "Microsoft SCIM Validator",
        "https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial",
    ),
    (
        "Microsoft SCIM validation Logic App",
        "https://github.com/AzureAD/SCIMReferenceCode/tree/master/Microsoft.SCIM.LogicAppValidationTemplate",
    ),
    (
        "Microsoft Learn: customize application attributes",
        "https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes",
    ),
    (
        "Microsoft Learn: develop a SCIM endpoint",
        "https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups",
    ),
    (
        "Okta SCIM 2.0 SPEC test",
        "https://developer.okta.com/docs/guides/scim-provisioning-integration-test/main/",
    ),
    (
        "Okta SCIM 2.0 protocol reference",
        "https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20/",
    ),
];

/// The parts of a source, such as "RFC 7644 §3.12, table 9" or "owner/name#1, Microsoft Q&A 2".
pub(super) fn parts(source: &str) -> Vec<Part> {
    let mut rfc = None;
    let part = |text: &str| Part {
        text: text.to_owned(),
        url: url(text, &mut rfc),
    };
    source.split(", ").map(part).collect()
}

/// The addresses in a source, each with what it is of.
pub(super) fn known(source: &str) -> Vec<(String, String)> {
    let known = parts(source).into_iter();
    known
        .filter_map(|part| Some((part.text, part.url?)))
        .collect()
}

/// `rfc` is the number of the one that was named last, to which a section without one belongs.
fn url(text: &str, rfc: &mut Option<String>) -> Option<String> {
    if let Some(rest) = text.strip_prefix("RFC ") {
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        *rfc = Some(number);
    }
    if text.starts_with("RFC ") || text.starts_with('§') {
        return rfc.as_deref().map(|rfc| section(text, rfc));
    }
    if let Some(number) = text.strip_prefix("Microsoft Q&A ") {
        return Some(format!(
            "https://learn.microsoft.com/answers/questions/{number}"
        ));
    }
    thread(text).or_else(|| page(text))
}

fn section(text: &str, rfc: &str) -> String {
    let document = format!("https://www.rfc-editor.org/rfc/rfc{rfc}");
    let Some((_, section)) = text.split_once('§') else {
        return document;
    };
    let section: String = section
        .chars()
        .take_while(|it| it.is_ascii_digit() || *it == '.')
        .collect();
    format!("{document}#section-{}", section.trim_end_matches('.'))
}

/// A public thread, such as "owner/name#1". The page of issues leads on to a pull request.
fn thread(text: &str) -> Option<String> {
    let (repository, number) = text.rsplit_once('#')?;
    let is_number = !number.is_empty() && number.chars().all(|it| it.is_ascii_digit());
    let (owner, name) = repository.split_once('/')?;
    let is_name = |it: &str| {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        !it.is_empty() && it.chars().all(is_part)
    };
    (is_number && is_name(owner) && is_name(name))
        .then(|| format!("https://github.com/{repository}/issues/{number}"))
}

fn page(text: &str) -> Option<String> {
    let known = PAGES.iter().find(|(start, _)| text.starts_with(start));
    known.map(|(_, url)| (*url).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, urls: &[&str]) {
        let found: Vec<String> = known(source).into_iter().map(|(_, url)| url).collect();
        assert_eq!(found, urls, "{source}");
    }

    #[test]
    fn sections_and_threads_have_their_addresses() {
        check(
            "RFC 7643 §3.1, §8.5, RFC 7644 §3.12, table 9",
            &[
                "https://www.rfc-editor.org/rfc/rfc7643#section-3.1",
                "https://www.rfc-editor.org/rfc/rfc7643#section-8.5",
                "https://www.rfc-editor.org/rfc/rfc7644#section-3.12",
            ],
        );
        check(
            "Captain-P-Goldfish/SCIM-SDK#149, Microsoft Q&A 188003",
            &[
                "https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/149",
                "https://learn.microsoft.com/answers/questions/188003",
            ],
        );
        check("RFC 9865", &["https://www.rfc-editor.org/rfc/rfc9865"]);
        check("somebody's memory, a/b#c, #4", &[]);
    }
}
