//! Everything of a run that is on the server: finding it, and taking it away.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::{Failure, Settings};
use crate::check::{Answer, List, Stop};
use crate::http::Request;
use crate::suites::entra::service::job::{Job, KnownGroup, KnownPerson};
use crate::suites::entra::service::line::{Kind, Line};

/// Rows of a page.
const COUNT: usize = 100;
/// How often something is asked for until it comes.
const TRIES: u32 = 8;
/// The pause after the first failure; it doubles.
const PAUSE: Duration = Duration::from_millis(100);

/// The users whose names hold the tag.
pub(super) async fn users(line: &dyn Line, tag: &str) -> Result<Vec<Value>, Failure> {
    own(line, "/Users", "userName", tag).await
}

/// The groups whose names hold the tag, each as it is read by its id.
pub(super) async fn groups(line: &dyn Line, tag: &str) -> Result<Vec<Value>, Failure> {
    let mut groups = Vec::new();
    for listed in own(line, "/Groups", "displayName", tag).await? {
        let id = listed.get("id").and_then(Value::as_str).unwrap_or_default();
        let answer = ask(line, Kind::List, Request::get(&format!("/Groups/{id}"))).await;
        match answer {
            Ok(answer) if answer.status() == 200 => groups.push(answer.body().clone()),
            // Then the list is all there is to compare.
            _ => groups.push(listed),
        }
    }
    Ok(groups)
}

/// Deletes whatever of the run is there. What could not be deleted comes back with the reason.
pub(super) async fn clean_up(line: &dyn Line, settings: &Settings, job: &Job) -> Vec<String> {
    let known = job.groups.values().filter_map(KnownGroup::path);
    let mut paths: BTreeSet<String> = known.collect();
    paths.extend(paths_of(
        "/Groups",
        own(line, "/Groups", "displayName", &settings.tag).await,
    ));
    let mut left = delete(line, paths, settings.parallel).await;
    let known = job.people.values().filter_map(KnownPerson::path);
    let mut paths: BTreeSet<String> = known.collect();
    paths.extend(paths_of(
        "/Users",
        own(line, "/Users", "userName", &settings.tag).await,
    ));
    left.extend(delete(line, paths, settings.parallel).await);
    left
}

fn paths_of(endpoint: &str, found: Result<Vec<Value>, Failure>) -> Vec<String> {
    let ids = found.unwrap_or_default();
    let ids = ids.iter().filter_map(|it| it.get("id")?.as_str());
    ids.map(|id| format!("{endpoint}/{id}")).collect()
}

async fn delete(line: &dyn Line, paths: BTreeSet<String>, parallel: usize) -> Vec<String> {
    let deleting = paths.into_iter().map(|path| async move {
        let answer = ask(line, Kind::Delete, Request::new("DELETE", &path)).await;
        match answer {
            Ok(answer) if matches!(answer.status(), 200..=299 | 404 | 410) => None,
            Ok(answer) => Some(format!("{path} (HTTP {})", answer.status())),
            Err(_) => Some(format!("{path} (no answer)")),
        }
    });
    let done = stream::iter(deleting).buffer_unordered(parallel.max(1));
    done.filter_map(async |left| left).collect().await
}

/// All resources whose name holds the tag. A server that cannot search for a part of a name is
/// walked through as a whole.
async fn own(
    line: &dyn Line,
    endpoint: &str,
    name: &str,
    tag: &str,
) -> Result<Vec<Value>, Failure> {
    let filter = format!("{name} co {}", json!(tag));
    let encoded: String = byte_serialize(filter.as_bytes()).collect();
    let found = match pages(line, &format!("{endpoint}?filter={encoded}&")).await {
        Ok(found) => found,
        Err(_) => pages(line, &format!("{endpoint}?"))
            .await
            .map_err(|stop| Failure::Gone(stop.told().to_owned()))?,
    };
    let has_tag = |resource: &Value| {
        let name = resource.get(name).and_then(Value::as_str);
        name.is_some_and(|name| name.to_lowercase().contains(tag))
    };
    Ok(found.into_iter().filter(has_tag).collect())
}

async fn pages(line: &dyn Line, search: &str) -> Result<Vec<Value>, Stop> {
    let mut found = Vec::new();
    loop {
        let start = found.len() + 1;
        let path = format!("{search}startIndex={start}&count={COUNT}");
        let List {
            resources, total, ..
        } = ask(line, Kind::List, Request::get(&path)).await?.list()?;
        let is_last = resources.is_empty();
        found.extend(resources);
        let total = total.and_then(|total| usize::try_from(total).ok());
        if is_last || total.is_some_and(|total| found.len() >= total) {
            return Ok(found);
        }
    }
}

/// Asks until an answer comes that would not be another one later.
async fn ask(line: &dyn Line, kind: Kind, request: Request) -> Result<Answer, Stop> {
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match line.send(kind, request.clone()).await {
            Ok(answer) if answer.status() < 500 && answer.status() != 429 => return Ok(answer),
            _ => tokio::time::sleep(pause).await,
        }
        pause *= 2;
    }
    line.send(kind, request).await
}
