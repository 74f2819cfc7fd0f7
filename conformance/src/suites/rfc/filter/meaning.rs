//! How expressions are put together, and what they mean without a value.

use scim::ResourceType;
use serde_json::Value;

use super::super::common::typed;
use super::super::own::Own;
use super::super::places::{searchable, varied};
use super::SOURCE;
use super::ask::{Question, values_at};
use super::notation::name_and_value;
use crate::check::{Session, Stop, Test, Verdict};
use crate::http::query;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    vec![
        typed(kind, "filter", "and-or-not", "and, or, not and round brackets combine expressions", SOURCE, combined)
            .why("Clients that look for one of several people, or for all but some, get the wrong ones.")
            .fix("Follow the grammar of figure 1: not takes a bracketed expression, brackets may be nested."),
        typed(kind, "filter", "precedence", "and binds tighter than or, and not tighter than and", SOURCE, precedence)
            .why("A filter without brackets selects other people than its author meant, and what follows happens to them.")
            .fix("Parse or-expressions as lists of and-expressions, and those as lists of terms."),
        typed(kind, "filter", "no-match", "A filter that nothing matches is answered 200 with totalResults 0", "RFC 7644 §3.4.2", no_match)
            .why("Clients ask whether someone exists before they make them; an error here stops provisioning.")
            .fix("Answer 200 with an empty list, never 404."),
        typed(kind, "filter", "not-of-missing", "not (… eq …) selects resources without a value", "RFC 7644 §3.4.2.2, table 4", not_of_missing)
            .why("Whoever has no value at all is in neither half when a client divides people by a value.")
            .fix("Let a comparison with a missing value be false, so that not of it is true; in SQL, COALESCE it before negating."),
        typed(kind, "filter", "unknown-attribute", "A filter on an attribute that no schema has matches nothing, or is refused", SOURCE, unknown)
            .why("A misspelled filter that is ignored selects everybody, and what follows happens to them.")
            .fix("Answer 400 invalidFilter, or treat the attribute as one without a value."),
    ]
}

async fn three(session: &Session, kind: &ResourceType) -> Result<(Own, [String; 3]), Stop> {
    let own = Own::make_minimal(session, kind, 3).await?;
    let (name, _) = name_and_value(&own)?;
    let term = |index: usize| {
        let value = own
            .resources
            .get(index)
            .and_then(|resource| resource.get(&name));
        format!("{name} eq {}", value.unwrap_or(&Value::Null))
    };
    let terms = [term(0), term(1), term(2)];
    Ok((own, terms))
}

async fn combined(session: Session, kind: ResourceType) -> Verdict {
    let (own, [a, b, c]) = three(&session, &kind).await?;
    for filter in [
        format!("{a} and {b}"),
        format!("{a} or {b}"),
        format!("not ({a})"),
        format!("({a} or {b}) and not ({b})"),
        format!("not ({a} or ({b} and not ({c})))"),
    ] {
        Question::strict(&own, filter).ask(&session).await?;
    }
    Ok(())
}

async fn precedence(session: Session, kind: ResourceType) -> Verdict {
    let (own, [a, b, c]) = three(&session, &kind).await?;
    for filter in [
        format!("{a} or {b} and {c}"),
        format!("{b} and {c} or {a}"),
        format!("not ({a}) and {b}"),
        format!("not ({a}) or {a} and {b}"),
    ] {
        Question::strict(&own, filter).ask(&session).await?;
    }
    Ok(())
}

async fn no_match(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let (name, _) = name_and_value(&own)?;
    let filter = format!("{name} eq \"{}\"", session.unique("nobody"));
    let answer = session
        .get(&query(&kind.endpoint, &[("filter", &filter)]))
        .await?;
    let list = answer.list()?;
    answer.expect_value("/totalResults", &0.into())?;
    if list.resources.is_empty() {
        return Ok(());
    }
    Err(answer.fail("no resources", format!("{}", list.resources.len())))
}

async fn not_of_missing(session: Session, kind: ResourceType) -> Verdict {
    let own = varied(&session, &kind).await?;
    let split = searchable(&kind).into_iter().find_map(|place| {
        let value = own
            .resources
            .last()
            .and_then(|it| values_at(it, &place).0.first().copied());
        let text = value.filter(|value| value.is_string() && place.sub.is_none())?;
        let missing = own
            .resources
            .iter()
            .any(|it| values_at(it, &place).0.is_empty());
        missing.then(|| format!("not ({} eq {text})", place.path()))
    });
    let Some(filter) = split else {
        return Err(Stop::NotClaimed(format!(
            "every {} has a value for every attribute",
            kind.name
        )));
    };
    Question::new(&own, filter).ask(&session).await
}

async fn unknown(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let filter = own.among("noSuchAttributeAnywhere eq \"x\"");
    let answer = session
        .get(&query(&kind.endpoint, &[("filter", &filter)]))
        .await?;
    if answer.status() == 400 {
        answer.expect_error(&[400])?;
        return Ok(());
    }
    let list = answer.list()?;
    if list.resources.is_empty() {
        return Ok(());
    }
    Err(answer.fail("no resources, or 400 invalidFilter", own.names(&list.ids())))
}
