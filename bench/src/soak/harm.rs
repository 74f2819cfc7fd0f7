//! Tenants that do what they may, each for half of the time: whoever asked for something rests as
//! long as the answer took, so that the machine keeps about half of what it can do.

use std::time::Instant;

use anyhow::Result;
use bytes::Bytes;
use hyper::Method;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::host::{RollcallProgram, Store};
use crate::load::{
    Answer, Connection, Endpoint, Population, add_members, create_group, id_of, remove_members,
    seed_users, user,
};

/// Users of each of these tenants.
const USERS: usize = 5_000;
/// Members that come and go in one request.
const CROWD: usize = 2_000;

/// Each a tenant of its own, until the set is dropped.
///
/// # Errors
/// A tenant cannot be made.
pub(super) async fn start(
    program: &RollcallProgram,
    store: &Store,
    server: &Endpoint,
) -> Result<JoinSet<Result<()>>> {
    let mut tenants = JoinSet::new();
    for name in ["pages", "searches", "crowds", "comings"] {
        let endpoint = Endpoint {
            token: program.create_tenant(store, name).await?,
            ..server.clone()
        };
        let mut population = Population::default();
        seed_users(&endpoint, &mut population, USERS, name).await?;
        let connection = Connection::new(endpoint);
        match name {
            "pages" => tenants.spawn(get_for_ever(connection, "/Users?count=1000")),
            "searches" => tenants.spawn(get_for_ever(connection, UNINDEXED)),
            "crowds" => tenants.spawn(change_crowds(connection, population)),
            _ => tenants.spawn(come_and_go(connection)),
        };
    }
    Ok(tenants)
}

/// No index serves it.
const UNINDEXED: &str =
    "/Users?filter=title%20co%20%22ngin%22%20and%20displayName%20co%20%22%209%22";

/// What is refused is refused: nothing that these tenants get counts.
async fn get_for_ever(mut connection: Connection, path: &str) -> Result<()> {
    loop {
        ask(&mut connection, &Method::GET, path, None).await?;
    }
}

/// Adds many members in one request and removes them in the next.
async fn change_crowds(mut connection: Connection, population: Population) -> Result<()> {
    let group = create_group(&mut connection, "crowd").await?;
    let path = format!("/Groups/{group}");
    let crowd: Vec<String> = population.users.into_iter().take(CROWD).collect();
    loop {
        let body = Some(add_members(&crowd));
        ask(&mut connection, &Method::PATCH, &path, body).await?;
        for part in crowd.chunks(1000) {
            let body = Some(remove_members(part));
            ask(&mut connection, &Method::PATCH, &path, body).await?;
        }
    }
}

/// Creates users and deletes them.
async fn come_and_go(mut connection: Connection) -> Result<()> {
    for number in 0_usize.. {
        let body = user(&format!("comes.and.goes.{number}@example.com"), number);
        let answer = ask(&mut connection, &Method::POST, "/Users", Some(body)).await?;
        if let Some(id) = id_of(&answer) {
            let path = format!("/Users/{id}");
            ask(&mut connection, &Method::DELETE, &path, None).await?;
        }
    }
    Ok(())
}

/// Sends a request and rests as long as its answer took.
async fn ask(
    connection: &mut Connection,
    method: &Method,
    path: &str,
    body: Option<Bytes>,
) -> Result<Answer> {
    let asked = Instant::now();
    let answer = connection.send(method, path, body).await?;
    sleep(asked.elapsed()).await;
    Ok(answer)
}
