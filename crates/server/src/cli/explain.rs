//! `rollcall contact explain`.

use directory::explain;
use roster::Explained;
use roster::contact::Field;
use roster::explained::{FieldExplained, Seen};
use scim::instant;
use serde_json::{Value, to_value};

use super::context::Context;
use super::error::Failure;
use super::output::{fields, in_words};

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
    let audiences = explanation.audiences.iter();
    let audiences: Vec<&str> = audiences.map(|it| it.name.as_str()).collect();
    let mut lines = vec![
        ("status", explanation.status.as_str().to_owned()),
        ("because", reason(&because)),
    ];
    if !audiences.is_empty() {
        lines.push(("audiences", audiences.join(", ")));
    }
    let remedies = explanation.decision.remedies.iter();
    let remedies = remedies.map(|remedy| format!("to change it: {}", remedy.text));
    let lines = [fields(&lines)].into_iter().chain(remedies);
    lines.map(|line| line + "\n").collect()
}

/// A reason in a line: its kind, what it is called, and what was compared.
fn reason(because: &Value) -> String {
    let text = |name: &str| because.get(name).and_then(Value::as_str);
    let kind = text("kind").unwrap_or_default().replace('_', " ");
    let called = text("name").or_else(|| text("exception"));
    let called = called.map_or_else(String::new, |name| format!(" {name:?}"));
    let filter = text("filter").or_else(|| text("reason"));
    let filter = filter.map_or_else(String::new, |filter| format!(": {filter}"));
    let compared = because.get("compared").and_then(Value::as_array);
    let compared = compared.into_iter().flatten().map(|it| {
        let part = |name: &str| {
            it.get(name)
                .map_or_else(String::new, |it| in_words(it, "nothing", ", "))
        };
        format!("; {} is {}", part("attribute"), part("actual"))
    });
    format!("{kind}{called}{filter}{}", compared.collect::<String>())
}

fn sources(explained: &Explained) -> String {
    let line = |(field, it): (&Field, &FieldExplained)| {
        if it.pinned {
            let has = it.directory_value.as_deref().unwrap_or("no value");
            return format!("{field} = {} (pinned; the directory has {has})\n", it.value);
        }
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
