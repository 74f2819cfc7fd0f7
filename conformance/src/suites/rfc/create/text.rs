//! Text that is not plain English letters.

use std::sync::Arc;

use scim::schema::{AttrRef, Kind, Uniqueness};
use scim::{Attribute, ResourceType};
use serde_json::{Value, json};

use crate::check::{Flaws, Session, Severity, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::values;

/// Texts that servers have stumbled over, each with the name of its test and what it is.
const TEXTS: [(&str, &str, &str); 3] = [
    (
        "letters",
        "letters of other scripts",
        "Zoë Żółć 李小龍 Ωμέγα مرحبا",
    ),
    (
        "emoji",
        "characters beyond the Basic Multilingual Plane",
        "a 👩\u{200d}🚀 b 𝔘 c",
    ),
    (
        "quotes",
        "quotes, backslashes and markup",
        r#"O'Brien "Bob" \ / <b>&amp;</b> %27 ; --"#,
    ),
];

/// Attributes whose values follow a form of their own.
const FORMED: [&str; 6] = [
    "preferredLanguage",
    "locale",
    "timezone",
    "country",
    "postalCode",
    "password",
];

/// Complex attributes whose texts are addresses or encoded.
const ADDRESSES: [&str; 5] = [
    "emails",
    "phoneNumbers",
    "ims",
    "photos",
    "x509Certificates",
];

/// The tests for one resource type.
pub(super) fn tests(about: &About) -> Vec<Test> {
    let test = |(id, what, text): (&str, &str, &'static str)| {
        about
            .test(&format!("text.{id}"), &format!("A {{type}} keeps text with {what}"), "RFC 7643 §2.3.1", move |session, kind| kept(session, kind, text))
            .severity(Severity::Should)
            .why("People's names and titles are written in all scripts; what is changed on the way no longer matches its source, and is sent again for ever.")
            .fix("Store text as Unicode from end to end (in MySQL utf8mb4), with bound parameters, and do not escape it for HTML.")
    };
    let mut tests: Vec<Test> = TEXTS.into_iter().map(test).collect();
    tests.push(
        about
            .test("text.long", "A {type} keeps text of 200 characters", "RFC 7643 §2.3.1", long)
            .severity(Severity::Advice)
            .why("Some titles and departments are long; cut off, they are sent again for ever.")
            .fix("Give text columns room for 256 characters at least, and refuse longer text instead of cutting it."),
    );
    tests
}

async fn long(session: Session, kind: Arc<ResourceType>) -> Verdict {
    kept(session, kind, LONG).await
}

/// 200 characters, none like its neighbours.
const LONG: &str = "Head of the Department for the Coordination of Interdepartmental Correspondence, Deputy to the Secretary of the Standing Committee on Committees, and Keeper of the Register of Registers of the Realm..";

async fn kept(session: Session, kind: Arc<ResourceType>, text: &'static str) -> Verdict {
    let mut body = session.minimal(&kind).await?;
    let mut sent = Vec::new();
    for place in values::writable(&session, &kind) {
        let taken = body.pointer(&values::pointer(&place)).is_some();
        if let Some(value) = filled(&place, text).filter(|_| !taken) {
            values::put(&mut body, &place, value.clone());
            sent.push((place, value));
        }
    }
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_success()?;
    let read = session.read(&answer.path(&kind)?).await?;
    let mut flaws = Flaws::default();
    for (place, value) in sent {
        flaws.keep(&place.path(), read.expect_kept(&place, &value))?;
    }
    flaws.verdict()
}

/// The text as a value of the attribute, or in all its parts that take any text.
fn filled(place: &AttrRef<'_>, text: &str) -> Option<Value> {
    let attribute = place.attribute;
    if takes_any(attribute) {
        let value = json!(text);
        return Some(if attribute.multi_valued {
            json!([value])
        } else {
            value
        });
    }
    if attribute.kind != Kind::Complex
        || attribute.multi_valued
        || ADDRESSES.contains(&attribute.name.as_str())
    {
        return None;
    }
    let parts = attribute.sub_attributes.iter().filter(|sub| takes_any(sub));
    let parts: serde_json::Map<String, Value> =
        parts.map(|sub| (sub.name.clone(), json!(text))).collect();
    (!parts.is_empty()).then_some(Value::Object(parts))
}

fn takes_any(attribute: &Attribute) -> bool {
    attribute.kind == Kind::String
        && values::may_write(attribute)
        && attribute.canonical_values.is_empty()
        && attribute.uniqueness == Uniqueness::None
        && !FORMED.contains(&attribute.name.as_str())
}
