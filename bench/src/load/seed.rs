//! Fills a server, and shows how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use hyper::Method;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;

use super::answer::id_of;
use super::bodies;
use super::connection::{Connection, Endpoint};
use super::population::{Group, Population, user_name};

/// Users that are created at a time.
const CLIENTS: usize = 64;
/// Members in one request.
const MEMBERS: usize = 1000;

/// Creates users until there are so many.
///
/// # Errors
/// The server refuses one.
pub(crate) async fn seed_users(
    endpoint: &Endpoint,
    population: &mut Population,
    count: usize,
    whose: &str,
) -> Result<()> {
    let have = population.users.len();
    let bar = bar(count.saturating_sub(have), &format!("{whose}: users"));
    let next = Arc::new(AtomicUsize::new(have));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let connection = Connection::new(endpoint.clone());
        clients.spawn(create(connection, Arc::clone(&next), count, bar.clone()));
    }
    let mut made = Vec::new();
    while let Some(client) = clients.join_next().await {
        made.extend(client??);
    }
    made.sort_unstable();
    population.users.extend(made.into_iter().map(|(_, id)| id));
    bar.finish_and_clear();
    Ok(())
}

/// Creates groups of these sizes, so many of each that does not exist yet, as far as there are
/// users enough.
///
/// # Errors
/// The server refuses one, or its members.
pub(crate) async fn seed_groups(
    endpoint: &Endpoint,
    population: &mut Population,
    sizes: &[usize],
    of_each: usize,
    whose: &str,
) -> Result<()> {
    let mut connection = Connection::new(endpoint.clone());
    for &size in sizes {
        let is_new = population.groups_of(size).is_empty();
        if !is_new || size > population.users.len() {
            continue;
        }
        let bar = bar(size * of_each, &format!("{whose}: members"));
        for number in 0..of_each {
            let name = format!("perf-{size}-{number}");
            let id = create_group(&mut connection, &name).await?;
            let members = population.users.iter().take(size).cloned();
            fill(&mut connection, &id, &members.collect::<Vec<_>>(), &bar).await?;
            population.groups.push(Group { id, name, size });
        }
        bar.finish_and_clear();
    }
    Ok(())
}

/// Creates a group without members; gives its id.
///
/// # Errors
/// The server refuses it.
pub(crate) async fn create_group(connection: &mut Connection, name: &str) -> Result<String> {
    post(connection, "/Groups", bodies::group(name)).await
}

async fn create(
    mut connection: Connection,
    next: Arc<AtomicUsize>,
    end: usize,
    bar: ProgressBar,
) -> Result<Vec<(usize, String)>> {
    let mut made = Vec::new();
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        if place >= end {
            return Ok(made);
        }
        let body = bodies::user(&user_name(place), place);
        made.push((place, post(&mut connection, "/Users", body).await?));
        bar.inc(1);
    }
}

async fn fill(
    connection: &mut Connection,
    group: &str,
    members: &[String],
    bar: &ProgressBar,
) -> Result<()> {
    for part in members.chunks(MEMBERS) {
        let path = format!("/Groups/{group}");
        let body = bodies::add_members(part);
        let answer = connection.send(&Method::PATCH, &path, Some(body)).await?;
        if !matches!(answer.status, 200 | 204) {
            let text = String::from_utf8_lossy(&answer.body);
            bail!("members were refused: HTTP {} {text}", answer.status);
        }
        bar.inc(part.len() as u64);
    }
    Ok(())
}

async fn post(connection: &mut Connection, path: &str, body: Bytes) -> Result<String> {
    let answer = connection.send(&Method::POST, path, Some(body)).await?;
    if answer.status != 201 {
        let text = String::from_utf8_lossy(&answer.body);
        bail!("POST {path} was refused: HTTP {} {text}", answer.status);
    }
    id_of(&answer).context("a resource was created without an id")
}

fn bar(length: usize, what: &str) -> ProgressBar {
    let form = "{msg:32} {bar:40} {pos}/{len} {per_sec} {eta}";
    let style = ProgressStyle::with_template(form);
    let bar = ProgressBar::new(length as u64).with_message(what.to_owned());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
