//! `rollcall contact explain`.

use directory::explain;
use roster::Explained;
use roster::contact::Field;
use roster::explained::{FieldExplained, Seen};
use scim::instant;
use serde_json::{Value, to_value};

use super::context::Context;
use super::error::Failure;
use super::output::fields;

pub(super) async fn run(context: &Context, tenant: &str, who: &str) -> Result<(), Failure> {
    let explained = explain::person(&context.directory, tenant, who).await?;
    Ok(context.output.show(&explained, text)?)
}

fn text(explained: &Explained) -> String {
    let parts = [decision(explained), sources(explained), seen(explained)];
    let hint = explained.hint.unwrap_or_default().to_owned();
    let parts = parts.into_iter().chain([hint]);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

fn decision(explained: &Explained) -> String {
    let Some(explanation) = &explained.explanation else {
        return String::new();
    };
    let because = to_value(&explanation.decision.because).unwrap_or_default();
    let kind = because
        .get("kind")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let lines = fields(&[
        ("status", explanation.status.as_str().to_owned()),
        ("because", kind.to_owned()),
    ]);
    let remedies = explanation.decision.remedies.iter();
    let remedies = remedies.map(|remedy| format!("to change it: {}\n", remedy.text));
    [lines].into_iter().chain(remedies).collect()
}

fn sources(explained: &Explained) -> String {
    let line = |(field, it): (&Field, &FieldExplained)| {
        let path = it.path.as_deref().unwrap_or("-");
        format!("{field} = {} ({}, {path})\n", it.value, it.source.as_str())
    };
    explained.fields.iter().map(line).collect()
}

fn seen(explained: &Explained) -> String {
    let line = |seen: &Seen| {
        let at = instant::format(seen.at);
        format!("{at} {} {}\n", seen.what.as_str(), seen.detail)
    };
    explained.seen.iter().map(line).collect()
}
