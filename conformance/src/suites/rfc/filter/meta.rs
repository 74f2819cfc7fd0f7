//! Filters on what the server sets: `id` and `meta`.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use scim::ResourceType;
use serde_json::{Value, json};

use super::super::common::typed;
use super::super::instant;
use super::super::own::{Own, id};
use super::super::tally::Tally;
use super::SOURCE;
use super::ask::Question;
use crate::check::{Session, Severity, Stop, Test, Verdict};

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    vec![
        typed(kind, "filter", "id", "id eq finds the resource of that id, in exactly that spelling", SOURCE, by_id)
            .why("Clients that verify what they remember look resources up by id.")
            .fix("Search id like any other attribute; it is caseExact."),
        typed(kind, "filter", "meta.resource-type", "meta.resourceType eq tells resource types apart", SOURCE, by_type)
            .why("Clients that query several types at once cannot restrict the results.")
            .fix("Let filters search meta.resourceType."),
        typed(kind, "filter", "meta.times", "meta.created and meta.lastModified are compared as points in time", SOURCE, |session, kind| times(session, kind, false))
            .why("Clients that ask for what has changed since their last visit miss changes, or get everything.")
            .fix("Compare instants, not texts: read fractions of a second and offsets such as +02:00."),
        typed(kind, "filter", "meta.exact-time", "meta.created eq the time that is shown finds the resource", SOURCE, |session, kind| times(session, kind, true))
            .severity(Severity::Advice)
            .why("A client that goes on from the last time it saw meets the last resource again, or skips some.")
            .fix("Store times as exactly as they are shown, and no more exactly."),
    ]
}

async fn by_id(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let Some(id) = own.resources.first().and_then(id) else {
        return Ok(());
    };
    Question::new(&own, format!("id eq {}", json!(id)))
        .ask(&session)
        .await?;
    Question::new(&own, format!("not (id eq {})", json!(id)))
        .ask(&session)
        .await
}

async fn by_type(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    for name in [kind.name.as_str(), "NoSuchType"] {
        let filter = format!("meta.resourceType eq {}", json!(name));
        Question::new(&own, filter).ask(&session).await?;
    }
    Ok(())
}

async fn times(session: Session, kind: ResourceType, exact: bool) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let mut tally = Tally::default();
    for name in ["created", "lastModified"] {
        let shown = |resource: &Value| resource.get("meta")?.get(name)?.as_str().map(str::to_owned);
        let first = own.resources.first().and_then(shown);
        let Some((text, time)) =
            first.and_then(|text| Some((text.clone(), instant::parse(&text)?)))
        else {
            return Err(Stop::NotClaimed(format!("resources show no meta.{name}")));
        };
        for filter in filters(name, &text, time, exact) {
            tally.count(Question::new(&own, filter).ask(&session).await)?;
        }
    }
    tally.verdict(&session)
}

/// Both resources were made within a minute, so that times an hour apart leave no doubt.
fn filters(name: &str, text: &str, time: DateTime<Utc>, exact: bool) -> Vec<String> {
    if exact {
        return vec![
            format!("meta.{name} eq {}", json!(text)),
            format!("meta.{name} ge {}", json!(text)),
        ];
    }
    let utc = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (before, after) = (time - Duration::hours(1), time + Duration::hours(1));
    // The same instant as `before`, written so that a comparison of texts goes wrong.
    let elsewhere = (before + Duration::hours(14)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let elsewhere = elsewhere.replace('Z', "+14:00");
    [
        format!("gt \"{}\"", utc(before)),
        format!("ge \"{elsewhere}\""),
        format!("lt \"{}\"", utc(after)),
        format!("gt \"{}\"", utc(after)),
        format!("le \"{}\"", utc(before)),
    ]
    .map(|rest| format!("meta.{name} {rest}"))
    .into()
}
