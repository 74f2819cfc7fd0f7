//! `/ServiceProviderConfig` (RFC 7643 §5).

use serde_json::Value;

use super::{expect_none, follows, test, text};
use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::http::{Credentials, Request};

const PATH: &str = "/ServiceProviderConfig";
const URN: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
const SOURCE: &str = "RFC 7643 §5";

/// The features it must say yes or no to.
const FEATURES: [&str; 6] = ["patch", "bulk", "filter", "changePassword", "sort", "etag"];

/// The limits it must name.
const LIMITS: [(&str, &str); 3] = [
    ("bulk", "maxOperations"),
    ("bulk", "maxPayloadSize"),
    ("filter", "maxResults"),
];

/// The kinds of authentication that the RFC has words for.
const SCHEMES: [&str; 5] = [
    "oauth",
    "oauth2",
    "oauthbearertoken",
    "httpbasic",
    "httpdigest",
];

/// The tests.
pub(super) fn tests() -> Vec<Test> {
    let mut tests = vec![
        test("config.answers", "/ServiceProviderConfig is there and names its schema", "RFC 7644 §4")
            .why("Clients read here what they may use; without it they guess.")
            .fix("Serve one JSON object whose schemas is the URN of ServiceProviderConfig.")
            .run(answers),
        test("config.features", "/ServiceProviderConfig says for each feature whether it is supported", SOURCE)
            .why("A feature that isn't mentioned is not used, or used and refused.")
            .fix("Give patch, bulk, filter, changePassword, sort and etag a boolean member supported.")
            .run(features),
        test("config.limits", "/ServiceProviderConfig names the limits of bulk requests and of results", SOURCE)
            .why("Clients that don't know a limit learn it by failing.")
            .fix("Give bulk the integers maxOperations and maxPayloadSize, and filter the integer maxResults; 0 will do for what is not supported.")
            .run(limits),
        test("config.authentication", "/ServiceProviderConfig describes how clients authenticate", SOURCE)
            .why("Administrators look here for what to enter.")
            .fix("List authenticationSchemes, each with type, name and description.")
            .run(authentication),
    ];
    tests.extend(advice());
    tests
}

fn advice() -> [Test; 3] {
    [
        test("config.authentication-types", "The types of authentication are words of the RFC", SOURCE)
            .severity(Severity::Advice)
            .why("Clients choose how to authenticate by these words.")
            .fix("Use oauth, oauth2, oauthbearertoken, httpbasic or httpdigest as type.")
            .run(authentication_types),
        test("config.meta", "The meta of /ServiceProviderConfig is about itself", "RFC 7643 §3.1, §8.5")
            .severity(Severity::Should)
            .why("Clients that keep documents by meta.location would mix them up.")
            .fix("Set meta.resourceType to ServiceProviderConfig and meta.location to its own address, or leave meta out.")
            .run(meta),
        test("config.public", "/ServiceProviderConfig tells strangers how to authenticate", SOURCE)
            .severity(Severity::Should)
            .why("A client can only find out how to sign in if it needn't be signed in for that.")
            .fix("Serve authenticationSchemes without authentication, if your security policy allows it.")
            .run(public),
    ]
}

async fn answers(session: Session) -> Verdict {
    let answer = session.get(PATH).await?;
    answer.expect_status(&[200])?;
    if follows(answer.expect_object()?, URN) {
        return Ok(());
    }
    let found = answer
        .body()
        .get("schemas")
        .map_or("none".to_owned(), ToString::to_string);
    Err(answer.fail(format!("schemas with {URN}"), found))
}

async fn features(session: Session) -> Verdict {
    let answer = session.read(PATH).await?;
    let unsaid = |name: &&str| {
        let supported = answer.body().get(name).and_then(|it| it.get("supported"));
        !supported.is_some_and(Value::is_boolean)
    };
    let flaws: Vec<String> = FEATURES
        .into_iter()
        .filter(unsaid)
        .map(|name| format!("no {name}.supported"))
        .collect();
    expect_none(&answer, "a boolean supported for each feature", &flaws)
}

async fn limits(session: Session) -> Verdict {
    let answer = session.read(PATH).await?;
    let unsaid = |(feature, limit): &&(&str, &str)| {
        let number = answer.body().get(feature).and_then(|it| it.get(limit));
        !number.is_some_and(Value::is_u64)
    };
    let flaws: Vec<String> = LIMITS
        .iter()
        .filter(unsaid)
        .map(|(feature, limit)| format!("no {feature}.{limit}"))
        .collect();
    expect_none(&answer, "each limit as an integer", &flaws)
}

async fn authentication(session: Session) -> Verdict {
    let answer = session.read(PATH).await?;
    let schemes = answer
        .body()
        .get("authenticationSchemes")
        .and_then(Value::as_array);
    let schemes = schemes.map(Vec::as_slice).unwrap_or_default();
    if schemes.is_empty() {
        return Err(answer.fail("authenticationSchemes with an element", "none"));
    }
    let mut flaws = Vec::new();
    for (scheme, number) in schemes.iter().zip(1..) {
        let missing = ["type", "name", "description"]
            .into_iter()
            .filter(|name| text(scheme, name).is_none());
        flaws.extend(missing.map(|name| format!("no {name} in number {number}")));
    }
    expect_none(&answer, "type, name and description in each scheme", &flaws)
}

async fn authentication_types(session: Session) -> Verdict {
    let answer = session.read(PATH).await?;
    let schemes = answer
        .body()
        .get("authenticationSchemes")
        .and_then(Value::as_array);
    let types = schemes
        .into_iter()
        .flatten()
        .filter_map(|scheme| text(scheme, "type"));
    let unknown = types.filter(|word| !SCHEMES.contains(word));
    let flaws: Vec<String> = unknown.map(|word| format!("type {word}")).collect();
    expect_none(&answer, &SCHEMES.join(", "), &flaws)
}

async fn meta(session: Session) -> Verdict {
    let answer = session.read(PATH).await?;
    let member = |name: &str| answer.body().get("meta").and_then(|meta| text(meta, name));
    let mut flaws = Vec::new();
    if let Some(found) = member("resourceType").filter(|found| *found != "ServiceProviderConfig") {
        flaws.push(format!("meta.resourceType {found}"));
    }
    if let Some(found) = member("location").filter(|found| !found.ends_with(PATH)) {
        flaws.push(format!("meta.location {found}"));
    }
    expect_none(
        &answer,
        "meta about ServiceProviderConfig, if there is one",
        &flaws,
    )
}

async fn public(session: Session) -> Verdict {
    let request = Request::get(PATH).credentials(Credentials::None);
    let answer = session.send(request).await?;
    answer.expect_status(&[200])?;
    match answer.body().get("authenticationSchemes") {
        Some(Value::Array(_)) => Ok(()),
        _ => Err::<(), Stop>(answer.fail("authenticationSchemes", "none")),
    }
}
